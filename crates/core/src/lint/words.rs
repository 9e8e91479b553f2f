//! Findings about the words that rules look at: none of an argument's, or a pointer instead of one.
//!
//! Why: a rule holds for 32 bytes at a place (spec 4.4). Behind the arguments the sender may append
//! what he likes, and a dynamic argument lies wherever its pointer says.
//! Refuses: to judge places in functions that are not known, but for those between two words.

use alloy_json_abi::Function;
use alloy_primitives::U256;

use super::{EntryPlace, Finding, Rule, functions};
use crate::{
    head::{self, head_words},
    policy::{CallPermission, Condition, ParamRule, rule_of::leaf_at},
};

/// Pointers beyond this are no layout that a compiler writes, bytes.
const FAR_POINTER: u64 = 0xffff;

pub(super) fn findings(at: EntryPlace, entry: &CallPermission) -> Vec<Finding> {
    let function = if entry.rules.is_empty() { None } else { functions::known(entry.selector) };
    places(at, entry, function.as_ref())
}

/// Where rules look, as far as the function's arguments are known.
pub(super) fn places(
    at: EntryPlace,
    entry: &CallPermission,
    function: Option<&Function>,
) -> Vec<Finding> {
    let rules = entry.rules.iter().enumerate();
    let finding = |(place, rule): (usize, &ParamRule)| {
        let odd = !rule.offset.is_multiple_of(32);
        let of_known = function.and_then(|function| known(function, rule, entry));
        let found = odd.then_some(Rule::OddOffset).or(of_known)?;
        Some(Finding::new(found).at(EntryPlace { rule: Some(place), ..at }))
    };
    rules.filter_map(finding).collect()
}

fn known(function: &Function, rule: &ParamRule, entry: &CallPermission) -> Option<Rule> {
    let slots = head::slots(function).ok()?;
    let words: u64 = slots.iter().filter_map(|slot| head_words(&slot.ty)).sum();
    let end = words.checked_mul(32)?;
    if rule.offset >= end {
        // What lies behind a pointer stays in its place only while the pointer is fixed.
        let fixed = entry.rules.iter().any(|other| pins(function, other, end));
        return (!fixed).then_some(Rule::OddOffset);
    }
    let pointer = leaf_at(function, rule.offset).is_some_and(|leaf| head::is_dynamic(&leaf.ty));
    let wanted = rule.condition == Condition::SliceEqual || pins(function, rule, end);
    (pointer && !wanted).then_some(Rule::PointerRule)
}

/// Whether a rule fixes a pointer to where a compiler would put the argument.
fn pins(function: &Function, rule: &ParamRule, end: u64) -> bool {
    let value = rule.params.first().map(|word| U256::from_be_bytes(word.0));
    let place = value.and_then(|value| u64::try_from(value).ok());
    let likely = |place: u64| place.is_multiple_of(32) && (end..=FAR_POINTER).contains(&place);
    let pointer = || leaf_at(function, rule.offset).is_some_and(|leaf| head::is_dynamic(&leaf.ty));
    rule.condition == Condition::Equal && place.is_some_and(likely) && pointer()
}
