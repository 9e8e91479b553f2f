//! The call policy on the calls of one operation (spec 4.4), version by version.
//!
//! Why: the same comparisons as the contracts, on the same bytes: exact target before wildcard and
//! never both, raw unsigned words at byte offsets, values per call. Up to 0.0.2 a delegatecall is
//! judged 32 bytes too late; 0.0.1 knows neither wildcard nor calls without data.
//! Refuses: what the contract would revert on, and slices that it would read outside of a call.

use alloy_primitives::{Address, FixedBytes, U256};

use super::{Cause, reading::Reading, word};
use crate::{
    kernel::execute::{Call, Execution, ExecutionBody},
    policy::{CallPermission, CallPolicy, CallPolicyVersion, CallType},
};

/// Checks every call; the number of calls is not limited and values are not summed.
pub(super) fn check(policy: &CallPolicy, reading: &Reading) -> Result<(), Cause> {
    match reading {
        Reading::Plain(execution) | Reading::OddMode(execution) => calls(policy, execution),
        Reading::TooShort => Err(Cause::NotExecute { short: true }),
        Reading::OtherFunction => Err(Cause::NotExecute { short: false }),
        Reading::UnknownCallType => Err(Cause::UnknownCallType),
        Reading::CutShort => Err(Cause::CutShort),
        Reading::Unclear => Err(Cause::NotPlain),
    }
}

fn calls(policy: &CallPolicy, execution: &Execution) -> Result<(), Cause> {
    if let ExecutionBody::Delegate { target, data } = &execution.body {
        let call = delegated(policy.version, *target, data).ok_or(Cause::CutShort)?;
        return one(policy, 0, &call, CallType::Delegate);
    }
    let mut calls = execution.calls().iter().enumerate();
    calls.try_for_each(|(place, call)| one(policy, place, call, CallType::Call))
}

/// A delegatecall as the version reads it. Up to 0.0.2 it is cut like a single call: the first 32
/// bytes of its calldata pass for a value, and the rest is judged.
fn delegated(version: CallPolicyVersion, target: Address, data: &[u8]) -> Option<Call> {
    let (value, data) = if version.reads_delegatecall() {
        (U256::ZERO, data)
    } else {
        let (value, rest) = data.split_first_chunk::<32>()?;
        (U256::from_be_bytes(*value), rest)
    };
    Some(Call { to: target, value, data: data.to_vec().into() })
}

fn one(policy: &CallPolicy, place: usize, call: &Call, kind: CallType) -> Result<(), Cause> {
    let selector = selector(policy.version, &call.data).ok_or(Cause::ShortData { call: place })?;
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
        word::holds(rule, &call.data).map_err(|found| Cause::Rule {
            call: place,
            target: call.to,
            selector,
            rule: rule.clone(),
            found,
        })?;
    }
    Ok(())
}

/// Zero for empty data; `None` where the contract reads beyond the end.
fn selector(version: CallPolicyVersion, data: &[u8]) -> Option<FixedBytes<4>> {
    if data.is_empty() && version.has_plain_transfers() {
        return Some(FixedBytes::ZERO);
    }
    data.first_chunk::<4>().map(FixedBytes::from)
}

fn entry<'a>(
    policy: &'a CallPolicy,
    call: &Call,
    selector: FixedBytes<4>,
    kind: CallType,
) -> Option<&'a CallPermission> {
    let mut listed = matching(policy, selector, kind);
    let exact = listed.clone().find(|p| p.target == call.to);
    let wildcard = || listed.find(|p| p.target.is_zero() && policy.version.has_wildcard());
    exact.or_else(wildcard)
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
