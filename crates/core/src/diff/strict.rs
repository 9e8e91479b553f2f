//! Whether one policy lets through nothing that another would stop (spec 4.3, 4.4).
//!
//! Why: a pure, one-sided comparison: "yes" is proved, "no" may mean that it was not understood.
//! Refuses: to reason across kinds, call policy versions or spaced counts; there only equal is equal.

use alloy_primitives::B256;

use crate::policy::{
    CallPermission, CallPolicy, Condition, GasPolicy, ParamRule, Policy, PolicyFlag, PolicyKind,
    RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
};

/// True when whatever `new` lets through, `old` lets through too, budgets counted from their
/// beginning.
#[must_use]
pub fn at_least_as_strict(new: &Policy, old: &Policy) -> bool {
    let binds = new.flag == old.flag || new.flag == PolicyFlag::All;
    let limits = match (&new.kind, &old.kind) {
        (_, PolicyKind::Sudo) => return true,
        (PolicyKind::Call(new), PolicyKind::Call(old)) => calls(new, old),
        (PolicyKind::Gas(new), PolicyKind::Gas(old)) => gas(new, old),
        (PolicyKind::RateLimit(new), PolicyKind::RateLimit(old)) => rate(*new, *old),
        (PolicyKind::Timestamp(new), PolicyKind::Timestamp(old)) => time(*new, *old),
        (PolicyKind::SignatureCaller(new), PolicyKind::SignatureCaller(old)) => callers(new, old),
        (
            PolicyKind::Call(_)
            | PolicyKind::Gas(_)
            | PolicyKind::RateLimit(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo,
            _,
        ) => false,
    };
    binds && limits
}

/// Each new entry needs an old one of the same call type, target and selector that is no stricter.
/// Where the old policy has an entry for any target, none of its exact ones may go: each hides the
/// wildcard for its target.
fn calls(new: &CallPolicy, old: &CallPolicy) -> bool {
    let key = |p: &CallPermission| (p.call_type, p.target, p.selector);
    let alone = |list: &[CallPermission], one: &CallPermission| {
        list.iter().filter(|other| key(other) == key(one)).count() == 1
    };
    let plain = new.version == old.version
        && new.permissions.iter().all(|p| alone(&new.permissions, p))
        && old.permissions.iter().all(|p| alone(&old.permissions, p));
    if !plain {
        return new == old;
    }
    let covered = |p: &CallPermission| {
        old.permissions.iter().any(|before| key(before) == key(p) && entry(p, before))
    };
    let hides = old.permissions.iter().any(|p| p.target.is_zero());
    let kept = |p: &CallPermission| new.permissions.iter().any(|now| key(now) == key(p));
    new.permissions.iter().all(covered) && (!hides || old.permissions.iter().all(kept))
}

fn entry(new: &CallPermission, old: &CallPermission) -> bool {
    new.value_limit <= old.value_limit
        && old.rules.iter().all(|before| new.rules.iter().any(|now| rule(now, before)))
}

/// Every word that `new` takes, `old` takes. A rule with several parameters reads the first, but
/// for the list.
fn rule(new: &ParamRule, old: &ParamRule) -> bool {
    if new == old {
        return true;
    }
    let ([now], [before]) = (new.params.as_slice(), old.params.as_slice()) else {
        let both = (new.condition, old.condition) == (Condition::OneOf, Condition::OneOf);
        let within = new.params.iter().all(|param| old.params.contains(param));
        return both && new.offset == old.offset && within;
    };
    new.offset == old.offset && one_word((new.condition, *now), (old.condition, *before))
}

/// The same for rules with one parameter each, compared as unsigned numbers.
fn one_word((new, now): (Condition, B256), (old, before): (Condition, B256)) -> bool {
    use Condition as C;
    match (new, old) {
        (C::LessThan, C::LessThan | C::LessThanOrEqual)
        | (C::LessThanOrEqual, C::LessThanOrEqual) => now <= before,
        (C::LessThanOrEqual, C::LessThan) => now < before,
        (C::GreaterThan, C::GreaterThan | C::GreaterThanOrEqual)
        | (C::GreaterThanOrEqual, C::GreaterThanOrEqual) => now >= before,
        (C::GreaterThanOrEqual, C::GreaterThan) => now > before,
        (C::Equal | C::OneOf, C::Equal | C::OneOf) => now == before,
        (C::Equal, C::LessThanOrEqual) => now <= before,
        (C::Equal, C::LessThan) => now < before,
        (C::Equal, C::GreaterThanOrEqual) => now >= before,
        (C::Equal, C::GreaterThan) => now > before,
        (C::Equal, C::NotEqual) => now != before,
        (
            C::Equal
            | C::GreaterThan
            | C::LessThan
            | C::GreaterThanOrEqual
            | C::LessThanOrEqual
            | C::NotEqual
            | C::OneOf
            | C::SliceEqual,
            _,
        ) => false,
    }
}

fn gas(new: &GasPolicy, old: &GasPolicy) -> bool {
    let demands =
        |policy: &GasPolicy| policy.enforce_paymaster && !policy.allowed_paymaster.is_zero();
    let payer = !demands(old) || demands(new) && new.allowed_paymaster == old.allowed_paymaster;
    new.allowed_wei <= old.allowed_wei && payer
}

fn rate(new: RateLimitPolicy, old: RateLimitPolicy) -> bool {
    let same = RateLimitPolicy { count: old.count, ..new } == old;
    same && new.count <= old.count
}

/// An end of 0 is no end.
const fn time(new: TimestampPolicy, old: TimestampPolicy) -> bool {
    let ends = old.valid_until == 0 || new.valid_until != 0 && new.valid_until <= old.valid_until;
    new.valid_after >= old.valid_after && ends
}

fn callers(new: &SignatureCallerPolicy, old: &SignatureCallerPolicy) -> bool {
    new.allowed_callers.iter().all(|caller| old.allowed_callers.contains(caller))
}
