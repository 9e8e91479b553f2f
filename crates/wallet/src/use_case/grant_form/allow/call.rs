//! One function of one contract, with rules on its arguments (spec 4.4).
//!
//! Refuses: what is not a function signature; what core refuses as a rule.

use alloy_json_abi::Function;
use latchkey_core::policy::{CallPermission, CallType};
use latchkey_core::text;

use super::{Allowed, Part};
use crate::use_case::grant_form::args;
use crate::views::ArgRule;

/// What is written.
pub(super) struct Wanted<'a> {
    pub(super) contract: &'a str,
    pub(super) function: &'a str,
    pub(super) args: &'a [ArgRule],
    pub(super) max_value: &'a str,
}

pub(super) fn read(part: &mut Part<'_>, wanted: &Wanted<'_>) -> Option<Allowed> {
    let contract = part.contract(wanted.contract);
    let function = signature(part, wanted.function);
    let facts = part.facts;
    let place = part.place;
    let rules = function
        .as_ref()
        .and_then(|function| args::rules(part.problems, facts, place, (function, wanted.args)));
    let value = part.value(wanted.max_value);
    let (contract, function) = contract.zip(function)?;
    let signature = function.signature();
    let whose =
        if contract.is_zero() { "any contract".to_owned() } else { text::short_address(contract) };
    let entry = CallPermission {
        call_type: CallType::Call,
        target: contract,
        selector: function.selector(),
        value_limit: value?,
        rules: rules?,
    };
    Some(Allowed {
        entries: vec![entry],
        name: format!("{} on {whose}", text::clean(&function.name, text::NAME_MAX)),
        function: Some(signature),
    })
}

fn signature(part: &mut Part<'_>, said: &str) -> Option<Function> {
    let said = said.trim();
    if said.is_empty() {
        let text = "Write the function, like approve(address,uint256).";
        part.stop("function", "function.missing", text);
        return None;
    }
    let parsed = said.contains('(').then(|| parse(said)).flatten();
    if parsed.is_none() {
        let text =
            "This is not a function. Write its name and types, like approve(address,uint256).";
        part.stop("function", "function.unreadable", text);
    }
    parsed
}

/// A signature, with or without the names of its arguments; the bare one must stay short enough to
/// be shown.
pub(crate) fn parse(said: &str) -> Option<Function> {
    let short = said.chars().count() <= text::SIGNATURE_MAX.saturating_mul(4);
    let parsed = short.then(|| Function::parse(said).ok()).flatten();
    parsed.filter(|function| function.signature().chars().count() <= text::SIGNATURE_MAX)
}
