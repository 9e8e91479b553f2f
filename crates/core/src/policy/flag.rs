//! The two-byte flag of a policy or permission entry (spec 4.1).
//!
//! On a policy it switches that policy's check off for a path; on the signer entry it forbids the
//! path to the whole permission.
//! Refuses: flags without a meaning.

use serde::{Deserialize, Serialize};

use super::DecodeError;

/// Which paths an entry leaves out. `0x0001` = UserOperations, `0x0002` = ERC-1271 signatures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PolicyFlag {
    /// `0x0000`: both paths as usual.
    #[default]
    All,
    /// `0x0001`: not for UserOperations.
    NotForUserOp,
    /// `0x0002`: not for signatures.
    NotForSignature,
    /// `0x0003`: neither.
    Neither,
}

impl PolicyFlag {
    /// The two bytes, big-endian.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 2] {
        match self {
            Self::All => [0, 0],
            Self::NotForUserOp => [0, 1],
            Self::NotForSignature => [0, 2],
            Self::Neither => [0, 3],
        }
    }
}

impl TryFrom<u16> for PolicyFlag {
    type Error = DecodeError;

    fn try_from(value: u16) -> Result<Self, DecodeError> {
        match value {
            0 => Ok(Self::All),
            1 => Ok(Self::NotForUserOp),
            2 => Ok(Self::NotForSignature),
            3 => Ok(Self::Neither),
            other => Err(DecodeError::UnknownFlag(other)),
        }
    }
}
