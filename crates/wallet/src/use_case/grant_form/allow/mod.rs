//! What the form allows, as entries of a call policy (spec 4.4).
//!
//! Why: people say whom to pay and what to call; the contract knows targets, selectors and words.
//! Refuses: an empty list, payments to the account itself, tokens that do not tell their decimals or
//! do not agree on them across the chosen networks.

mod call;
mod pay;
mod raw;

use alloy_primitives::{Address, U256};
use latchkey_core::policy::CallPermission;
use latchkey_core::{amount, text};

use super::facts::Facts;
use super::fields;
use super::problems::Problems;
use crate::use_case::holdings::NATIVE_DECIMALS;
use crate::views::Allow;

/// How a form writes "every contract".
pub(crate) const ANY_CONTRACT: &str = "any";

/// What one part of the form allows.
#[derive(Debug, Clone)]
pub(crate) struct Allowed {
    /// For the call policy.
    pub(crate) entries: Vec<CallPermission>,
    /// The function's signature, so that its selector can be shown as words.
    pub(crate) function: Option<String>,
    /// A short name for the key: `25 DUSD to 0x70E4…F20b`.
    pub(crate) name: String,
}

/// Where a part of the form is, and what is known.
struct Part<'a> {
    problems: &'a mut Problems,
    facts: &'a Facts,
    place: usize,
}

impl Part<'_> {
    fn field(&self, name: &str) -> String {
        field(self.place, name)
    }

    fn stop(&mut self, name: &str, code: &str, text: impl Into<String>) {
        let field = self.field(name);
        self.problems.stop(&field, code, text);
    }

    /// Most native coin sent along; nothing written = none.
    fn value(&mut self, said: &str) -> Option<U256> {
        if said.trim().is_empty() {
            return Some(U256::ZERO);
        }
        let field = self.field("maxValue");
        let parsed = amount::parse(said, NATIVE_DECIMALS);
        parsed.map_err(|error| self.problems.amount(&field, &error)).ok()
    }

    /// A contract, or every contract as the zero address.
    fn contract(&mut self, said: &str) -> Option<Address> {
        if said.trim() == ANY_CONTRACT {
            return Some(Address::ZERO);
        }
        let field = self.field("contract");
        fields::address(self.problems, &field, "contract", said)
    }
}

/// `allow.2.recipient`.
pub(crate) fn field(place: usize, name: &str) -> String {
    format!("allow.{place}.{name}")
}

/// Reads all parts; `None` when a problem blocks.
pub(super) fn read(
    problems: &mut Problems,
    allow: &[Allow],
    facts: &Facts,
) -> Option<Vec<Allowed>> {
    if allow.is_empty() {
        problems.stop("allow", "allow.missing", "Say what it may do.");
    }
    let parts = allow.iter().enumerate();
    let read: Vec<Option<Allowed>> =
        parts.map(|(place, part)| one(&mut Part { problems, facts, place }, part)).collect();
    let all: Vec<Allowed> = read.into_iter().collect::<Option<_>>()?;
    (!all.is_empty()).then_some(all)
}

fn one(part: &mut Part<'_>, allow: &Allow) -> Option<Allowed> {
    match allow {
        Allow::PayToken { token, recipient, max_per_call } => {
            pay::token(part, token, recipient, max_per_call)
        }
        Allow::PayNative { recipient, max_per_call } => pay::native(part, recipient, max_per_call),
        Allow::CallFunction { contract, function, args, max_value } => {
            call::read(part, &call::Wanted { contract, function, args, max_value })
        }
        Allow::Raw { contract, selector, call_type, max_value, rules } => {
            let call_type = *call_type;
            raw::read(part, &raw::Wanted { contract, selector, call_type, max_value, rules })
        }
    }
}

/// A name for the key: the first thing it may do, and how many more there are.
pub(super) fn name(all: &[Allowed]) -> String {
    let Some((first, rest)) = all.split_first() else { return "Everything".to_owned() };
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    let room = text::NAME_MAX.saturating_sub(more.chars().count());
    format!("{}{more}", text::clean(&first.name, room))
}
