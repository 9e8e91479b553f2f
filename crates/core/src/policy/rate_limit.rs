//! Rate limit policy, for life or per window (spec 4.3).
//!
//! For life: `count` operations in all; each returns `validAfter = startAt`, then `startAt` grows
//! by `interval`. With `startAt` 0 nothing is spaced. With reset: `count` per window of `interval`.
//! Refuses: data of any length but 18 (for life) or 12 (reset) bytes.

use alloy_primitives::Bytes;
use serde::{Deserialize, Serialize};

use super::{DecodeError, MAX_U48, read::Reader};

/// How many operations, how far apart. Fields are 48 bits; larger values count as 2^48 − 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RateLimitPolicy {
    /// Seconds between operations, or length of a window.
    pub interval: u64,
    /// Operations in all, or per window.
    pub count: u64,
    /// When the first slot opens, unix seconds. Unused with `reset`.
    pub start_at: u64,
    /// The variant that counts per window (strict bundlers refuse it).
    pub reset: bool,
}

fn u48(value: u64) -> [u8; 6] {
    let [_, _, bytes @ ..] = value.min(MAX_U48).to_be_bytes();
    bytes
}

fn read_u48(bytes: [u8; 6]) -> u64 {
    bytes.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

impl RateLimitPolicy {
    /// Packed `u48 interval ‖ u48 count ‖ u48 startAt` (18 bytes); reset: without `startAt` (12).
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let mut out = [u48(self.interval), u48(self.count)].concat();
        if !self.reset {
            out.extend(u48(self.start_at));
        }
        out.into()
    }

    /// Reads it back.
    ///
    /// # Errors
    /// A length the contract does not read, with the field at which it is noticed.
    pub fn decode(data: &[u8], reset: bool) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(if reset { "rate limit (reset)" } else { "rate limit" }, data);
        let interval = read_u48(reader.take("interval")?);
        let count = read_u48(reader.take("count")?);
        let start_at = if reset { 0 } else { read_u48(reader.take("startAt")?) };
        reader.end()?;
        Ok(Self { interval, count, start_at, reset })
    }
}
