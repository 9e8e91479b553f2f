//! The computer's clock.
//!
//! Why: the one place that asks the system for the time.
//! Refuses: to be chain time; limits in time are read against blocks.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::ports::Clock;

/// The computer's clock; monotonic time counts from when it was made.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// Starts counting.
    #[must_use]
    pub fn start() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    /// Zero if the computer's clock stands before 1970.
    fn now_unix_secs(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }

    fn monotonic_millis(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_after_2024_and_does_not_run_backwards() {
        let clock = SystemClock::start();
        assert!(clock.now_unix_secs() > 1_704_067_200, "the clock of this computer is wrong");
        let before = clock.monotonic_millis();
        std::thread::sleep(std::time::Duration::from_millis(2));
        assert!(clock.monotonic_millis() > before, "2 ms passed, so it must have moved");
    }
}
