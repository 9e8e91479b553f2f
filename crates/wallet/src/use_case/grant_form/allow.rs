//! What the form allows, as one entry of a call policy.
//!
//! Refuses: payments to the account itself, tokens that do not tell their decimals or do not agree
//! on them across the chosen networks.

use alloy_json_abi::Function;
use alloy_primitives::{Address, B256, FixedBytes, U256};
use latchkey_core::names::TRANSFER;
use latchkey_core::policy::{CallPermission, CallType, Condition, ParamRule};
use latchkey_core::{amount, text};

use super::args;
use super::facts::Facts;
use super::fields;
use super::problems::Problems;
use crate::record::Token;
use crate::use_case::holdings::NATIVE_DECIMALS;
use crate::views::{Allow, ArgRule};

/// What is allowed.
#[derive(Debug, Clone)]
pub(crate) struct Allowed {
    /// For the call policy.
    pub(crate) entry: CallPermission,
    /// The function's signature, so that its selector can be shown as words.
    pub(crate) function: Option<String>,
    /// A short name for the key: `25 DUSD to 0x70E4…F20b`.
    pub(crate) name: String,
}

/// Reads it; `None` when a problem blocks.
pub(crate) fn read(problems: &mut Problems, allow: &Allow, facts: &Facts) -> Option<Allowed> {
    match allow {
        Allow::PayToken { token, recipient, max_per_call } => {
            let token = fields::address(problems, "allow.token", "token", token);
            let token = token.and_then(|token| agreed(problems, token, facts));
            let recipient = payee(problems, recipient, facts);
            let decimals = token.as_ref().map_or(amount::MAX_DECIMALS, |token| token.decimals);
            let most = fields::amount(problems, "allow.maxPerCall", max_per_call, decimals);
            Some(pay_token(&token?, recipient?, most?))
        }
        Allow::PayNative { recipient, max_per_call } => {
            let recipient = payee(problems, recipient, facts);
            let most = fields::amount(problems, "allow.maxPerCall", max_per_call, NATIVE_DECIMALS);
            Some(pay_native(recipient?, most?, &symbol(facts)))
        }
        Allow::CallFunction { contract, function, args, max_value } => {
            let wanted = CallWanted { contract, function, args, max_value };
            call(problems, &wanted)
        }
    }
}

fn payee(problems: &mut Problems, said: &str, facts: &Facts) -> Option<Address> {
    let recipient = fields::address(problems, "allow.recipient", "recipient", said)?;
    if recipient == facts.account.address {
        let text = "This is the account itself: paying it moves nothing.";
        problems.stop("allow.recipient", "recipient.self", text);
        return None;
    }
    Some(recipient)
}

/// The token, if every chosen network says the same of it.
fn agreed(problems: &mut Problems, address: Address, facts: &Facts) -> Option<Token> {
    for why in &facts.unread {
        problems.stop("allow.token", "token.unread", format!("{why} Its decimals are not known."));
    }
    let mut here = facts.tokens.iter().filter(|token| token.address == address);
    let first = here.next()?;
    if here.any(|other| other.decimals != first.decimals || other.symbol != first.symbol) {
        let text = "The chosen networks say different things of this token. Grant one key each.";
        problems.stop("allow.token", "token.disagree", text);
        return None;
    }
    facts.unread.is_empty().then(|| first.clone())
}

fn symbol(facts: &Facts) -> String {
    let first = facts.networks.first().map(|network| network.native_symbol.clone());
    first.unwrap_or_else(|| "native coin".to_owned())
}

fn pay_token(token: &Token, recipient: Address, most: U256) -> Allowed {
    let rule = |condition, offset, word: B256| ParamRule { condition, offset, params: vec![word] };
    let rules = vec![
        rule(Condition::Equal, 0, recipient.into_word()),
        rule(Condition::LessThanOrEqual, 32, most.into()),
    ];
    let amount = amount::with_symbol(most, token.decimals, &token.symbol);
    Allowed {
        entry: entry(token.address, TRANSFER, U256::ZERO, rules),
        function: None,
        name: format!("{amount} to {}", text::short_address(recipient)),
    }
}

fn pay_native(recipient: Address, most: U256, symbol: &str) -> Allowed {
    let amount = amount::with_symbol(most, NATIVE_DECIMALS, symbol);
    Allowed {
        entry: entry(recipient, FixedBytes::ZERO, most, Vec::new()),
        function: None,
        name: format!("{amount} to {}", text::short_address(recipient)),
    }
}

struct CallWanted<'a> {
    contract: &'a str,
    function: &'a str,
    args: &'a [ArgRule],
    max_value: &'a str,
}

fn call(problems: &mut Problems, wanted: &CallWanted<'_>) -> Option<Allowed> {
    let contract = fields::address(problems, "allow.contract", "contract", wanted.contract);
    let function = signature(problems, wanted.function);
    let rules = function.as_ref().and_then(|f| args::rules(problems, f, wanted.args));
    let value = if wanted.max_value.trim().is_empty() {
        Some(U256::ZERO)
    } else {
        let field = "allow.maxValue";
        let parsed = amount::parse(wanted.max_value, NATIVE_DECIMALS);
        parsed.map_err(|error| problems.amount(field, &error)).ok()
    };
    let (contract, function) = contract.zip(function)?;
    let signature = function.signature();
    Some(Allowed {
        entry: entry(contract, function.selector(), value?, rules?),
        name: text::clean(
            &format!("{} on {}", function.name, text::short_address(contract)),
            text::NAME_MAX,
        ),
        function: Some(signature),
    })
}

fn signature(problems: &mut Problems, said: &str) -> Option<Function> {
    let said = said.trim();
    if said.is_empty() {
        let text = "Write the function, like approve(address,uint256).";
        problems.stop("allow.function", "function.missing", text);
        return None;
    }
    let short = said.len() <= text::SIGNATURE_MAX && said.contains('(');
    let parsed = short.then(|| Function::parse(said).ok()).flatten();
    if parsed.is_none() {
        let text =
            "This is not a function. Write its name and types, like approve(address,uint256).";
        problems.stop("allow.function", "function.unreadable", text);
    }
    parsed
}

fn entry(
    target: Address,
    selector: FixedBytes<4>,
    value_limit: U256,
    rules: Vec<ParamRule>,
) -> CallPermission {
    CallPermission { call_type: CallType::Call, target, selector, value_limit, rules }
}
