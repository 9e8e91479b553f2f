//! Numbers for views: JSON numbers that every client reads exactly.
//!
//! Why: views carry `u32` (no client loses a digit of it); rows and chains count wider.
//! Refuses: to wrap; a number that does not fit becomes the largest that does.

/// A row id.
pub(crate) fn row(id: i64) -> u32 {
    u32::try_from(id).unwrap_or(u32::MAX)
}

/// Unix seconds, a block number or a chain id.
pub(crate) fn secs(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// How many there are.
pub(crate) fn count(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
