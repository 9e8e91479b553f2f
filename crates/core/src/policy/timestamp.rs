//! Timestamp policy: from when until when (spec 4.3).
//!
//! Both ends are inside the window; 0 means no limit. It does not apply to ERC-1271 signatures.
//! Refuses: data of any length but 64 bytes.

use alloy_primitives::{Bytes, aliases::U48};
use alloy_sol_types::SolValue;
use serde::{Deserialize, Serialize};

use super::{DecodeError, MAX_U48, abi::TimestampAbi, read::Reader};

/// A window of time, unix seconds, 48 bits; larger values count as 2^48 − 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimestampPolicy {
    /// First second in which it may be used; 0 = at once.
    pub valid_after: u64,
    /// Last second in which it may be used; 0 = for ever.
    pub valid_until: u64,
}

impl TimestampPolicy {
    /// `abi(uint48 validAfter, uint48 validUntil)`: two words, 64 bytes.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        TimestampAbi {
            validAfter: U48::from(self.valid_after.min(MAX_U48)),
            validUntil: U48::from(self.valid_until.min(MAX_U48)),
        }
        .abi_encode()
        .into()
    }

    /// Reads it back.
    ///
    /// # Errors
    /// The place of the first fault in any data that [`Self::encode`] would not produce.
    pub fn decode(data: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("timestamp", data);
        let valid_after = reader.u64("validAfter", 48)?;
        let valid_until = reader.u64("validUntil", 48)?;
        reader.end()?;
        Ok(Self { valid_after, valid_until })
    }
}
