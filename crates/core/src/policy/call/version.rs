//! The deployed versions of the call policy, and what each of them lacks (spec 4.4).
//!
//! Refuses nothing; [`crate::policy::installable`] says which data a version would not take.

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

use super::Condition;
use crate::policy::address;

/// Deployed versions of the call policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CallPolicyVersion {
    /// One word per rule, no wildcard, no plain transfers.
    #[serde(rename = "0.0.1")]
    V0_0_1,
    /// One-of, wildcard, plain transfers.
    #[serde(rename = "0.0.2")]
    V0_0_2,
    /// Repaired delegatecall.
    #[serde(rename = "0.0.3")]
    V0_0_3,
    /// Storage that strict bundlers accept; the default.
    #[serde(rename = "0.0.4")]
    V0_0_4,
    /// Slices of dynamic arguments.
    #[serde(rename = "0.0.5")]
    V0_0_5,
}

impl CallPolicyVersion {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::V0_0_1, Self::V0_0_2, Self::V0_0_3, Self::V0_0_4, Self::V0_0_5];

    /// `0.0.4`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V0_0_1 => "0.0.1",
            Self::V0_0_2 => "0.0.2",
            Self::V0_0_3 => "0.0.3",
            Self::V0_0_4 => "0.0.4",
            Self::V0_0_5 => "0.0.5",
        }
    }

    /// Its contract.
    #[must_use]
    pub const fn address(self) -> Address {
        match self {
            Self::V0_0_1 => address::CALL_0_0_1,
            Self::V0_0_2 => address::CALL_0_0_2,
            Self::V0_0_3 => address::CALL_0_0_3,
            Self::V0_0_4 => address::CALL_0_0_4,
            Self::V0_0_5 => address::CALL_0_0_5,
        }
    }

    /// The version at an address, if it is a call policy.
    #[must_use]
    pub fn at(contract: Address) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.address() == contract)
    }

    /// Whether its entries may compare by a condition at all (install reverts otherwise).
    #[must_use]
    pub const fn knows(self, condition: Condition) -> bool {
        match condition {
            Condition::Equal
            | Condition::GreaterThan
            | Condition::LessThan
            | Condition::GreaterThanOrEqual
            | Condition::LessThanOrEqual
            | Condition::NotEqual => true,
            Condition::OneOf => !matches!(self, Self::V0_0_1),
            Condition::SliceEqual => matches!(self, Self::V0_0_5),
        }
    }

    /// Whether target zero stands for any contract.
    #[must_use]
    pub const fn has_wildcard(self) -> bool {
        !matches!(self, Self::V0_0_1)
    }

    /// Whether calls without data can pass: 0.0.1 reads a selector that is not there.
    #[must_use]
    pub const fn has_plain_transfers(self) -> bool {
        !matches!(self, Self::V0_0_1)
    }

    /// Whether it reads a delegatecall as the account runs it. Up to 0.0.2 it takes 32 bytes of
    /// calldata for a value that is not there and judges the rest.
    #[must_use]
    pub const fn reads_delegatecall(self) -> bool {
        !matches!(self, Self::V0_0_1 | Self::V0_0_2)
    }
}
