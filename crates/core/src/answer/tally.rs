//! What the counting policies of a key have left, and how a use changes it (spec 4.3).
//!
//! Why: the policies count what was validated, not what worked: an operation that reverts counts,
//! one that is refused does not.
//! Refuses: nothing; counts stop at zero, times at the largest number.

use alloy_primitives::Address;

use crate::policy::check::{Facts, WindowLeft, charge};
use crate::policy::{Policy, PolicyKind, RateLimitPolicy};
use crate::user_op::UserOperation;

/// Counters of one permission on one account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Gas budget left, wei.
    pub gas_left: Option<u128>,
    /// Uses left, for life or in the window.
    pub uses_left: Option<u64>,
    /// First second of the next use, unix.
    pub next_allowed_at: Option<u64>,
    /// Where the window ends, unix; the policy with reset alone.
    pub window_ends: Option<u64>,
}

impl Tally {
    /// What a policy starts to count from when it is installed at `now`.
    pub(super) fn install(&mut self, policy: &Policy, now: u64) {
        match &policy.kind {
            PolicyKind::Gas(gas) => self.gas_left = Some(gas.allowed_wei),
            PolicyKind::RateLimit(rate) => {
                self.uses_left = Some(rate.count);
                if rate.reset {
                    self.window_ends = Some(now.saturating_add(rate.interval));
                } else {
                    self.next_allowed_at = Some(rate.start_at);
                }
            }
            PolicyKind::Call(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo => {}
        }
    }

    /// The facts the local check takes. A window that has ended is full again.
    pub(super) fn facts(&self, policies: &[Policy], account: Address, now: u64) -> Facts {
        let mut seen = *self;
        for rate in policies.iter().filter_map(resetting) {
            seen.reopen(rate, now);
        }
        Facts {
            gas_left: seen.gas_left,
            uses_left: seen.uses_left,
            next_allowed_at: seen.next_allowed_at,
            window: seen.window_ends.zip(seen.uses_left).map(window),
            ..Facts::fresh(account, now)
        }
    }

    /// Counts an operation that was validated at `now`.
    pub(super) fn spend(&mut self, policy: &Policy, op: &UserOperation, now: u64) {
        match &policy.kind {
            PolicyKind::Gas(_) => {
                let charge = u128::try_from(charge(op)).unwrap_or(u128::MAX);
                self.gas_left = self.gas_left.map(|left| left.saturating_sub(charge));
            }
            PolicyKind::RateLimit(rate) => {
                if rate.reset {
                    self.reopen(rate, now);
                }
                self.uses_left = self.uses_left.map(|left| left.saturating_sub(1));
                let next = |at: u64| at.saturating_add(rate.interval);
                self.next_allowed_at = self.next_allowed_at.map(next);
            }
            PolicyKind::Call(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo => {}
        }
    }

    fn reopen(&mut self, rate: &RateLimitPolicy, now: u64) {
        if self.window_ends.is_some_and(|end| now >= end) {
            self.uses_left = Some(rate.count);
            self.window_ends = Some(now.saturating_add(rate.interval));
        }
    }
}

const fn window((ends_at, uses): (u64, u64)) -> WindowLeft {
    WindowLeft { uses, ends_at }
}

const fn resetting(policy: &Policy) -> Option<&RateLimitPolicy> {
    match &policy.kind {
        PolicyKind::RateLimit(rate) if rate.reset => Some(rate),
        PolicyKind::RateLimit(_)
        | PolicyKind::Call(_)
        | PolicyKind::Gas(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => None,
    }
}
