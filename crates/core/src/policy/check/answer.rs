//! What the chain would answer to a refused operation: bytes, or the EntryPoint's code.
//!
//! Why: agents meet the same refusal from a bundler, and a test can compare every byte.
//! Sources: spec 4.3, 4.4 and appendix A; EntryPoint 0.7 for its codes.
//! Refuses: to claim an answer where this app is stricter than the chain.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::{Panic, SolError};

use super::{Cause, Failure, Found, PolicyName};
use crate::{
    errors::{self, ContractError},
    policy::CallPolicyVersion,
};

/// Solidity's panic code for arithmetic beyond a type.
const OVERFLOW: u64 = 0x11;

/// How the chain refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `FailedOpWithRevert(…, "AA23 reverted", data)`: the account's validation reverts with this,
    /// possibly nothing.
    Reverts(Bytes),
    /// `FailedOp(…, "AAxx …")`: this code of the EntryPoint. `AA94` comes as `Error("AA94 …")`.
    EntryPoint(&'static str),
    /// None that is known: this app refuses what a chain might take, or read otherwise.
    Ours,
}

impl Failure {
    /// What the chain would answer, byte for byte.
    #[must_use]
    pub fn answer(&self) -> Answer {
        match &self.cause {
            Cause::Sender { .. } | Cause::NotPlain => Answer::Ours,
            Cause::Rule { found: Found::Outside, .. } => Answer::Ours,
            Cause::GasField { .. } => Answer::EntryPoint("AA94"),
            Cause::Unpayable { sponsored: false, .. } => Answer::EntryPoint("AA21"),
            Cause::Unpayable { sponsored: true, .. } => Answer::EntryPoint("AA31"),
            Cause::TooEarly { .. } | Cause::Expired { .. } | Cause::NeverOpens { .. } => {
                Answer::EntryPoint("AA22")
            }
            Cause::TimeOverflows { .. }
            | Cause::Rule { found: Found::OffsetOverflows | Found::SliceOverflows, .. } => {
                Answer::Reverts(Panic { code: U256::from(OVERFLOW) }.abi_encode().into())
            }
            Cause::Gas { .. }
            | Cause::Uses { .. }
            | Cause::Paymaster { .. }
            | Cause::NoEntry { .. }
            | Cause::Value { .. }
            | Cause::Rule { .. }
            | Cause::ShortData { .. }
            | Cause::CutShort
            | Cause::UnknownCallType
            | Cause::NotExecute { .. }
            | Cause::NotForOperations => Answer::Reverts(self.revert_data()),
        }
    }

    /// Selector and argument of the contract's own error; empty where it reverts without one.
    fn revert_data(&self) -> Bytes {
        let Some(error) = self.chain_error() else { return Bytes::new() };
        let mut data = error.selector.to_vec();
        if error.name() == "PolicyFailed" {
            data.extend(U256::from(self.policy_index.unwrap_or_default()).to_be_bytes::<32>());
        }
        data.into()
    }

    /// The contract error the chain would give, if it gives one; others revert without data or
    /// with a panic, or are refused by the EntryPoint (see [`Self::answer`]).
    #[must_use]
    pub fn chain_error(&self) -> Option<&'static ContractError> {
        let name = match &self.cause {
            Cause::NoEntry { version: CallPolicyVersion::V0_0_5, .. } => "CallViolatesTargetRule",
            Cause::NoEntry { version: CallPolicyVersion::V0_0_1, .. } => return None,
            Cause::NoEntry { .. } => "InvalidCallData",
            Cause::Uses { window: true, .. } => "RateLimited",
            Cause::Value { .. } => "CallViolatesValueRule",
            Cause::Rule { found: Found::Word(_), .. } => "CallViolatesParamRule",
            Cause::Rule { found: Found::Shorter { .. }, .. } => "ParamTooShort",
            Cause::Gas { .. } | Cause::Uses { .. } => "PolicyFailed",
            Cause::Paymaster { got: Some(_), .. } => "PolicyFailed",
            Cause::UnknownCallType => "InvalidCallType",
            Cause::NotForOperations => "PermissionNotAlllowedForUserOp",
            Cause::NotExecute { short: false } if self.policy == PolicyName::Account => {
                "InvalidValidator"
            }
            Cause::Sender { .. }
            | Cause::GasField { .. }
            | Cause::Unpayable { .. }
            | Cause::NotExecute { .. }
            | Cause::NotPlain
            | Cause::CutShort
            | Cause::ShortData { .. }
            | Cause::Rule { .. }
            | Cause::Paymaster { got: None, .. }
            | Cause::TimeOverflows { .. }
            | Cause::TooEarly { .. }
            | Cause::Expired { .. }
            | Cause::NeverOpens { .. } => return None,
        };
        errors::by_name(name)
    }

    /// The EntryPoint's code the refusal would carry: `AA23` for what the account's validation
    /// refuses, and for what only this app does.
    #[must_use]
    pub fn entry_point_code(&self) -> &'static str {
        match self.answer() {
            Answer::EntryPoint(code) => code,
            Answer::Reverts(_) | Answer::Ours => "AA23",
        }
    }
}
