//! The time of the next block: the clock plus what people added to it, never before the parent.

use crate::config::Clock;

/// Block time, settable.
#[derive(Debug, Clone)]
pub(crate) struct ChainClock {
    source: Clock,
    /// Seconds added to the source by people.
    offset: i64,
    /// The time that the next block must have.
    next: Option<u64>,
    /// Seconds between blocks, instead of the clock.
    step: Option<u64>,
}

impl ChainClock {
    /// A clock that follows its source plus `offset` seconds.
    pub(crate) fn new(source: Clock, offset: i64) -> Self {
        Self { source, offset, next: None, step: None }
    }

    /// The time now, in seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.source.now().saturating_add_signed(self.offset)
    }

    /// Seconds added to the source.
    pub(crate) fn offset(&self) -> i64 {
        self.offset
    }

    /// The time a block on top of a parent of this time would have.
    pub(crate) fn after(&self, parent: u64) -> u64 {
        let earliest = parent.saturating_add(1);
        match (self.next, self.step) {
            (Some(next), _) => next,
            (None, Some(step)) => parent.saturating_add(step.max(1)),
            (None, None) => self.now().max(earliest),
        }
    }

    /// Fixes the time of the next block; time goes on from there.
    /// Returns `false`, and changes nothing, when that is not after the parent.
    pub(crate) fn set_next(&mut self, at: u64, parent: u64) -> bool {
        let later = at > parent;
        if later {
            self.next = Some(at);
        }
        later
    }

    /// Moves the clock by seconds and returns the whole offset.
    pub(crate) fn advance(&mut self, seconds: i64) -> i64 {
        self.offset = self.offset.saturating_add(seconds);
        self.offset
    }

    /// Takes up the offset that was stored.
    pub(crate) fn restore(&mut self, offset: i64) {
        self.offset = offset;
    }

    /// Seconds between blocks, or `None` to follow the clock again.
    pub(crate) fn set_step(&mut self, step: Option<u64>) {
        self.step = step;
    }

    /// A block of this time was made.
    pub(crate) fn made(&mut self, at: u64) {
        if self.next.take().is_some() {
            let source = self.source.now();
            self.offset = i64::try_from(i128::from(at) - i128::from(source)).unwrap_or(self.offset);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_clock_and_never_goes_back() {
        let clock = ChainClock::new(Clock::Fixed(1_000), 0);
        assert_eq!(clock.after(10), 1_000);
        assert_eq!(clock.after(1_000), 1_001);
    }

    #[test]
    fn goes_on_from_a_time_that_was_set() {
        let mut clock = ChainClock::new(Clock::Fixed(1_000), 0);
        assert!(clock.set_next(5_000, 1_000));
        assert_eq!(clock.after(1_000), 5_000);
        clock.made(5_000);
        assert_eq!((clock.now(), clock.after(5_000)), (5_000, 5_001));
    }

    #[test]
    fn refuses_a_time_before_the_parent() {
        let mut clock = ChainClock::new(Clock::Fixed(1_000), 0);
        assert!(!clock.set_next(1_000, 1_000));
        assert_eq!(clock.after(1_000), 1_001);
    }

    #[test]
    fn keeps_a_step_between_blocks() {
        let mut clock = ChainClock::new(Clock::Fixed(1_000), 0);
        clock.set_step(Some(12));
        assert_eq!(clock.after(2_000), 2_012);
        assert_eq!(clock.advance(60), 60);
    }
}
