//! `handleOps` for one operation: what the EntryPoint adds to the account's own answer
//! (spec 2.5).
//!
//! Why: a refused operation changes nothing; an included one keeps its nonce, its installation and
//! its counters even when the call inside fails.
//! Refuses: gas, prefund and paymasters; only whether the account pays ahead is noted, and it is
//! taken to do so for every operation with a fee.

use super::validate::Validated;
use super::{Account, Event, Log, Revert};
use crate::chain::{ENTRY_POINT_07, META_FACTORY};
use crate::kernel::install::Installation;
use crate::kernel::nonce;
use crate::kernel::version::KernelVersion;
use crate::plan::Nonces;
use crate::user_op::UserOperation;

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing happened.
    Refused(Refusal),
    /// It was included.
    Included {
        /// Why its call failed; `None` = it worked.
        reverted: Option<Revert>,
    },
}

/// Why the EntryPoint refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// `AA10`: it would create an account that exists.
    Constructed,
    /// `AA13`, `AA14`: the factory does not make this account.
    Factory,
    /// `AA20`: there is no account.
    NotDeployed,
    /// `AA22`: outside a window of time.
    OutsideTime,
    /// `AA23`: the account reverted.
    Reverted(Revert),
    /// `AA24`: the signature is somebody else's.
    Signature,
    /// `AA25`: the nonce was used or skipped.
    Nonce,
}

impl Refusal {
    /// The text of the EntryPoint.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Constructed => "AA10 sender already constructed",
            Self::Factory => "AA13 initCode failed or OOG",
            Self::NotDeployed => "AA20 account not deployed",
            Self::OutsideTime => "AA22 expired or not due",
            Self::Reverted(_) => "AA23 reverted",
            Self::Signature => "AA24 signature error",
            Self::Nonce => "AA25 invalid account nonce",
        }
    }

    /// What the account reverted with.
    #[must_use]
    pub const fn inner(&self) -> Option<&Revert> {
        match self {
            Self::Reverted(revert) => Some(revert),
            Self::Constructed
            | Self::Factory
            | Self::NotDeployed
            | Self::OutsideTime
            | Self::Signature
            | Self::Nonce => None,
        }
    }
}

impl Account {
    /// Sends one operation at a time, unix seconds.
    pub fn handle(&mut self, op: &UserOperation, now: u64) -> Outcome {
        let mut valid = self.clone();
        let validated = match valid.admit(op, now) {
            Ok(validated) => validated,
            Err(refusal) => return Outcome::Refused(refusal),
        };
        let mut ran = valid.clone();
        let reverted = ran.run(validated.hook, &op.call_data, now).err();
        *self = if reverted.is_some() { valid } else { ran };
        self.logs.push(Log { emitter: ENTRY_POINT_07, event: Event::UserOperation });
        Outcome::Included { reverted }
    }

    fn admit(&mut self, op: &UserOperation, now: u64) -> Result<Validated, Refusal> {
        let entry_point = |event| Log { emitter: ENTRY_POINT_07, event };
        if let Some(factory) = op.factory {
            if self.deployed {
                return Err(Refusal::Constructed);
            }
            let ours = self.install.as_ref().map(|install| install.factory_data());
            if factory != META_FACTORY || ours.as_ref() != Some(&op.factory_data) {
                return Err(Refusal::Factory);
            }
            self.deploy(now).ok().ok_or(Refusal::Factory)?;
            self.logs.push(entry_point(Event::AccountDeployed));
        }
        if !self.deployed || op.sender != self.address {
            return Err(Refusal::NotDeployed);
        }
        let validated = self.validate(op, now).map_err(Refusal::Reverted)?;
        if op.paymaster.is_none() && op.max_fee_per_gas > 0 {
            self.logs.push(entry_point(Event::Deposited));
        }
        self.use_nonce(op)?;
        if !validated.signed {
            return Err(Refusal::Signature);
        }
        if !validated.in_time {
            return Err(Refusal::OutsideTime);
        }
        self.logs.push(entry_point(Event::BeforeExecution));
        Ok(validated)
    }

    fn use_nonce(&mut self, op: &UserOperation) -> Result<(), Refusal> {
        let sequence = nonce::decode(op.nonce).sequence;
        let key = nonce::key_of(op.nonce);
        if sequence != self.sequence(key) {
            return Err(Refusal::Nonce);
        }
        self.sequences.insert(key, sequence.saturating_add(1));
        Ok(())
    }

    /// The factory's `initialize` (spec 1.4): nonce 1, the root, then the first self-calls.
    ///
    /// # Errors
    /// What the root's module or a self-call reverts with.
    pub fn deploy(&mut self, now: u64) -> Result<(), Revert> {
        let Some(install) = self.install.clone().filter(|_| !self.deployed) else {
            return Ok(());
        };
        let mut next = self.clone();
        next.root = install.validation_id;
        next.nonces = Nonces::FRESH;
        next.deployed = true;
        next.say(Event::RootValidatorUpdated { root: install.validation_id });
        let root = Installation {
            validation_id: install.validation_id,
            nonce: Nonces::FRESH.current,
            hook: install.hook,
            data: install.validator_data,
            hook_data: install.hook_data,
        };
        next.install(&root, now)?;
        let calls = match install.version {
            KernelVersion::V0_3_0 => Vec::new(),
            KernelVersion::V0_3_1 | KernelVersion::V0_3_2 | KernelVersion::V0_3_3 => {
                install.init_config
            }
        };
        for call in calls {
            let failed = |_why| Revert::named("InitConfigError");
            next.dispatch(&call, now).map_err(failed)?;
        }
        *self = next;
        Ok(())
    }
}
