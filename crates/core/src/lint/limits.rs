//! Findings about the end, the number of operations, the gas budget and the paymaster.
//!
//! Why: these limits have values that mean "none" or "never" (spec 4.3), and no key should be
//! without them (spec 12.1).
//! Refuses: to speak of the present without a clock.

use super::{Context, EntryPlace, Finding, Fix, Rule};
use crate::policy::{
    GasPolicy, MAX_U48, Policy, PolicyKind, RateLimitPolicy, address,
    describe::summary::{Summary, binds_operations},
};

/// The end that is proposed: so long after the beginning, seconds.
pub const PROPOSED_LIFE_SECS: u64 = 30 * 86_400;
/// A life longer than this is worth a word, seconds.
pub const LONG_LIFE_SECS: u64 = 366 * 86_400;
/// The number of operations that is proposed.
pub const PROPOSED_USES: u64 = 30;
/// The gas budget that is proposed, wei (0.01 coin).
pub const PROPOSED_GAS_WEI: u128 = 10_000_000_000_000_000;
/// From so much gas on, a budget holds nothing back: 79 thousand million coins, wei.
const ENDLESS_GAS_WEI: u128 = 1 << 96;
/// From so many operations on, a count holds nothing back.
const COUNTLESS: u64 = 1_000_000;

pub(super) fn findings(
    policies: &[Policy],
    summary: &Summary<'_>,
    context: &Context<'_>,
) -> Vec<Finding> {
    let mut out = life(policies, summary, context);
    let there = |contract| policies.iter().any(|policy| policy.address() == contract);
    if summary.uses.is_none() && summary.window.is_none() {
        let fix = Fix::LimitUses { count: PROPOSED_USES };
        out.push(Finding::new(Rule::NoUseLimit).fix((!there(address::RATE_LIMIT)).then_some(fix)));
    }
    if summary.gas_wei.is_none() {
        let fix = Fix::LimitGas { wei: PROPOSED_GAS_WEI };
        out.push(Finding::new(Rule::NoGasBudget).fix((!there(address::GAS)).then_some(fix)));
    }
    for (place, policy) in policies.iter().enumerate().filter(|(_, p)| binds_operations(p)) {
        match &policy.kind {
            PolicyKind::Gas(gas) => out.extend(of_gas(place, gas)),
            PolicyKind::RateLimit(rate) => {
                out.extend(of_rate(place, *rate, !there(address::RATE_LIMIT)));
                out.extend(spacing(place, *rate, summary, context));
            }
            PolicyKind::Call(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo => {}
        }
    }
    out
}

fn life(policies: &[Policy], summary: &Summary<'_>, context: &Context<'_>) -> Vec<Finding> {
    let begins = context.now.map(|now| summary.from.map_or(now, |from| from.max(now)));
    let off =
        policies.iter().any(|p| matches!(p.kind, PolicyKind::Timestamp(_)) && !binds_operations(p));
    let fix = begins
        .filter(|_| !off)
        .and_then(|begins| begins.checked_add(PROPOSED_LIFE_SECS))
        .filter(|until| *until <= MAX_U48)
        .map(|until| Fix::EndBy { until });
    let Some(until) = summary.until else {
        return vec![Finding::new(Rule::NoExpiry).fix(fix)];
    };
    if summary.from.is_some_and(|from| until < from) {
        return vec![Finding::new(Rule::NeverOpen)];
    }
    if context.now.is_some_and(|now| until < now) {
        return vec![Finding::new(Rule::AlreadyOver)];
    }
    let life = begins.map(|begins| until.saturating_sub(begins));
    if life.is_some_and(|life| life > LONG_LIFE_SECS) {
        return vec![Finding::new(Rule::FarExpiry).fix(fix)];
    }
    Vec::new()
}

fn of_gas(place: usize, gas: &GasPolicy) -> Vec<Finding> {
    let at = EntryPlace::policy(place);
    let mut out = Vec::new();
    if gas.allowed_wei == 0 {
        out.push(Finding::new(Rule::NoGas).at(at));
    }
    if gas.allowed_wei >= ENDLESS_GAS_WEI {
        let fix = Fix::LimitGas { wei: PROPOSED_GAS_WEI };
        out.push(Finding::new(Rule::IdleGasBudget).at(at).fix(fix));
    }
    let named = !gas.allowed_paymaster.is_zero();
    if gas.enforce_paymaster && !named {
        let fix = Fix::DropPaymaster { policy: place };
        out.push(Finding::new(Rule::IdlePaymaster).at(at).fix(fix));
    }
    if named && !gas.enforce_paymaster {
        let fix = Fix::RequirePaymaster { policy: place };
        out.push(Finding::new(Rule::IgnoredPaymaster).at(at).fix(fix));
    }
    out
}

fn of_rate(place: usize, rate: RateLimitPolicy, alone: bool) -> Vec<Finding> {
    let at = EntryPlace::policy(place);
    let mut out = Vec::new();
    // A window that may end beyond 48 bits lets nothing through, so there is nothing to keep.
    let may_change = alone && rate.interval <= MAX_U48 / 2;
    if rate.count == 0 {
        out.push(Finding::new(Rule::NoUses).at(at));
    }
    let spaced = !rate.reset && rate.interval > 0 && rate.start_at > 0;
    let endless_windows = rate.reset && rate.interval == 0 && rate.count > 0;
    if endless_windows || rate.count >= COUNTLESS && !spaced {
        let count = rate.count.min(PROPOSED_USES);
        let fix = match rate.reset {
            true if !may_change => None,
            true => Some(Fix::CountForLife { policy: place, count }),
            false => Some(Fix::LimitUses { count }),
        };
        out.push(Finding::new(Rule::IdleLimit).at(at).fix(fix));
    }
    if rate.reset {
        let fix = Fix::CountForLife { policy: place, count: rate.count.min(COUNTLESS - 1) };
        let fix = may_change.then_some(fix);
        out.push(Finding::new(Rule::ResettingLimit).at(at).fix(fix));
    }
    out
}

/// Of a limit for life: a start of zero lies in 1970, so that every slot since then is free at once;
/// each operation adds the interval in 48 bits; and it is easily written in milliseconds.
fn spacing(
    place: usize,
    rate: RateLimitPolicy,
    summary: &Summary<'_>,
    context: &Context<'_>,
) -> Option<Finding> {
    if rate.reset || rate.interval == 0 {
        return None;
    }
    let at = EntryPlace::policy(place);
    let second = rate.start_at.saturating_add(rate.interval);
    if second > MAX_U48 {
        return Some(Finding::new(Rule::SpacingTooLong).at(at));
    }
    if rate.start_at > 0 {
        let late = rate.count > 1 && summary.until.is_some_and(|until| second > until);
        return late.then(|| Finding::new(Rule::UnreachableUses).at(at));
    }
    let opens = |now: &u64| {
        let room = now.saturating_add(rate.interval) <= MAX_U48;
        room && summary.until.is_none_or(|until| *now <= until)
    };
    let now = context.now.filter(|now| *now > 0).filter(opens);
    let fix = now.map(|start_at| Fix::StartAt { policy: place, start_at });
    Some(Finding::new(Rule::IdleSpacing).at(at).fix(fix))
}
