//! Calls tried against a draft or a live key: what its rules say, what the chain would do, what it
//! costs.
//!
//! Why: a policy is understood by trying it. The first part is core's check and takes microseconds;
//! the second runs the account's own code on the chain's state. Nothing is signed or sent.
//! Refuses: "allowed" or "works" for what was not looked at; what is missing has a reason.

mod calls;
mod fee;
mod simulate;
mod subject;

use latchkey_core::kernel::execute::{Call, ExecMode, encode_execute};
use latchkey_core::key_state::State;
use latchkey_core::names::Names;
use latchkey_core::policy::check::{Failure, operation, passing};
use latchkey_core::user_op::UserOperation;

use crate::error::Result;
use crate::use_case::agent_execute::calls::{parse, words};
use crate::use_case::number::secs;
use crate::use_case::state_words;
use crate::views::{GrantTry, TryAnswer, TryFailure};
use crate::wallet::Wallet;
pub(crate) use simulate::Trial;
use subject::Subject;

impl Wallet {
    /// Tries calls. A refusal by the key's rules is an answer, and so is a chain that is silent.
    ///
    /// # Errors
    /// `Invalid` at the part of a call, or of the form, that does not read; `NotFound` for a key that
    /// is not there, or without an account; the store's.
    pub async fn grant_try(&self, asked: GrantTry) -> Result<TryAnswer> {
        let (calls, functions) = parse(&calls::read(&asked.calls)?)?;
        let subject = self.try_subject(&asked).await?;
        let claims = subject.claims_with(functions);
        let chains = [subject.chain.0.chain_id];
        let names = Names::new(&claims, &chains);
        let mut answer = judged(&subject, &calls, &names);
        if !asked.simulate {
            let why = "Not asked for.".to_owned();
            (answer.simulation_missing, answer.fee_missing) = (Some(why.clone()), Some(why));
        } else if answer.allowed {
            self.run(&mut answer, &subject, &calls, &names).await;
        } else {
            let why = "The key does not allow it.".to_owned();
            (answer.simulation_missing, answer.fee_missing) = (Some(why.clone()), Some(why));
        }
        Ok(answer)
    }

    /// Runs and prices what the rules allow.
    async fn run(
        &self,
        answer: &mut TryAnswer,
        subject: &Subject,
        calls: &[Call],
        names: &Names<'_>,
    ) {
        let trial = Trial {
            chain_id: subject.chain.0.chain_id,
            account: subject.account.spec.clone(),
            calls: calls.to_vec(),
            now: subject.now,
        };
        let state = self.ports().networks.state(&subject.chain.0);
        let mut gas_used = 0;
        match self.simulate(state, trial, names).await {
            Ok(simulated) if !simulated.ok => {
                answer.simulation = Some(simulated);
                answer.fee_missing = Some("The calls fail, so they have no price.".to_owned());
                return;
            }
            Ok(simulated) => {
                gas_used = simulated.gas_used;
                answer.simulation = Some(simulated);
            }
            Err(why) => answer.simulation_missing = Some(why),
        }
        match self.try_fee(subject, calls, gas_used, names).await {
            Ok(fee) => answer.fee = Some(fee),
            Err(fee::NoFee::Unknown(why)) => answer.fee_missing = Some(why),
            Err(fee::NoFee::Refused(failure)) => {
                answer.allowed = false;
                answer.first_failure = Some(*failure);
                answer.fee_missing = Some("The key does not allow it.".to_owned());
            }
        }
    }
}

/// What the rules say.
fn judged(subject: &Subject, calls: &[Call], names: &Names<'_>) -> TryAnswer {
    let first_failure =
        unusable(subject).or_else(|| broken(subject, &probe(subject, calls), names));
    let network = &subject.chain.0;
    TryAnswer {
        chain_id: secs(network.chain_id),
        network: network.name.clone(),
        what: words(calls, names),
        allowed: first_failure.is_none(),
        first_failure,
        counters: subject.counters(names),
        simulation: None,
        simulation_missing: None,
        fee: None,
        fee_missing: None,
    }
}

/// A key that nothing can be done with, whatever its rules say.
fn unusable(subject: &Subject) -> Option<TryFailure> {
    let state = subject.live.as_ref()?.state?;
    match state {
        // Of the last two the check names the rule.
        State::NotDeployed
        | State::ApprovedUnused
        | State::Installed
        | State::Unknown(_)
        | State::Expired
        | State::Exhausted => return None,
        State::Invalidated
        | State::Uninstalled
        | State::ApprovalDormant
        | State::ApprovalStale
        | State::Drifted(_) => {}
    }
    Some(TryFailure {
        rule: "state".to_owned(),
        path: String::new(),
        text: state_words::words(state).to_owned(),
        would_pass: None,
    })
}

/// The first rule that an operation breaks.
fn broken(subject: &Subject, op: &UserOperation, names: &Names<'_>) -> Option<TryFailure> {
    let facts = subject.facts();
    let failure: Box<Failure> = operation(&subject.policies, &facts, op).err()?;
    let words = failure.words(names);
    let would_pass = passing(&subject.policies, &facts, op).map(|passing| passing.words(names));
    Some(TryFailure {
        rule: failure.policy.name().to_owned(),
        path: words.path,
        text: words.sentence,
        would_pass,
    })
}

/// The calls without gas: only what they do is checked.
fn probe(subject: &Subject, calls: &[Call]) -> UserOperation {
    UserOperation {
        sender: subject.account.address,
        nonce: alloy_primitives::U256::ZERO,
        factory: None,
        factory_data: alloy_primitives::Bytes::new(),
        call_data: encode_execute(calls, ExecMode::Default),
        call_gas_limit: 0,
        verification_gas_limit: 0,
        pre_verification_gas: alloy_primitives::U256::ZERO,
        max_fee_per_gas: 0,
        max_priority_fee_per_gas: 0,
        paymaster: None,
        signature: alloy_primitives::Bytes::new(),
    }
}
