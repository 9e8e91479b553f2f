//! Would the chain let this operation through? Policies checked on the exact bytes, locally.
//!
//! Why: the session signer refuses before it signs, the wallet before it sends, and both can say
//! which rule and which number. Semantics: spec 2.5, 4.1, 4.3 and 4.4, held against recorded
//! behaviour (`tests/recorded`) and against the local network on generated operations
//! (`crates/devnet/tests/differential.rs`).
//! Refuses: to read a chain (counters come in as [`Facts`]), to judge signatures and nonces, and,
//! beyond what the chain refuses, calldata that is not one plain `execute` ([`Answer::Ours`]).

mod answer;
mod call;
mod facts;
mod failure;
mod limits;
mod passing;
mod reading;
mod word;
mod words;

#[cfg(test)]
mod tests;

use crate::{
    policy::{Policy, PolicyFlag, PolicyKind, describe::summary::binds_operations},
    user_op::UserOperation,
};

use limits::Window;
use reading::Reading;

pub use answer::Answer;
pub use facts::{Allowed, Facts, WindowLeft};
pub use failure::{Cause, Failure, Found, PolicyName};
pub use limits::charge;
pub use passing::{Change, Passing, passing};
pub use words::FailureWords;

/// Checks an operation against the policies of a key whose permission flag is the usual one.
///
/// # Errors
/// The first rule broken, as [`outcome`] finds it.
pub fn operation(
    policies: &[Policy],
    facts: &Facts,
    op: &UserOperation,
) -> Result<(), Box<Failure>> {
    outcome(PolicyFlag::All, policies, facts, op).map(drop)
}

/// Checks an operation against a permission: its flag and its policies.
///
/// In the order of the chain: the EntryPoint's bound on gas fields, the permission's flag, the
/// policies one after the other, the selector, the prefund, the intersection of all windows.
///
/// # Errors
/// The first rule broken, with what the chain would answer.
pub fn outcome(
    flag: PolicyFlag,
    policies: &[Policy],
    facts: &Facts,
    op: &UserOperation,
) -> Result<Allowed, Box<Failure>> {
    let of_account =
        |cause| Box::new(Failure { policy_index: None, policy: PolicyName::Account, cause });
    before_policies(flag, facts, op).map_err(of_account)?;
    let reading = Reading::of(&op.call_data);
    let mut after = *facts;
    let mut window = Window::ALWAYS;
    for (index, policy) in policies.iter().enumerate().filter(|(_, p)| binds_operations(p)) {
        let asked = at_validation(&policy.kind, &mut after, op, &reading);
        let name = PolicyName::of(&policy.kind);
        let part = asked.map_err(|cause| {
            Box::new(Failure { policy_index: Some(index), policy: name, cause })
        })?;
        window.meet(part, (index, name));
    }
    after_policies(op, &reading).map_err(of_account)?;
    window.holds(facts.now_unix_secs)?;
    runs(&reading).map_err(of_account)?;
    let (valid_after, valid_until) = window.ends();
    Ok(Allowed { after, valid_after, valid_until })
}

/// What is refused before any policy is asked.
fn before_policies(flag: PolicyFlag, facts: &Facts, op: &UserOperation) -> Result<(), Cause> {
    if op.sender != facts.account {
        return Err(Cause::Sender { account: facts.account, got: op.sender });
    }
    limits::gas_fields(op)?;
    match flag {
        PolicyFlag::All | PolicyFlag::NotForSignature => Ok(()),
        PolicyFlag::NotForUserOp | PolicyFlag::Neither => Err(Cause::NotForOperations),
    }
}

/// What the account and the EntryPoint refuse once all policies have passed.
fn after_policies(op: &UserOperation, reading: &Reading) -> Result<(), Cause> {
    match reading {
        Reading::TooShort => return Err(Cause::NotExecute { short: true }),
        Reading::OtherFunction => return Err(Cause::NotExecute { short: false }),
        Reading::Plain(_)
        | Reading::UnknownCallType
        | Reading::CutShort
        | Reading::OddMode(_)
        | Reading::Unclear => {}
    }
    limits::prefund(op)
}

/// What would pass validation and then fail, or run as something else than it looks.
const fn runs(reading: &Reading) -> Result<(), Cause> {
    match reading {
        Reading::Plain(_) => Ok(()),
        Reading::TooShort
        | Reading::OtherFunction
        | Reading::UnknownCallType
        | Reading::CutShort
        | Reading::OddMode(_)
        | Reading::Unclear => Err(Cause::NotPlain),
    }
}

fn at_validation(
    kind: &PolicyKind,
    facts: &mut Facts,
    op: &UserOperation,
    reading: &Reading,
) -> Result<(u64, u64), Cause> {
    match kind {
        PolicyKind::Call(policy) => call::check(policy, reading).map(|()| (0, 0)),
        PolicyKind::Gas(policy) => limits::gas(policy, facts, op).map(|()| (0, 0)),
        PolicyKind::RateLimit(policy) if policy.reset => limits::in_window(policy, facts),
        PolicyKind::RateLimit(policy) => limits::for_life(policy, facts),
        PolicyKind::Timestamp(window) => Ok((window.valid_after, window.valid_until)),
        PolicyKind::SignatureCaller(_) | PolicyKind::Sudo => Ok((0, 0)),
    }
}
