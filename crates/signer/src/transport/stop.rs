//! A flag that ends what a key is being asked, from any thread.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Clones are the same flag. Once raised it stays raised.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Whoever waits for a key gives up within a few dozen milliseconds.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it was raised.
    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
