//! An entry as the contract keeps it: selector, call type, words at offsets (spec 4.4).
//!
//! Why: what a key holds must be editable even where no function is known.
//! Refuses: selectors and words of another length. What an entry means is the linter's to say.

use alloy_primitives::{B256, FixedBytes};
use latchkey_core::policy::{CallPermission, CallType, Condition, ParamRule};
use latchkey_core::text;

use super::{Allowed, Part};
use crate::views::{RawCallType, RawCondition, RawRule};

/// Most rules of one entry, and most words of one rule.
const MANY: usize = 64;

/// What is written.
pub(super) struct Wanted<'a> {
    pub(super) contract: &'a str,
    pub(super) selector: &'a str,
    pub(super) call_type: RawCallType,
    pub(super) max_value: &'a str,
    pub(super) rules: &'a [RawRule],
}

pub(super) fn read(part: &mut Part<'_>, wanted: &Wanted<'_>) -> Option<Allowed> {
    let target = part.contract(wanted.contract);
    let selector = selector(part, wanted.selector);
    let value = part.value(wanted.max_value);
    let rules = rules(part, wanted.rules);
    let (target, selector) = (target?, selector?);
    let whose =
        if target.is_zero() { "any contract".to_owned() } else { text::short_address(target) };
    let entry = CallPermission {
        call_type: call_type(wanted.call_type),
        target,
        selector,
        value_limit: value?,
        rules: rules?,
    };
    let name = format!("{selector} on {whose}");
    Some(Allowed { entries: vec![entry], function: None, name })
}

fn selector(part: &mut Part<'_>, said: &str) -> Option<FixedBytes<4>> {
    let digits = said.trim().strip_prefix("0x").filter(|digits| digits.len() == 8);
    let read = digits.and_then(|digits| digits.parse().ok());
    if read.is_none() {
        part.stop("selector", "raw.selector", "A selector is 0x and 8 hex digits.");
    }
    read
}

fn rules(part: &mut Part<'_>, wanted: &[RawRule]) -> Option<Vec<ParamRule>> {
    if wanted.len() > MANY || wanted.iter().any(|rule| rule.params.len() > MANY) {
        part.stop(
            "rules",
            "raw.many",
            format!("At most {MANY} rules, and words in one rule, fit."),
        );
        return None;
    }
    let read: Vec<Option<ParamRule>> =
        wanted.iter().enumerate().map(|(number, rule)| one(part, number, rule)).collect();
    read.into_iter().collect()
}

fn one(part: &mut Part<'_>, number: usize, rule: &RawRule) -> Option<ParamRule> {
    let words: Option<Vec<B256>> = rule.params.iter().map(|said| word(said)).collect();
    if words.is_none() {
        let text = "Each word is 0x and 64 hex digits.";
        part.stop(&format!("rules.{number}.params"), "raw.word", text);
    }
    let offset = u64::from(rule.offset);
    Some(ParamRule { condition: condition(rule.condition), offset, params: words? })
}

fn word(said: &str) -> Option<B256> {
    said.trim().strip_prefix("0x").filter(|digits| digits.len() == 64)?.parse().ok()
}

const fn call_type(of: RawCallType) -> CallType {
    match of {
        RawCallType::Call => CallType::Call,
        RawCallType::Delegate => CallType::Delegate,
    }
}

const fn condition(of: RawCondition) -> Condition {
    match of {
        RawCondition::Equal => Condition::Equal,
        RawCondition::GreaterThan => Condition::GreaterThan,
        RawCondition::LessThan => Condition::LessThan,
        RawCondition::GreaterThanOrEqual => Condition::GreaterThanOrEqual,
        RawCondition::LessThanOrEqual => Condition::LessThanOrEqual,
        RawCondition::NotEqual => Condition::NotEqual,
        RawCondition::OneOf => Condition::OneOf,
        RawCondition::SliceEqual => Condition::SliceEqual,
    }
}
