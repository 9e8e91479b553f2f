//! Gas budget, count, spacing and time window of an operation (spec 4.3).
//!
//! Why: each is one comparison, but with a formula or an edge that is easy to get wrong.
//! Refuses: to trust the operation; all numbers are computed from its fields.

use alloy_primitives::{Address, U256};

use super::{Cause, Facts};
use crate::{
    policy::{GasPolicy, PolicyKind, RateLimitPolicy},
    user_op::UserOperation,
};

/// The charge is (preVerificationGas + verificationGasLimit + callGasLimit) × maxFeePerGas, the
/// signed limits and not what is used; a paymaster does not lower it.
pub(super) fn gas(policy: &GasPolicy, facts: &Facts, op: &UserOperation) -> Result<(), Cause> {
    let charge = charge(op);
    let left = facts.gas_left.unwrap_or(policy.allowed_wei);
    if charge > U256::from(left) {
        return Err(Cause::Gas { left, charge });
    }
    let required = policy.allowed_paymaster;
    let got = paymaster(op);
    if policy.enforce_paymaster && !required.is_zero() && got != Some(required) {
        return Err(Cause::Paymaster { required, got });
    }
    Ok(())
}

/// What the gas policy charges for an operation, wei. Saturates, which is far above any budget.
#[must_use]
pub fn charge(op: &UserOperation) -> U256 {
    let limits = op
        .pre_verification_gas
        .saturating_add(U256::from(op.verification_gas_limit))
        .saturating_add(U256::from(op.call_gas_limit));
    limits.saturating_mul(U256::from(op.max_fee_per_gas))
}

fn paymaster(op: &UserOperation) -> Option<Address> {
    op.paymaster.as_ref().map(|p| p.address)
}

/// The count is for life, or for a window when it resets; then only a count of zero is decided.
pub(super) const fn uses(policy: &RateLimitPolicy, facts: &Facts) -> Result<(), Cause> {
    let left = match facts.uses_left {
        Some(left) => left,
        None => policy.count,
    };
    if left == 0 { Err(Cause::Uses { count: policy.count, window: policy.reset }) } else { Ok(()) }
}

/// Both ends of a window are inside it; an end of zero is none.
pub(super) fn window(kind: &PolicyKind, facts: &Facts) -> Result<(), Cause> {
    let (from, until) = match kind {
        PolicyKind::Timestamp(window) => (window.valid_after, window.valid_until),
        PolicyKind::RateLimit(rate) if rate.reset => (0, 0),
        PolicyKind::RateLimit(rate) => (facts.next_allowed_at.unwrap_or(rate.start_at), 0),
        PolicyKind::Call(_)
        | PolicyKind::Gas(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => (0, 0),
    };
    let now = facts.now_unix_secs;
    if now < from {
        return Err(Cause::TooEarly { at: from, now });
    }
    if until > 0 && now > until {
        return Err(Cause::Expired { until, now });
    }
    Ok(())
}
