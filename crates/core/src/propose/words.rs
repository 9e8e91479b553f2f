//! What the words of some calls to one function have in common, as rules (spec 4.4).
//!
//! Why: a constant is fixed, a few recipients become a list, an amount gets the largest seen, a
//! deadline may be as far off as it was from each call.
//! Refuses: to look behind the words that every call has, and more rules than strict bundlers take
//! (spec 12.4).

use alloy_primitives::{B256, FixedBytes, U256};

use super::SeenCall;
use crate::{
    lint::functions,
    policy::{Condition, ParamRule},
};

/// Most rules of an entry: each takes six words of 128.
const MAX_RULES: usize = 16;
/// Most values in a list.
const MAX_LIST: usize = 8;
/// A word this near to the time of its call is a deadline, seconds.
const NEAR_SECS: u64 = 366 * 86_400;

/// The rules for calls of one function; `until` is the key's last second, unix.
pub(super) fn rules(selector: FixedBytes<4>, group: &[&SeenCall], until: u64) -> Vec<ParamRule> {
    let arguments = |call: &SeenCall| call.data.len().saturating_sub(4) / 32;
    let common = group.iter().map(|call| arguments(call)).min().unwrap_or_default();
    let amounts = amounts(selector);
    let mut rules: Vec<ParamRule> = (0..common)
        .filter_map(|place| {
            let offset = u64::try_from(place).ok()?.checked_mul(32)?;
            rule(offset, group, amounts.contains(&offset), until)
        })
        .collect();
    // Amounts first, then from the front: the head comes before what pointers point to.
    rules.sort_by_key(|rule| (!amounts.contains(&rule.offset), rule.offset));
    rules.truncate(MAX_RULES);
    rules.sort_by_key(|rule| rule.offset);
    rules
}

/// Offsets of the function's amounts, if it is known.
fn amounts(selector: FixedBytes<4>) -> Vec<u64> {
    let money = functions::money(selector).and_then(|money| money.amounts).unwrap_or_default();
    let allowance = functions::allowance(selector).and_then(|allowance| allowance.amount);
    money.iter().copied().chain(allowance).collect()
}

fn rule(offset: u64, group: &[&SeenCall], amount: bool, until: u64) -> Option<ParamRule> {
    let seen: Vec<(B256, u64)> = group
        .iter()
        .map(|call| Some((word(call, offset)?, call.at_secs)))
        .collect::<Option<_>>()?;
    let mut values: Vec<B256> = seen.iter().map(|(word, _)| *word).collect();
    values.sort_unstable();
    values.dedup();
    let largest = *values.last()?;
    let at_most = |most: B256| Some((Condition::LessThanOrEqual, vec![most]));
    let (condition, params) = if amount {
        at_most(largest)
    } else if let Some(latest) = deadline(&seen, until) {
        at_most(latest)
    } else if values.len() == 1 {
        Some((Condition::Equal, values))
    } else if is_list(&values, group.len()) {
        Some((Condition::OneOf, values))
    } else if U256::from_be_bytes(largest.0).bit_len() <= 128 {
        at_most(largest)
    } else {
        None
    }?;
    Some(ParamRule { condition, offset, params })
}

fn word(call: &SeenCall, offset: u64) -> Option<B256> {
    let from = usize::try_from(offset).ok()?.checked_add(4)?;
    call.data.get(from..from.checked_add(32)?).map(B256::from_slice)
}

/// A few values that come again, or addresses.
fn is_list(values: &[B256], calls: usize) -> bool {
    let few = values.len() <= MAX_LIST;
    let again = values.len() < calls || calls <= 2;
    few && (again || values.iter().all(is_address))
}

/// Twelve zero bytes and then many that are not.
fn is_address(word: &B256) -> bool {
    let bits = U256::from_be_bytes(word.0).bit_len();
    (129..=160).contains(&bits)
}

/// Where every word is a time near to its call's: the last one that the key will need, and never
/// less than what was seen.
fn deadline(seen: &[(B256, u64)], until: u64) -> Option<B256> {
    let mut latest = until;
    for (word, at) in seen {
        let time = u64::try_from(U256::from_be_bytes(word.0)).ok()?;
        if time.abs_diff(*at) > NEAR_SECS {
            return None;
        }
        latest = latest.max(time).max(until.saturating_add(time.saturating_sub(*at)));
    }
    Some(U256::from(latest).into())
}
