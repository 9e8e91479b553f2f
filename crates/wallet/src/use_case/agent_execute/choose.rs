//! Which of an agent's keys makes an operation, or the best reason why none does.

use latchkey_core::kernel::execute::{Call, ExecMode, encode_execute};
use latchkey_core::key_state::{Counters, State};
use latchkey_core::names::Names;
use latchkey_core::policy::check::{self, Cause, Facts, Failure};
use latchkey_core::user_op::UserOperation;

use super::refusal;
use crate::error::Error;
use crate::record::{Account, Key, Network, Token};
use crate::use_case::key_view;
use crate::use_case::keys_on_chain::KeyReading;

/// A key that fits, as the chain has it.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    /// The key.
    pub(crate) key: Key,
    /// Where it stands: installed, unused, or the account is not deployed.
    pub(crate) state: State,
    /// What it has left.
    pub(crate) counters: Counters,
}

/// What the choice rests on.
pub(crate) struct Choice<'a> {
    pub(crate) account: &'a Account,
    pub(crate) chain: &'a (Network, Vec<Token>),
    pub(crate) calls: &'a [Call],
    /// Chain time, unix seconds.
    pub(crate) now: u64,
}

impl Choice<'_> {
    /// The first key that fits; else the refusal of the one that came closest.
    pub(super) fn of(&self, keys: &[Key], readings: &[KeyReading]) -> Result<Chosen, Box<Error>> {
        let mut closest: Option<(u8, Error)> = None;
        for reading in readings {
            let Some(key) = keys.iter().find(|key| key.id == reading.key_id) else { continue };
            match self.one(key, reading) {
                Ok(chosen) => return Ok(chosen),
                Err((near, error)) => {
                    if closest.as_ref().is_none_or(|(best, _)| near > *best) {
                        closest = Some((near, error));
                    }
                }
            }
        }
        Err(Box::new(closest.map_or_else(|| self.none(), |(_, error)| error)))
    }

    fn none(&self) -> Error {
        let network = &self.chain.0.name;
        let message = format!("This agent has no key on {network}.");
        let advice = "Nothing was signed. Ask the owner to grant one in Latchkey.";
        Error::new(crate::error::Code::Policy, message, advice)
    }

    /// The key, or how near it came and why it does not fit.
    fn one(&self, key: &Key, reading: &KeyReading) -> Result<Chosen, (u8, Error)> {
        let state = reading.finding.verdict.state;
        let counters =
            reading.finding.facts.as_ref().map(|facts| facts.counters).unwrap_or_default();
        match state {
            State::Installed
            | State::ApprovedUnused
            | State::NotDeployed
            | State::Expired
            | State::Exhausted => {}
            State::Invalidated
            | State::Uninstalled
            | State::ApprovalDormant
            | State::ApprovalStale
            | State::Drifted(_)
            | State::Unknown(_) => {
                return Err((0, refusal::by_state(key, state)));
            }
        }
        self.check(key, &counters, &self.probe())
            .map_err(|failure| (nearness(&failure.cause), self.refusal(key, &failure)))?;
        match state {
            State::Installed | State::ApprovedUnused | State::NotDeployed => {
                Ok(Chosen { key: key.clone(), state, counters })
            }
            State::Expired
            | State::Exhausted
            | State::Invalidated
            | State::Uninstalled
            | State::ApprovalDormant
            | State::ApprovalStale
            | State::Drifted(_)
            | State::Unknown(_) => Err((1, refusal::by_state(key, state))),
        }
    }

    /// Checks an operation against a key's policies with what it has left.
    pub(super) fn check(
        &self,
        key: &Key,
        counters: &Counters,
        op: &UserOperation,
    ) -> Result<(), Box<Failure>> {
        let facts = Facts {
            gas_left: counters.gas_left,
            uses_left: counters.uses_left,
            next_allowed_at: counters.next_allowed_at,
            window: counters.window,
            ..Facts::fresh(self.account.address, self.now)
        };
        check::operation(&key.policies, &facts, op)
    }

    /// A broken rule as the error for the agent.
    pub(super) fn refusal(&self, key: &Key, failure: &Failure) -> Error {
        let claims = key_view::claims(key, std::slice::from_ref(self.chain));
        let chains = [self.chain.0.chain_id];
        refusal::by_rule(key, failure, &Names::new(&claims, &chains))
    }

    /// The calls without gas: only what they do is checked.
    fn probe(&self) -> UserOperation {
        UserOperation {
            sender: self.account.address,
            nonce: alloy_primitives::U256::ZERO,
            factory: None,
            factory_data: alloy_primitives::Bytes::new(),
            call_data: encode_execute(self.calls, ExecMode::Default),
            call_gas_limit: 0,
            verification_gas_limit: 0,
            pre_verification_gas: alloy_primitives::U256::ZERO,
            max_fee_per_gas: 0,
            max_priority_fee_per_gas: 0,
            paymaster: None,
            signature: alloy_primitives::Bytes::new(),
        }
    }
}

/// How near a key came: one that allows the call but not the amount says more than one for
/// something else.
const fn nearness(cause: &Cause) -> u8 {
    match cause {
        Cause::Gas { .. }
        | Cause::Uses { .. }
        | Cause::TooEarly { .. }
        | Cause::Expired { .. }
        | Cause::NeverOpens { .. }
        | Cause::TimeOverflows { .. } => 6,
        Cause::Rule { .. } => 5,
        Cause::Value { .. } => 4,
        Cause::NoEntry { targets, .. } if !targets.is_empty() => 3,
        Cause::NoEntry { .. } | Cause::ShortData { .. } => 2,
        Cause::Sender { .. }
        | Cause::NotForOperations
        | Cause::NotExecute { .. }
        | Cause::NotPlain
        | Cause::UnknownCallType
        | Cause::CutShort
        | Cause::GasField { .. }
        | Cause::Unpayable { .. }
        | Cause::Paymaster { .. } => 1,
    }
}
