//! What a list of policies comes to: what may be called, how often, how long, for how much gas.
//!
//! Why: sentences, lints and the worst case must agree on which policies bind at all; a policy
//! whose flag skips operations limits none (spec 4.1).
//! Refuses: to call anything limited that a flag, a zero or a missing policy leaves open.

use alloy_primitives::Address;

use crate::policy::{CallPermission, CallPolicy, Policy, PolicyFlag, PolicyKind, RateLimitPolicy};

/// The sum of a permission's policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary<'a> {
    /// The call policies that bind operations; a call must be listed in each. Empty = any call.
    pub calls: Vec<&'a CallPolicy>,
    /// A sudo policy is in the list (it limits nothing).
    pub sudo: bool,
    /// Smallest gas budget, wei.
    pub gas_wei: Option<u128>,
    /// Paymasters that are required.
    pub paymasters: Vec<Address>,
    /// Fewest operations in all.
    pub uses: Option<u64>,
    /// Operations per window, of the kind that resets.
    pub window: Option<Window>,
    /// Spacing that takes effect: seconds between operations, and the first one's time.
    pub spacing: Option<Spacing>,
    /// A spacing was written that has no effect, since it counts from 1970.
    pub idle_spacing: bool,
    /// First second at which it works, unix.
    pub from: Option<u64>,
    /// Last second at which it works, unix.
    pub until: Option<u64>,
    /// Who may have messages signed; `None` = anybody.
    pub message_callers: Option<Vec<Address>>,
}

/// A schedule of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spacing {
    /// Seconds by which each use moves the next.
    pub interval: u64,
    /// Unix seconds of the first.
    pub start_at: u64,
}

/// So many operations in each window of so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Operations.
    pub count: u64,
    /// Seconds.
    pub seconds: u64,
}

impl<'a> Summary<'a> {
    /// Sums up.
    #[must_use]
    pub fn of(policies: &'a [Policy]) -> Self {
        let mut sum = Self::default();
        for policy in policies {
            if binds_operations(policy) {
                sum.add(&policy.kind);
            }
            if let (true, PolicyKind::SignatureCaller(callers)) =
                (binds_messages(policy), &policy.kind)
            {
                sum.add_callers(&callers.allowed_callers);
            }
        }
        sum
    }

    /// All entries of the first call policy that binds. With several call policies a call must be
    /// listed in every one, so this is never less than what is allowed.
    pub fn entries(&self) -> impl Iterator<Item = &'a CallPermission> + use<'a> {
        self.calls.first().copied().into_iter().flat_map(|policy| &policy.permissions)
    }

    fn add(&mut self, kind: &'a PolicyKind) {
        match kind {
            PolicyKind::Call(call) => self.calls.push(call),
            PolicyKind::Sudo => self.sudo = true,
            PolicyKind::Gas(gas) => {
                self.gas_wei =
                    Some(self.gas_wei.map_or(gas.allowed_wei, |g| g.min(gas.allowed_wei)));
                if gas.enforce_paymaster && !gas.allowed_paymaster.is_zero() {
                    self.paymasters.push(gas.allowed_paymaster);
                }
            }
            PolicyKind::Timestamp(window) => {
                self.from = self.from.max((window.valid_after > 0).then_some(window.valid_after));
                let until = (window.valid_until > 0).then_some(window.valid_until);
                self.until = earliest(self.until, until);
            }
            PolicyKind::RateLimit(rate) => self.add_rate(rate),
            PolicyKind::SignatureCaller(_) => {}
        }
    }

    fn add_rate(&mut self, rate: &RateLimitPolicy) {
        if rate.reset {
            self.window = Some(Window { count: rate.count, seconds: rate.interval });
            return;
        }
        self.uses = earliest(self.uses, Some(rate.count));
        if rate.start_at > 0 {
            self.from = self.from.max(Some(rate.start_at));
        }
        if rate.interval > 0 && rate.start_at > 0 {
            self.spacing = Some(Spacing { interval: rate.interval, start_at: rate.start_at });
        }
        self.idle_spacing |= rate.interval > 0 && rate.start_at == 0;
    }

    fn add_callers(&mut self, callers: &[Address]) {
        let both = match self.message_callers.take() {
            None => callers.to_vec(),
            Some(before) => before.into_iter().filter(|a| callers.contains(a)).collect(),
        };
        self.message_callers = Some(both);
    }
}

fn earliest(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    a.into_iter().chain(b).min()
}

/// Whether a policy limits operations: its flag does not skip them.
#[must_use]
pub const fn binds_operations(policy: &Policy) -> bool {
    match policy.flag {
        PolicyFlag::All | PolicyFlag::NotForSignature => true,
        PolicyFlag::NotForUserOp | PolicyFlag::Neither => false,
    }
}

/// Whether a policy limits message signatures: its flag does not skip them.
#[must_use]
pub const fn binds_messages(policy: &Policy) -> bool {
    match policy.flag {
        PolicyFlag::All | PolicyFlag::NotForUserOp => true,
        PolicyFlag::NotForSignature | PolicyFlag::Neither => false,
    }
}
