//! Would the chain let this operation through? Policies checked on the exact bytes, locally.
//!
//! Why: the session signer refuses before it signs, the wallet before it sends, and both can say
//! which rule and which number. Semantics: spec 4.3 and 4.4, held against recorded behaviour.
//! Refuses: to read a chain; counters come in as [`Facts`], and an unknown one counts as untouched.

mod call;
mod failure;
mod limits;
mod words;

#[cfg(test)]
mod tests;

use alloy_primitives::Address;

use crate::{
    kernel::execute::{Execution, decode_execute},
    policy::{Policy, PolicyKind, describe::summary::binds_operations},
    user_op::UserOperation,
};

pub use failure::{Cause, Failure, PolicyName};
pub use limits::charge;
pub use words::FailureWords;

/// What is known from outside the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The account the key belongs to.
    pub account: Address,
    /// Time on that chain, unix seconds.
    pub now_unix_secs: u64,
    /// Gas budget left, wei; `None` = as granted.
    pub gas_left: Option<u128>,
    /// Uses left; `None` = as granted.
    pub uses_left: Option<u64>,
    /// First second of the next use, unix; `None` = as granted.
    pub next_allowed_at: Option<u64>,
}

impl Facts {
    /// Facts for a key whose counters have not been read.
    #[must_use]
    pub const fn fresh(account: Address, now_unix_secs: u64) -> Self {
        Self { account, now_unix_secs, gas_left: None, uses_left: None, next_allowed_at: None }
    }
}

/// Checks an operation against the policies of a key, in the order the chain does: what the modules
/// refuse first, in policy order, then the time windows (which the EntryPoint judges last).
///
/// # Errors
/// The first rule broken.
pub fn operation(
    policies: &[Policy],
    facts: &Facts,
    op: &UserOperation,
) -> Result<(), Box<Failure>> {
    let execution = of_account(facts, op)?;
    let binding = || policies.iter().enumerate().filter(|(_, p)| binds_operations(p));
    for (index, policy) in binding() {
        at_validation(&policy.kind, facts, op, &execution)
            .map_err(|c| failure(index, policy, c))?;
    }
    for (index, policy) in binding() {
        limits::window(&policy.kind, facts).map_err(|c| failure(index, policy, c))?;
    }
    Ok(())
}

fn of_account(facts: &Facts, op: &UserOperation) -> Result<Execution, Box<Failure>> {
    let refuse =
        |cause| Box::new(Failure { policy_index: None, policy: PolicyName::Account, cause });
    if op.sender != facts.account {
        return Err(refuse(Cause::Sender { account: facts.account, got: op.sender }));
    }
    decode_execute(&op.call_data).map_err(|_malformed| refuse(Cause::NotExecute))
}

fn at_validation(
    kind: &PolicyKind,
    facts: &Facts,
    op: &UserOperation,
    execution: &Execution,
) -> Result<(), Cause> {
    match kind {
        PolicyKind::Call(policy) => call::check(policy, execution),
        PolicyKind::Gas(policy) => limits::gas(policy, facts, op),
        PolicyKind::RateLimit(policy) => limits::uses(policy, facts),
        PolicyKind::Timestamp(_) | PolicyKind::SignatureCaller(_) | PolicyKind::Sudo => Ok(()),
    }
}

fn failure(index: usize, policy: &Policy, cause: Cause) -> Box<Failure> {
    Box::new(Failure { policy_index: Some(index), policy: PolicyName::of(&policy.kind), cause })
}
