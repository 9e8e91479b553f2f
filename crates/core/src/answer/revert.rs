//! What a contract reverts with (spec appendix A).
//!
//! Refuses: names that the table of errors does not hold; they come out as [`Revert::Empty`], and a
//! test looks each one up.

use std::fmt;

use alloy_primitives::{Address, FixedBytes};
use alloy_sol_types::{Panic, SolError};

use crate::errors::{ContractError, by_name};
use crate::policy::check::{Answer, Failure};

/// Revert data, by meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revert {
    /// No data at all.
    Empty,
    /// An error without arguments.
    Error(&'static ContractError),
    /// `PolicyFailed(uint256)`.
    PolicyFailed {
        /// Place of the policy in the permission.
        index: usize,
    },
    /// `AlreadyInitialized(address)`.
    AlreadyInitialized {
        /// The account.
        account: Address,
    },
    /// `Error(string)`: the text of a `require`.
    Text(&'static str),
    /// `Panic(uint256)`: reading beyond the end of bytes.
    OutOfBounds,
    /// `Panic(uint256)`: a number beyond its type.
    Overflow,
    /// A contract this model knows nothing about was asked.
    Unknown {
        /// Which.
        module: Address,
    },
}

impl Revert {
    /// An error of the table by its name.
    pub(super) fn named(name: &str) -> Self {
        by_name(name).map_or(Self::Empty, Self::Error)
    }

    /// What the account passes on of a policy's refusal.
    pub(super) fn of_policy(failure: &Failure) -> Self {
        match (failure.chain_error(), failure.policy_index) {
            (None, _) if overflows(failure) => Self::Overflow,
            (None, _) => Self::Empty,
            (Some(error), Some(index)) if error.name() == "PolicyFailed" => {
                Self::PolicyFailed { index }
            }
            (Some(error), _) => Self::Error(error),
        }
    }

    /// First four bytes of the data, where there are any.
    #[must_use]
    pub fn selector(&self) -> Option<FixedBytes<4>> {
        match self {
            Self::Empty | Self::Unknown { .. } => None,
            Self::Error(error) => Some(error.selector.into()),
            Self::PolicyFailed { .. } => by_name("PolicyFailed").map(|e| e.selector.into()),
            Self::AlreadyInitialized { .. } => Some(FixedBytes([0x93, 0x36, 0x0f, 0xbf])),
            Self::Text(_) => Some(FixedBytes([0x08, 0xc3, 0x79, 0xa0])),
            Self::OutOfBounds | Self::Overflow => Some(FixedBytes([0x4e, 0x48, 0x7b, 0x71])),
        }
    }
}

/// Whether the policy panics: a number beyond its type.
fn overflows(failure: &Failure) -> bool {
    matches!(failure.answer(), Answer::Reverts(data) if Panic::abi_decode(&data).is_ok())
}

impl fmt::Display for Revert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("revert(empty)"),
            Self::Error(error) => f.write_str(error.name()),
            Self::PolicyFailed { index } => write!(f, "PolicyFailed({index})"),
            Self::AlreadyInitialized { account } => write!(f, "AlreadyInitialized({account})"),
            Self::Text(text) => write!(f, "Error(\"{text}\")"),
            Self::OutOfBounds => f.write_str("Panic(50)"),
            Self::Overflow => f.write_str("Panic(17)"),
            Self::Unknown { module } => write!(f, "unknown: {module} is not modelled"),
        }
    }
}
