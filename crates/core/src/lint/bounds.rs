//! What the rules of an entry leave open of one word (spec 4.4).
//!
//! Why: a limit may be written in several ways; a rule like "is not" limits nothing that matters.
//! Refuses: to call a word limited by a number that no balance reaches.

use alloy_primitives::U256;

use crate::policy::{CallPermission, Condition, ParamRule};

/// From 2^128 on a limit is none: no token has that many units, and nobody owns so much coin.
const NO_LIMIT_BITS: usize = 128;

/// The coin that exists of any network is below 2^96 wei (79 thousand million coins).
const NO_COIN_LIMIT_BITS: usize = 96;

/// The largest value a word may have, if the rules limit it at all.
pub(crate) fn most(entry: &CallPermission, offset: u64) -> Option<U256> {
    let here = entry.rules.iter().filter(|rule| rule.offset == offset);
    let least = here.filter_map(upper).min()?;
    (least.bit_len() <= NO_LIMIT_BITS).then_some(least)
}

/// Whether the rules name the values a word may have.
pub(crate) fn is_named(entry: &CallPermission, offset: u64) -> bool {
    let names = |rule: &ParamRule| matches!(rule.condition, Condition::Equal | Condition::OneOf);
    entry.rules.iter().any(|rule| rule.offset == offset && names(rule))
}

/// Whether the rules set a least value above nothing.
pub(crate) fn has_least(entry: &CallPermission, offset: u64) -> bool {
    let least = |rule: &ParamRule| {
        let values = rule.params.iter().map(|word| U256::from_be_bytes(word.0));
        match rule.condition {
            Condition::Equal | Condition::GreaterThanOrEqual | Condition::OneOf => {
                values.min().is_some_and(|value| !value.is_zero())
            }
            Condition::GreaterThan => true,
            Condition::LessThan
            | Condition::LessThanOrEqual
            | Condition::NotEqual
            | Condition::SliceEqual => false,
        }
    };
    entry.rules.iter().any(|rule| rule.offset == offset && least(rule))
}

/// Whether the coin that a call may carry is limited by a number that means something.
pub(crate) const fn coin_is_limited(entry: &CallPermission) -> bool {
    entry.value_limit.bit_len() <= NO_COIN_LIMIT_BITS
}

fn upper(rule: &ParamRule) -> Option<U256> {
    let first = || rule.params.first().map(|word| U256::from_be_bytes(word.0));
    match rule.condition {
        Condition::Equal | Condition::LessThanOrEqual => first(),
        Condition::LessThan => first().map(|limit| limit.saturating_sub(U256::ONE)),
        Condition::OneOf => {
            let words = rule.params.iter().map(|word| U256::from_be_bytes(word.0));
            Some(words.max().unwrap_or_default())
        }
        Condition::GreaterThan
        | Condition::GreaterThanOrEqual
        | Condition::NotEqual
        | Condition::SliceEqual => None,
    }
}
