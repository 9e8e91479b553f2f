//! The call policy on the calls of one operation (spec 4.4).
//!
//! Why: the same comparisons as the contract, on the same bytes: exact target before wildcard and
//! never both, raw unsigned words at byte offsets, values per call.
//! Refuses: what the contract would revert on, such as data of one to three bytes.

use alloy_primitives::{Address, B256, FixedBytes, U256, keccak256};

use super::Cause;
use crate::{
    kernel::execute::{Call, Execution, ExecutionBody},
    policy::{CallPermission, CallPolicy, CallType, Condition, ParamRule},
};

/// Checks every call; the number of calls is not limited and values are not summed.
pub(super) fn check(policy: &CallPolicy, execution: &Execution) -> Result<(), Cause> {
    if let ExecutionBody::Delegate { target, data } = &execution.body {
        let call = Call { to: *target, value: U256::ZERO, data: data.clone() };
        return one(policy, 0, &call, CallType::Delegate);
    }
    let mut calls = execution.calls().iter().enumerate();
    calls.try_for_each(|(place, call)| one(policy, place, call, CallType::Call))
}

fn one(policy: &CallPolicy, place: usize, call: &Call, kind: CallType) -> Result<(), Cause> {
    let selector = selector(call).ok_or(Cause::ShortData { call: place })?;
    let Some(entry) = entry(policy, call, selector, kind) else {
        return Err(Cause::NoEntry {
            call: place,
            target: call.to,
            selector,
            delegate: kind == CallType::Delegate,
            version: policy.version,
            targets: targets(policy, selector, kind),
        });
    };
    if call.value > entry.value_limit {
        return Err(Cause::Value { call: place, limit: entry.value_limit, got: call.value });
    }
    for rule in &entry.rules {
        argument(rule, &call.data).map_err(|got| Cause::Rule {
            call: place,
            target: call.to,
            selector,
            rule: rule.clone(),
            got,
        })?;
    }
    Ok(())
}

/// Zero for empty data; `None` for one to three bytes.
fn selector(call: &Call) -> Option<FixedBytes<4>> {
    if call.data.is_empty() {
        return Some(FixedBytes::ZERO);
    }
    call.data.first_chunk::<4>().map(FixedBytes::from)
}

fn entry<'a>(
    policy: &'a CallPolicy,
    call: &Call,
    selector: FixedBytes<4>,
    kind: CallType,
) -> Option<&'a CallPermission> {
    let mut listed = matching(policy, selector, kind);
    let exact = listed.clone().find(|p| p.target == call.to);
    exact.or_else(|| listed.find(|p| p.target.is_zero()))
}

fn targets(policy: &CallPolicy, selector: FixedBytes<4>, kind: CallType) -> Vec<Address> {
    matching(policy, selector, kind).map(|p| p.target).take(8).collect()
}

fn matching(
    policy: &CallPolicy,
    selector: FixedBytes<4>,
    kind: CallType,
) -> impl Iterator<Item = &CallPermission> + Clone {
    let fits = move |p: &&CallPermission| p.selector == selector && p.call_type == kind;
    policy.permissions.iter().filter(fits)
}

/// `Err` carries the word found, or `None` when the data ends before it.
fn argument(rule: &ParamRule, data: &[u8]) -> Result<(), Option<B256>> {
    let word = word_at(data, rule.offset.checked_add(4)).ok_or(None)?;
    let holds = match rule.condition {
        Condition::OneOf => rule.params.contains(&word),
        Condition::SliceEqual => slice_equal(rule, data, word),
        Condition::Equal
        | Condition::GreaterThan
        | Condition::LessThan
        | Condition::GreaterThanOrEqual
        | Condition::LessThanOrEqual
        | Condition::NotEqual => compare(rule, word),
    };
    if holds { Ok(()) } else { Err(Some(word)) }
}

/// Words compare as unsigned big-endian integers, which is the order of their bytes.
fn compare(rule: &ParamRule, word: B256) -> bool {
    let Some(limit) = rule.params.first() else {
        return false;
    };
    match rule.condition {
        Condition::Equal => word == *limit,
        Condition::GreaterThan => word > *limit,
        Condition::LessThan => word < *limit,
        Condition::GreaterThanOrEqual => word >= *limit,
        Condition::LessThanOrEqual => word <= *limit,
        Condition::NotEqual => word != *limit,
        Condition::OneOf | Condition::SliceEqual => false,
    }
}

/// params = start, length, keccak256 of the expected bytes; the word is the argument's pointer.
fn slice_equal(rule: &ParamRule, data: &[u8], pointer: B256) -> bool {
    let [start, length, hash] = rule.params.as_slice() else {
        return false;
    };
    let slice = || {
        let body = u64::try_from(U256::from_be_bytes(pointer.0)).ok()?.checked_add(4)?;
        let held = usize_of(word_at(data, Some(body))?)?;
        let (start, length) = (usize_of(*start)?, usize_of(*length)?);
        let end = start.checked_add(length).filter(|end| *end <= held)?;
        let first = usize::try_from(body).ok()?.checked_add(32)?;
        data.get(first.checked_add(start)?..first.checked_add(end)?)
    };
    slice().is_some_and(|bytes| keccak256(bytes) == *hash)
}

fn word_at(data: &[u8], at: Option<u64>) -> Option<B256> {
    let from = usize::try_from(at?).ok()?;
    data.get(from..from.checked_add(32)?).map(B256::from_slice)
}

fn usize_of(word: B256) -> Option<usize> {
    usize::try_from(U256::from_be_bytes(word.0)).ok()
}
