//! Time and randomness.
//!
//! Why: use cases take both from outside, so that tests set them.
//! Refuses: to stand for chain time; that is read from a block.

/// Time.
pub trait Clock: Send + Sync {
    /// Unix seconds.
    fn now_unix_secs(&self) -> u64;
    /// Monotonic milliseconds, for measuring.
    fn monotonic_millis(&self) -> u64;
}

/// Randomness for tokens and ids.
pub trait Entropy: Send + Sync {
    /// 32 random bytes.
    fn bytes32(&self) -> [u8; 32];
}
