//! Payments: `transfer` of a token, or native coin without data (spec 4.4).
//!
//! Refuses: the account itself as a recipient, lists with a repetition, tokens on which the chosen
//! networks disagree.

use alloy_primitives::{Address, B256, FixedBytes, U256};
use latchkey_core::names::TRANSFER;
use latchkey_core::policy::{CallPermission, CallType, Condition, ParamRule};
use latchkey_core::{amount, text};

use super::{Allowed, Part};
use crate::record::Token;
use crate::use_case::grant_form::fields;
use crate::use_case::holdings::NATIVE_DECIMALS;

pub(super) fn token(
    part: &mut Part<'_>,
    token: &str,
    recipient: &str,
    most: &str,
) -> Option<Allowed> {
    let field = part.field("token");
    let token = fields::address(part.problems, &field, "token", token);
    let token = token.and_then(|token| agreed(part, token));
    let recipients = payees(part, recipient);
    let decimals = token.as_ref().map_or(amount::MAX_DECIMALS, |token| token.decimals);
    let field = part.field("maxPerCall");
    let most = fields::amount(part.problems, &field, most, decimals);
    let (token, recipients, most) = (token?, recipients?, most?);
    let rule = |condition, offset, params: Vec<B256>| ParamRule { condition, offset, params };
    let words: Vec<B256> = recipients.iter().map(|one| one.into_word()).collect();
    let whom = if words.len() == 1 { Condition::Equal } else { Condition::OneOf };
    let rules = vec![rule(whom, 0, words), rule(Condition::LessThanOrEqual, 32, vec![most.into()])];
    let amount = amount::with_symbol(most, token.decimals, &token.symbol);
    let entry = CallPermission {
        call_type: CallType::Call,
        target: token.address,
        selector: TRANSFER,
        value_limit: U256::ZERO,
        rules,
    };
    Some(Allowed { entries: vec![entry], function: None, name: name(&amount, &recipients) })
}

pub(super) fn native(part: &mut Part<'_>, recipient: &str, most: &str) -> Option<Allowed> {
    let recipients = payees(part, recipient);
    let field = part.field("maxPerCall");
    let most = fields::amount(part.problems, &field, most, NATIVE_DECIMALS);
    let (recipients, most) = (recipients?, most?);
    let amount = amount::with_symbol(most, NATIVE_DECIMALS, &symbol(part));
    let entry = |target: &Address| CallPermission {
        call_type: CallType::Call,
        target: *target,
        selector: FixedBytes::ZERO,
        value_limit: most,
        rules: Vec::new(),
    };
    let entries = recipients.iter().map(entry).collect();
    Some(Allowed { entries, function: None, name: name(&amount, &recipients) })
}

fn name(amount: &str, recipients: &[Address]) -> String {
    match recipients {
        [one] => format!("{amount} to {}", text::short_address(*one)),
        many => format!("{amount} to {} recipients", many.len()),
    }
}

fn payees(part: &mut Part<'_>, said: &str) -> Option<Vec<Address>> {
    let field = part.field("recipient");
    let recipients = fields::addresses(part.problems, &field, "recipient", said)?;
    if recipients.contains(&part.facts.account.address) {
        let text = "This is the account itself: paying it moves nothing.";
        part.stop("recipient", "recipient.self", text);
        return None;
    }
    Some(recipients)
}

/// The token, if every chosen network says the same of it.
fn agreed(part: &mut Part<'_>, address: Address) -> Option<Token> {
    let facts = part.facts;
    let mut unread = false;
    for (_, why) in facts.unread.iter().filter(|(contract, _)| *contract == address) {
        part.stop("token", "token.unread", format!("{why} Its decimals are not known."));
        unread = true;
    }
    let found = facts.token(address);
    if found.is_none() && facts.tokens.iter().any(|token| token.address == address) {
        let text = "The chosen networks say different things of this token. Grant one key each.";
        part.stop("token", "token.disagree", text);
    }
    found.filter(|_| !unread).cloned()
}

fn symbol(part: &Part<'_>) -> String {
    let first = part.facts.networks.first().map(|network| network.native_symbol.clone());
    first.unwrap_or_else(|| "native coin".to_owned())
}
