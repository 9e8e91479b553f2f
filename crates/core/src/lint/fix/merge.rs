//! Two policies of a kind as one that demands what both demand (spec 4.3, 4.4).
//!
//! Why: the contracts hold one state per permission, so two of a kind cannot be installed.
//! Refuses: what one policy cannot say; then there is no fix.

use alloy_primitives::{Address, FixedBytes};

use crate::policy::{
    CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, Policy,
    PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
};

/// The calls that two call policies both let through; `None` when there are none, when a flag
/// weakens one, or when a version reads its entries in a way of its own.
pub(in crate::lint) fn intersect(a: &Policy, b: &Policy) -> Option<Policy> {
    let (PolicyKind::Call(first), PolicyKind::Call(second)) = (&a.kind, &b.kind) else {
        return None;
    };
    let alike = |call: &CallPolicy| call.version >= CallPolicyVersion::V0_0_3;
    let binding = a.flag == PolicyFlag::All && b.flag == PolicyFlag::All;
    if !(binding && alike(first) && alike(second)) {
        return None;
    }
    let mut permissions: Vec<CallPermission> = Vec::new();
    for entry in first.permissions.iter().chain(&second.permissions) {
        let key = (entry.call_type, entry.target, entry.selector);
        let known = permissions.iter().any(|p| (p.call_type, p.target, p.selector) == key);
        let both = found(first, key).zip(found(second, key));
        if let (false, Some((one, other))) = (known, both) {
            permissions.push(stricter(one, other, key.1));
        }
    }
    let rules = || permissions.iter().flat_map(|entry| &entry.rules);
    let slices = rules().any(|rule| rule.condition == Condition::SliceEqual);
    let version = if slices { CallPolicyVersion::V0_0_5 } else { CallPolicyVersion::V0_0_4 };
    let call = CallPolicy { version, permissions };
    (!call.permissions.is_empty()).then(|| PolicyKind::Call(call).into())
}

/// The entry that the chain would use: the exact one, else the one for any contract.
fn found(
    call: &CallPolicy,
    (call_type, target, selector): (CallType, Address, FixedBytes<4>),
) -> Option<&CallPermission> {
    let mut fits =
        call.permissions.iter().filter(|p| p.call_type == call_type && p.selector == selector);
    let exact = fits.clone().find(|p| p.target == target);
    exact.or_else(|| fits.find(|p| p.target.is_zero()))
}

fn stricter(one: &CallPermission, other: &CallPermission, target: Address) -> CallPermission {
    let mut rules = one.rules.clone();
    rules.extend(other.rules.iter().filter(|rule| !one.rules.contains(rule)).cloned());
    let value_limit = one.value_limit.min(other.value_limit);
    CallPermission { target, value_limit, rules, ..one.clone() }
}

/// One policy that demands what two of the same contract demand; `None` where one cannot.
pub(in crate::lint) fn join(a: &Policy, b: &Policy) -> Option<Policy> {
    if a.flag != PolicyFlag::All || b.flag != PolicyFlag::All {
        return None;
    }
    let kind = match (&a.kind, &b.kind) {
        (PolicyKind::Gas(one), PolicyKind::Gas(other)) => PolicyKind::Gas(gas(one, other)?),
        (PolicyKind::Timestamp(one), PolicyKind::Timestamp(other)) => {
            PolicyKind::Timestamp(window(*one, *other))
        }
        (PolicyKind::RateLimit(one), PolicyKind::RateLimit(other)) => {
            PolicyKind::RateLimit(rate(*one, *other)?)
        }
        (PolicyKind::SignatureCaller(one), PolicyKind::SignatureCaller(other)) => {
            PolicyKind::SignatureCaller(callers(one, other))
        }
        (
            PolicyKind::Call(_)
            | PolicyKind::Gas(_)
            | PolicyKind::RateLimit(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo,
            _,
        ) => return None,
    };
    Some(kind.into())
}

fn gas(one: &GasPolicy, other: &GasPolicy) -> Option<GasPolicy> {
    let demands = |gas: &GasPolicy| gas.enforce_paymaster && !gas.allowed_paymaster.is_zero();
    let payer = match (demands(one), demands(other)) {
        (true, true) if one.allowed_paymaster != other.allowed_paymaster => return None,
        (true, _) | (false, false) => one,
        (false, true) => other,
    };
    Some(GasPolicy { allowed_wei: one.allowed_wei.min(other.allowed_wei), ..payer.clone() })
}

fn window(one: TimestampPolicy, other: TimestampPolicy) -> TimestampPolicy {
    let ends = [one.valid_until, other.valid_until].into_iter().filter(|until| *until > 0);
    TimestampPolicy {
        valid_after: one.valid_after.max(other.valid_after),
        valid_until: ends.min().unwrap_or_default(),
    }
}

fn rate(one: RateLimitPolicy, other: RateLimitPolicy) -> Option<RateLimitPolicy> {
    let alike = RateLimitPolicy { count: one.count, ..other } == one;
    alike.then(|| RateLimitPolicy { count: one.count.min(other.count), ..one })
}

fn callers(one: &SignatureCallerPolicy, other: &SignatureCallerPolicy) -> SignatureCallerPolicy {
    let both = one.allowed_callers.iter().filter(|caller| other.allowed_callers.contains(caller));
    SignatureCallerPolicy { allowed_callers: both.copied().collect() }
}
