//! A clock that is set and randomness that is not random.

use std::sync::atomic::{AtomicU64, Ordering};

use latchkey_wallet::ports::{Clock, Entropy};

/// Stands still until it is set.
#[derive(Debug)]
pub struct FixedClock(AtomicU64);

impl FixedClock {
    /// Stands at this, unix seconds.
    #[must_use]
    pub const fn at(unix_secs: u64) -> Self {
        Self(AtomicU64::new(unix_secs))
    }

    /// Stands at another time from now on.
    pub fn set(&self, unix_secs: u64) {
        self.0.store(unix_secs, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now_unix_secs(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    fn monotonic_millis(&self) -> u64 {
        self.now_unix_secs() * 1000
    }
}

/// 1, 2, 3 …, each as 32 bytes.
#[derive(Debug, Default)]
pub struct CountingEntropy(AtomicU64);

impl Entropy for CountingEntropy {
    fn bytes32(&self) -> [u8; 32] {
        let drawn = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        alloy_primitives::U256::from(drawn).to_be_bytes()
    }
}
