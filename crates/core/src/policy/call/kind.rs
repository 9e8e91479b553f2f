//! How a call is made, and how a rule compares (spec 4.4).
//!
//! Refuses: numbers that no version of the contract knows.

use serde::{Deserialize, Serialize};

/// How a call is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CallType {
    /// `0x00`: an ordinary call, alone or inside a batch.
    #[default]
    Call,
    /// `0x01`: can be written down but never matches.
    Batch,
    /// `0xff`: foreign code running as the account; as good as the owner key.
    Delegate,
}

impl CallType {
    /// Its byte in the execution mode and in the entry's key.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Call => 0x00,
            Self::Batch => 0x01,
            Self::Delegate => 0xff,
        }
    }

    /// The call type of a byte.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0x00 => Some(Self::Call),
            0x01 => Some(Self::Batch),
            0xff => Some(Self::Delegate),
            _ => None,
        }
    }
}

/// How a rule compares the word at its offset with its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Condition {
    /// 0: equal.
    Equal,
    /// 1: greater, unsigned.
    GreaterThan,
    /// 2: less, unsigned.
    LessThan,
    /// 3: greater or equal, unsigned.
    GreaterThanOrEqual,
    /// 4: less or equal, unsigned.
    LessThanOrEqual,
    /// 5: not equal.
    NotEqual,
    /// 6: one of the parameters; an empty list accepts nothing.
    OneOf,
    /// 7: a slice of a dynamic argument, by hash; 0.0.5 only.
    SliceEqual,
}

impl Condition {
    const ALL: [Self; 8] = [
        Self::Equal,
        Self::GreaterThan,
        Self::LessThan,
        Self::GreaterThanOrEqual,
        Self::LessThanOrEqual,
        Self::NotEqual,
        Self::OneOf,
        Self::SliceEqual,
    ];

    /// Its number in the contract.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Equal => 0,
            Self::GreaterThan => 1,
            Self::LessThan => 2,
            Self::GreaterThanOrEqual => 3,
            Self::LessThanOrEqual => 4,
            Self::NotEqual => 5,
            Self::OneOf => 6,
            Self::SliceEqual => 7,
        }
    }

    /// The condition of a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}
