//! What the counting policies of a key have left, and how its operations are asked about
//! (spec 4.3).
//!
//! Why: the counters an operation leaves behind come from the same local check that refuses it; the
//! policies count what was validated, not what worked.
//! Refuses: to answer where the local check has no answer of the chain's.

use alloy_primitives::Address;

use super::Revert;
use crate::kernel::execute::{ExecMode, encode_execute};
use crate::policy::check::{self, Answer, Cause, Facts, WindowLeft};
use crate::policy::{Policy, PolicyFlag, PolicyKind};
use crate::user_op::UserOperation;

/// What a policy starts to count from when it is installed at `now`.
pub(super) const fn install(facts: &mut Facts, policy: &Policy, now: u64) {
    match &policy.kind {
        PolicyKind::Gas(gas) => facts.gas_left = Some(gas.allowed_wei),
        PolicyKind::RateLimit(rate) if rate.reset => {
            let ends_at = now.saturating_add(rate.interval);
            facts.window = Some(WindowLeft { uses: rate.count, ends_at });
        }
        PolicyKind::RateLimit(rate) => {
            facts.uses_left = Some(rate.count);
            facts.next_allowed_at = Some(rate.start_at);
        }
        PolicyKind::Call(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => {}
    }
}

/// A refusal of a policy: which one, and what comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failed {
    pub(super) at: usize,
    pub(super) revert: Revert,
}

/// What the policies say to an operation that none of them refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Passed {
    /// The counters after it.
    pub(super) after: Facts,
    /// Whether the time is inside every window.
    pub(super) in_time: bool,
}

/// Asks the policies. That the account itself refuses calldata is not theirs to say.
pub(super) fn ask(
    policies: &[Policy],
    facts: &Facts,
    op: &UserOperation,
) -> Result<Passed, Failed> {
    let failure = match check::outcome(PolicyFlag::All, policies, facts, op) {
        Ok(allowed) => return Ok(Passed { after: allowed.after, in_time: true }),
        Err(failure) => failure,
    };
    let at = failure.policy_index.unwrap_or_default();
    match (&failure.cause, failure.answer()) {
        (Cause::NotPlain, _) | (Cause::NotExecute { .. }, _) if failure.policy_index.is_none() => {
            let call_data = encode_execute(&[], ExecMode::Default);
            ask(policies, facts, &UserOperation { call_data, ..op.clone() })
        }
        (_, Answer::EntryPoint("AA22")) => Ok(Passed { after: *facts, in_time: false }),
        (_, Answer::Reverts(_)) => Err(Failed { at, revert: Revert::of_policy(&failure) }),
        (_, Answer::EntryPoint(_) | Answer::Ours) => {
            let module = policies.get(at).map_or(Address::ZERO, Policy::address);
            Err(Failed { at, revert: Revert::Unknown { module } })
        }
    }
}
