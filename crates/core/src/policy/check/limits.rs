//! Gas budget, counts, spacing and time windows of an operation (spec 4.3, 12.2).
//!
//! Why: each is one comparison, but with a formula or an edge that is easy to get wrong.
//! Refuses: to trust the operation; all numbers are computed from its fields.

use alloy_primitives::{Address, U256};

use super::{Cause, Facts, Failure, PolicyName, WindowLeft};
use crate::{
    policy::{GasPolicy, MAX_U48, RateLimitPolicy},
    user_op::UserOperation,
};

/// The gas policy: the paymaster first, then the budget. The charge is cut to 128 bits, as the
/// contract does; an operation for which that matters could never be paid ([`prefund`]).
pub(super) fn gas(policy: &GasPolicy, facts: &mut Facts, op: &UserOperation) -> Result<(), Cause> {
    let required = policy.allowed_paymaster;
    let got = paymaster(op);
    if policy.enforce_paymaster && !required.is_zero() && got != Some(required) {
        return Err(Cause::Paymaster { required, got });
    }
    let left = facts.gas_left.unwrap_or(policy.allowed_wei);
    let charge = charge(op) & U256::from(u128::MAX);
    let Some(rest) = U256::from(left).checked_sub(charge) else {
        return Err(Cause::Gas { left, charge });
    };
    facts.gas_left = Some(rest.saturating_to());
    Ok(())
}

/// (preVerificationGas + verificationGasLimit + callGasLimit) × maxFeePerGas, wei: the signed
/// limits and not what is used; a paymaster does not lower it. Saturates.
#[must_use]
pub fn charge(op: &UserOperation) -> U256 {
    limits(op).saturating_mul(U256::from(op.max_fee_per_gas))
}

fn limits(op: &UserOperation) -> U256 {
    op.pre_verification_gas
        .saturating_add(U256::from(op.verification_gas_limit))
        .saturating_add(U256::from(op.call_gas_limit))
}

fn paymaster(op: &UserOperation) -> Option<Address> {
    op.paymaster.as_ref().map(|p| p.address)
}

/// EntryPoint 0.7 takes no gas field of more than 120 bits (AA94).
pub(super) fn gas_fields(op: &UserOperation) -> Result<(), Cause> {
    let (check, settle) =
        op.paymaster.as_ref().map_or((0, 0), |p| (p.verification_gas_limit, p.post_op_gas_limit));
    let fields = [
        ("preVerificationGas", op.pre_verification_gas),
        ("verificationGasLimit", U256::from(op.verification_gas_limit)),
        ("callGasLimit", U256::from(op.call_gas_limit)),
        ("paymasterVerificationGasLimit", U256::from(check)),
        ("paymasterPostOpGasLimit", U256::from(settle)),
        ("maxFeePerGas", U256::from(op.max_fee_per_gas)),
        ("maxPriorityFeePerGas", U256::from(op.max_priority_fee_per_gas)),
    ];
    match fields.into_iter().find(|(_, value)| value.bit_len() > 120) {
        Some((field, got)) => Err(Cause::GasField { field, got }),
        None => Ok(()),
    }
}

/// What the EntryPoint wants to hold before it goes on: more than 2^128 wei exist on no chain.
pub(super) fn prefund(op: &UserOperation) -> Result<(), Cause> {
    let paymaster = op.paymaster.as_ref().map_or(U256::ZERO, |p| {
        U256::from(p.verification_gas_limit).saturating_add(U256::from(p.post_op_gas_limit))
    });
    let wei = limits(op).saturating_add(paymaster).saturating_mul(U256::from(op.max_fee_per_gas));
    if wei.bit_len() > 128 {
        let sponsored = op.paymaster.as_ref().is_some_and(|p| !p.address.is_zero());
        return Err(Cause::Unpayable { wei, sponsored });
    }
    Ok(())
}

/// The rate limit for life: one use less, and the slot moves on by the interval.
pub(super) fn for_life(policy: &RateLimitPolicy, facts: &mut Facts) -> Result<(u64, u64), Cause> {
    let left = facts.uses_left.unwrap_or(policy.count);
    let Some(rest) = left.checked_sub(1) else {
        return Err(Cause::Uses { count: policy.count, window: false });
    };
    let slot = facts.next_allowed_at.unwrap_or(policy.start_at);
    let next = later(slot, policy.interval)?;
    facts.uses_left = Some(rest);
    facts.next_allowed_at = Some(next);
    Ok((slot, 0))
}

/// The rate limit that resets: a new window begins with the first use at or after the old one's end.
pub(super) fn in_window(policy: &RateLimitPolicy, facts: &mut Facts) -> Result<(u64, u64), Cause> {
    let now = facts.now_unix_secs;
    let window = match facts.window {
        Some(window) if now < window.ends_at => window,
        Some(_) | None => WindowLeft { uses: policy.count, ends_at: later(now, policy.interval)? },
    };
    let Some(rest) = window.uses.checked_sub(1) else {
        return Err(Cause::Uses { count: policy.count, window: true });
    };
    facts.window = Some(WindowLeft { uses: rest, ..window });
    Ok((now, window.ends_at))
}

/// The contracts add in 48 bits and panic beyond.
fn later(from: u64, seconds: u64) -> Result<u64, Cause> {
    let sum = from.checked_add(seconds).filter(|sum| *sum <= MAX_U48);
    sum.ok_or(Cause::TimeOverflows { from, interval: seconds })
}

/// The policy an end of a window comes from.
type Owner = (usize, PolicyName);

/// The intersection of windows: the latest start and the earliest end; an end of zero is none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    from: (u64, Option<Owner>),
    until: (u64, Option<Owner>),
}

impl Window {
    /// No limit.
    pub(super) const ALWAYS: Self = Self { from: (0, None), until: (0, None) };

    /// Joins the window that a policy answers.
    pub(super) const fn meet(&mut self, (from, until): (u64, u64), owner: Owner) {
        if from > self.from.0 {
            self.from = (from, Some(owner));
        }
        if until != 0 && (self.until.0 == 0 || until < self.until.0) {
            self.until = (until, Some(owner));
        }
    }

    /// First and last second.
    pub(super) const fn ends(self) -> (u64, u64) {
        (self.from.0, self.until.0)
    }

    /// Both ends are inside it (AA22 outside).
    pub(super) fn holds(self, now: u64) -> Result<(), Box<Failure>> {
        let ((from, opens), (until, closes)) = (self.from, self.until);
        if now < from && until != 0 && until < from {
            return Err(refuse(opens, Cause::NeverOpens { from, until }));
        }
        if now < from {
            return Err(refuse(opens, Cause::TooEarly { at: from, now }));
        }
        if until != 0 && now > until {
            return Err(refuse(closes, Cause::Expired { until, now }));
        }
        Ok(())
    }
}

fn refuse(owner: Option<Owner>, cause: Cause) -> Box<Failure> {
    let (index, policy) = owner.unzip();
    Box::new(Failure { policy_index: index, policy: policy.unwrap_or(PolicyName::Account), cause })
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
