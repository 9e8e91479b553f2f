//! The local check: whatever the deployed policies let through passes here, and what they refused
//! is refused here for the same reason.

use std::collections::HashMap;

use alloy_primitives::Address;
use latchkey_core::{
    policy::{
        Policy, PolicyKind,
        check::{self, Facts},
        describe::summary::binds_operations,
    },
    user_op::UserOperation,
};

use crate::trace::{self, Rejected, Trace, TracePermission};

/// Errors that only policies give.
const OF_POLICIES: [&str; 7] = [
    "CallViolatesParamRule",
    "CallViolatesValueRule",
    "CallViolatesTargetRule",
    "InvalidCallData",
    "PolicyFailed",
    "RateLimited",
    "ParamTooShort",
];

/// A key with the counters its policies would hold on chain.
struct Key {
    policies: Vec<Policy>,
    gas_left: Option<u128>,
    uses_left: Option<u64>,
    next_allowed_at: Option<u64>,
}

impl Key {
    fn of(permission: &TracePermission) -> Option<Self> {
        let policies = permission.decoded()?;
        Some(Self { policies, gas_left: None, uses_left: None, next_allowed_at: None })
    }

    fn facts(&self, account: Address, now: u64) -> Facts {
        Facts {
            gas_left: self.gas_left,
            uses_left: self.uses_left,
            next_allowed_at: self.next_allowed_at,
            ..Facts::fresh(account, now)
        }
    }

    fn used(&mut self, op: &UserOperation) {
        for policy in self.policies.iter().filter(|p| binds_operations(p)) {
            match &policy.kind {
                PolicyKind::Gas(gas) => {
                    let charge = u128::try_from(check::charge(op)).unwrap();
                    self.gas_left = Some(self.gas_left.unwrap_or(gas.allowed_wei) - charge);
                }
                PolicyKind::RateLimit(rate) if !rate.reset => {
                    self.uses_left = Some(self.uses_left.unwrap_or(rate.count) - 1);
                    let next = self.next_allowed_at.unwrap_or(rate.start_at);
                    self.next_allowed_at = Some(next + rate.interval);
                }
                PolicyKind::Call(_)
                | PolicyKind::RateLimit(_)
                | PolicyKind::Timestamp(_)
                | PolicyKind::SignatureCaller(_)
                | PolicyKind::Sudo => {}
            }
        }
    }
}

/// Operations that passed, that were refused by name, and that were refused without data.
#[derive(Default, Debug)]
struct Counts {
    passed: usize,
    refused: usize,
    silent: usize,
}

fn replay(name: &str, trace: &Trace, counts: &mut Counts) {
    let permissions = trace.permissions.iter();
    let mut keys: HashMap<_, _> =
        permissions.filter_map(|p| Some((p.permission_id, Key::of(p)?))).collect();
    for (number, step) in trace.steps.iter().enumerate() {
        let (Some(about), Some(packed), Some(expect)) = (&step.about, &step.user_op, &step.expect)
        else {
            continue;
        };
        let Some(key) = about.permission_id.and_then(|id| keys.get_mut(&id)) else { continue };
        assert_eq!(step.op, "userOp");
        let place = format!("{name}, step {number}");
        let op = packed.unpack();
        let facts = key.facts(op.sender, step.at.unwrap());
        let verdict = check::operation(&key.policies, &facts, &op);
        match &expect.rejected {
            None if expect.included == Some(true) => {
                assert_eq!(verdict, Ok(()), "{place}: the chain let it through");
                key.used(&op);
                counts.passed += 1;
            }
            Some(rejected) => compare(&place, rejected, verdict.err().as_deref(), counts),
            None => {}
        }
    }
}

fn compare(
    place: &str,
    rejected: &Rejected,
    verdict: Option<&check::Failure>,
    counts: &mut Counts,
) {
    let decoded = rejected.decoded.clone().unwrap_or_default();
    let error = decoded.split('(').next().unwrap_or_default();
    if rejected.failed_op.as_deref().is_some_and(|text| text.starts_with("AA22")) {
        let failure = verdict.unwrap_or_else(|| panic!("{place}: the chain refused the time"));
        assert_eq!(failure.entry_point_code(), "AA22", "{place}: {failure}");
        counts.refused += 1;
    } else if error == "RateLimited" {
        // The window that resets is not followed here; see `Facts`.
    } else if OF_POLICIES.contains(&error) {
        let failure = verdict.unwrap_or_else(|| panic!("{place}: the chain refused: {decoded}"));
        let name = failure.chain_error().map(|e| e.name());
        assert_eq!(name, Some(error), "{place}: {failure}");
        if let Some(index) = decoded.strip_prefix("PolicyFailed(") {
            let index = index.trim_end_matches(')').parse().ok();
            assert_eq!(failure.policy_index, index, "{place}: {failure}");
        }
        counts.refused += 1;
    } else if verdict.is_some_and(|failure| failure.chain_error().is_none()) {
        // Refused for another reason, or by a revert without data: what is refused here as well.
        counts.silent += 1;
    }
}

#[test]
fn agrees_with_every_recorded_operation_of_a_key() {
    let mut counts = Counts::default();
    for (name, trace) in trace::all() {
        replay(&name, &trace, &mut counts);
    }
    assert!(
        counts.passed > 100 && counts.refused > 50 && counts.silent > 3,
        "too few were compared: {counts:?}"
    );
}
