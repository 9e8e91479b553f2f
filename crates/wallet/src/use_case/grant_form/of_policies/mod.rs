//! From policies back to the form: for editing a key, granting it again, and for one-click fixes.
//!
//! Why: what core repairs are policies, what a person edits is a form; reading the form that is made
//! here gives the same policies again (a property test holds it).
//! Refuses: policies that the form cannot say: flags that switch a policy off, limits that reset, call
//! policies before 0.0.4, two policies of one kind, entries of the batch call type.

mod args;
mod entry;

use alloy_primitives::{Address, U256};
use latchkey_core::amount::{self, GROUP_SPACE};
use latchkey_core::lint::UNLOCK_WORDS;
use latchkey_core::policy::{
    CallPolicy, CallPolicyVersion, GasPolicy, Policy, PolicyFlag, PolicyKind, RateLimitPolicy,
    TimestampPolicy,
};

use crate::record::Token;
use crate::use_case::holdings::NATIVE_DECIMALS;
use crate::views::{Allow, GrantForm, MessageForm};

/// Names for what the policies contain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The account.
    pub(crate) account: Address,
    /// Tokens on which all networks in question agree.
    pub(crate) tokens: &'a [Token],
    /// Signatures of functions.
    pub(crate) functions: &'a [String],
}

/// The part of a form that policies decide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) allow: Vec<Allow>,
    pub(crate) uses: String,
    pub(crate) every_secs: String,
    pub(crate) from: Option<u32>,
    pub(crate) until: Option<u32>,
    pub(crate) gas_budget: String,
    pub(crate) paymaster: String,
    pub(crate) messages: MessageForm,
    pub(crate) everything: String,
}

/// What the form cannot say, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The form cannot show {0}.")]
pub(crate) struct Unfit(&'static str);

/// The parts for these policies.
pub(crate) fn parts(policies: &[Policy], known: &Known<'_>) -> Result<Parts, Unfit> {
    let mut parts = Parts { messages: MessageForm::Anybody, ..Parts::default() };
    for (place, policy) in policies.iter().enumerate() {
        if policy.flag != PolicyFlag::All {
            return Err(Unfit("a policy that a flag switches off"));
        }
        let same = |one: &Policy| {
            std::mem::discriminant(&one.kind) == std::mem::discriminant(&policy.kind)
        };
        if policies.iter().take(place).any(same) {
            return Err(Unfit("two policies of one kind"));
        }
        parts.add(&policy.kind, known)?;
    }
    match (parts.allow.is_empty(), parts.everything.is_empty()) {
        (true, true) => Err(Unfit("a key that may call nothing, or anything without saying so")),
        (false, false) => Err(Unfit("a list of calls beside a policy that allows everything")),
        (true, false) | (false, true) => Ok(parts),
    }
}

impl Parts {
    fn add(&mut self, kind: &PolicyKind, known: &Known<'_>) -> Result<(), Unfit> {
        match kind {
            PolicyKind::Sudo => UNLOCK_WORDS.clone_into(&mut self.everything),
            PolicyKind::Call(call) => self.allow = allow(call, known)?,
            PolicyKind::Gas(gas) => self.gas(gas),
            PolicyKind::RateLimit(rate) => self.rate(*rate)?,
            PolicyKind::Timestamp(time) => self.time(*time)?,
            PolicyKind::SignatureCaller(callers) => {
                self.messages = messages(&callers.allowed_callers);
            }
        }
        Ok(())
    }

    fn gas(&mut self, gas: &GasPolicy) {
        self.gas_budget = plain(U256::from(gas.allowed_wei), NATIVE_DECIMALS);
        if gas.enforce_paymaster && !gas.allowed_paymaster.is_zero() {
            self.paymaster = gas.allowed_paymaster.to_checksum(None);
        }
    }

    fn rate(&mut self, rate: RateLimitPolicy) -> Result<(), Unfit> {
        if rate.reset {
            return Err(Unfit("a limit that begins anew in each window"));
        }
        self.uses = rate.count.to_string();
        if rate.interval > 0 {
            self.every_secs = rate.interval.to_string();
        }
        Ok(())
    }

    fn time(&mut self, time: TimestampPolicy) -> Result<(), Unfit> {
        let second = |at: u64| match u32::try_from(at) {
            Ok(0) => Ok(None),
            Ok(at) => Ok(Some(at)),
            Err(_) => Err(Unfit("a time after the year 2106")),
        };
        self.from = second(time.valid_after)?;
        self.until = second(time.valid_until)?;
        Ok(())
    }

    /// The form with these parts in the place of its own.
    pub(crate) fn into_form(self, form: GrantForm) -> GrantForm {
        GrantForm {
            allow: self.allow,
            uses: self.uses,
            every_secs: self.every_secs,
            from: self.from,
            until: self.until,
            gas_budget: self.gas_budget,
            paymaster: self.paymaster,
            messages: self.messages,
            everything: self.everything,
            ..form
        }
    }
}

fn allow(call: &CallPolicy, known: &Known<'_>) -> Result<Vec<Allow>, Unfit> {
    match call.version {
        CallPolicyVersion::V0_0_4 | CallPolicyVersion::V0_0_5 => {}
        CallPolicyVersion::V0_0_1 | CallPolicyVersion::V0_0_2 | CallPolicyVersion::V0_0_3 => {
            return Err(Unfit("an old call policy"));
        }
    }
    call.permissions.iter().map(|one| entry::of(one, known)).collect()
}

fn messages(callers: &[Address]) -> MessageForm {
    if callers.is_empty() {
        return MessageForm::Nobody;
    }
    MessageForm::Contracts { addresses: list(callers) }
}

/// Addresses parted by commas.
fn list(addresses: &[Address]) -> String {
    let all: Vec<String> = addresses.iter().map(|one| one.to_checksum(None)).collect();
    all.join(", ")
}

/// An amount as it is typed, without spaces between its digits.
fn plain(atoms: U256, decimals: u8) -> String {
    amount::format(atoms, decimals).replace(GROUP_SPACE, "")
}
