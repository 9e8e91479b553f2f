//! Policies of a session key: what the chain checks on each operation (spec 4.3, 4.4).
//!
//! Why: a person's limits compile to these, and every sentence a person reads is made from their
//! encoded bytes. One file per policy; no wildcard arms, so that a new one is found by the compiler.
//! Refuses: bytes that would not be encoded again to themselves, and contracts it does not know.

mod abi;
pub mod address;
pub mod call;
pub mod check;
pub mod describe;
mod error;
pub mod flag;
pub mod gas;
pub mod installable;
pub mod rate_limit;
mod read;
pub mod rule_of;
pub mod signature_caller;
pub mod timestamp;

#[cfg(test)]
mod tests;

use alloy_primitives::{Address, Bytes};
use serde::{Deserialize, Serialize};

pub use call::{CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, ParamRule};
pub use error::{DecodeError, Fault, Place};
pub use flag::PolicyFlag;
pub use gas::GasPolicy;
pub use installable::{Flaw, FlawKind, flaws, installable};
pub use rate_limit::RateLimitPolicy;
pub use signature_caller::SignatureCallerPolicy;
pub use timestamp::TimestampPolicy;

/// Largest value of the contracts' `uint48` fields.
pub const MAX_U48: u64 = (1 << 48) - 1;

/// One policy entry of a permission: which policy, and for which paths it is switched off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// Paths on which the check is skipped. Anything but [`PolicyFlag::All`] weakens the key.
    #[serde(default)]
    pub flag: PolicyFlag,
    /// The policy itself.
    pub kind: PolicyKind,
}

/// The policies there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "params", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PolicyKind {
    /// Which contracts, functions, arguments and values.
    Call(CallPolicy),
    /// How much gas in all.
    Gas(GasPolicy),
    /// How many operations, how far apart.
    RateLimit(RateLimitPolicy),
    /// From when until when.
    Timestamp(TimestampPolicy),
    /// Who may ask for message signatures.
    SignatureCaller(SignatureCallerPolicy),
    /// No limit at all: as good as the owner key.
    Sudo,
}

impl From<PolicyKind> for Policy {
    fn from(kind: PolicyKind) -> Self {
        Self { flag: PolicyFlag::All, kind }
    }
}

impl Policy {
    /// The contract that checks it (spec 4.3).
    #[must_use]
    pub fn address(&self) -> Address {
        match &self.kind {
            PolicyKind::Call(call) => call.version.address(),
            PolicyKind::Gas(_) => address::GAS,
            PolicyKind::RateLimit(limit) if limit.reset => address::RATE_LIMIT_RESET,
            PolicyKind::RateLimit(_) => address::RATE_LIMIT,
            PolicyKind::Timestamp(_) => address::TIMESTAMP,
            PolicyKind::SignatureCaller(_) => address::SIGNATURE_CALLER,
            PolicyKind::Sudo => address::SUDO,
        }
    }

    /// `policyData`: what the contract's `onInstall` reads after the permission id.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        match &self.kind {
            PolicyKind::Call(call) => call.encode(),
            PolicyKind::Gas(gas) => gas.encode(),
            PolicyKind::RateLimit(limit) => limit.encode(),
            PolicyKind::Timestamp(time) => time.encode(),
            PolicyKind::SignatureCaller(callers) => callers.encode(),
            PolicyKind::Sudo => Bytes::new(),
        }
    }

    /// `flag(2) ‖ policyAddress(20) ‖ policyData`: an entry of the enable data (spec 4.1).
    #[must_use]
    pub fn entry(&self) -> Bytes {
        self.entry_at(self.address())
    }

    /// The same entry for a policy contract at another address.
    #[must_use]
    pub fn entry_at(&self, contract: Address) -> Bytes {
        let data = self.encode();
        [self.flag.to_bytes().as_slice(), contract.as_slice(), data.as_ref()].concat().into()
    }

    /// Reads a policy back from its contract, flag and data.
    ///
    /// # Errors
    /// [`DecodeError`] for unknown contracts and flags, and with the place of the first fault for
    /// every byte string that [`Policy::encode`] would not produce.
    pub fn decode(contract: Address, flag: u16, data: &[u8]) -> Result<Self, DecodeError> {
        let flag = PolicyFlag::try_from(flag)?;
        let kind = if let Some(version) = CallPolicyVersion::at(contract) {
            PolicyKind::Call(CallPolicy::decode(version, data)?)
        } else if contract == address::GAS {
            PolicyKind::Gas(GasPolicy::decode(data)?)
        } else if contract == address::TIMESTAMP {
            PolicyKind::Timestamp(TimestampPolicy::decode(data)?)
        } else if contract == address::RATE_LIMIT || contract == address::RATE_LIMIT_RESET {
            let reset = contract == address::RATE_LIMIT_RESET;
            PolicyKind::RateLimit(RateLimitPolicy::decode(data, reset)?)
        } else if contract == address::SIGNATURE_CALLER {
            PolicyKind::SignatureCaller(SignatureCallerPolicy::decode(data)?)
        } else if contract == address::SUDO {
            read::Reader::new("sudo", data).end()?;
            PolicyKind::Sudo
        } else {
            return Err(DecodeError::UnknownContract(contract));
        };
        Ok(Self { flag, kind })
    }
}
