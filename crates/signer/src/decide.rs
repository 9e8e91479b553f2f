//! What the person at the approval window has decided so far: a pure state machine.
//!
//! Why: the rules that make an approval an approval live in one place without a window, a clock or a
//! key, so that each can be tested: the sheet is shown and read to its end first, a click is nothing
//! without the person's own act, silence is refusal, the first ending stays.
//! Refuses: everything, by default. Time is given as the span since the request was read.

use std::time::Duration;

use latchkey_core::approval::{MAX_DEADLINE_SECS, Refusal};

/// The sheet must have been on the screen this long before anything can be typed.
pub const MIN_SHOWN: Duration = Duration::from_millis(600);

/// Where the conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The sheet is being read; nothing can be typed or pressed but Refuse.
    Reading,
    /// The key asks for something: a passphrase, a PIN, Approve, a file.
    Asking,
    /// A device waits for the person.
    Waiting,
    /// Something is being worked on that needs nobody.
    Working,
    /// It is over.
    Ended(Ending),
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The person's act was right and the result is written.
    Approved,
    /// Nothing is signed.
    Refused(Refusal),
}

/// What happens to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The sheet was painted; whether its end was in view.
    Painted {
        /// The last line is in view.
        end_in_view: bool,
    },
    /// The sheet says something more: it is to be read again.
    SheetChanged,
    /// The key asks for something.
    Asked,
    /// The key says where it stands.
    Shown {
        /// The person's act is waited for.
        waits: bool,
    },
    /// Enter, or the approving button.
    Submitted {
        /// What was given can be tried (not empty; for something new: long enough, twice the same).
        complete: bool,
    },
    /// The act was right and the result is made.
    Approved,
    /// It could not be done, for a reason that trying again does not change.
    Failed(Refusal),
    /// Time passed.
    Tick,
}

/// The state of one approval.
#[derive(Debug, Clone)]
pub struct Decision {
    stage: Stage,
    deadline: Duration,
    first_painted: Option<Duration>,
    end_seen: bool,
    asked: bool,
}

impl Decision {
    /// A fresh one; `deadline_secs` is cut to [`MAX_DEADLINE_SECS`].
    #[must_use]
    pub fn new(deadline_secs: u16) -> Self {
        let deadline = Duration::from_secs(deadline_secs.min(MAX_DEADLINE_SECS).into());
        Self { stage: Stage::Reading, deadline, first_painted: None, end_seen: false, asked: false }
    }

    /// Takes an event at `now`; returns the stage after it.
    pub fn on(&mut self, event: Event, now: Duration) -> Stage {
        if !matches!(self.stage, Stage::Ended(_)) {
            self.stage = self.next(event, now);
        }
        self.stage
    }

    /// Where it stands.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// Whole seconds until silence is refusal, rounded up.
    #[must_use]
    pub fn seconds_left(&self, now: Duration) -> u64 {
        let left = self.deadline.saturating_sub(now);
        left.as_secs() + u64::from(left.subsec_nanos() > 0)
    }

    /// The end of the sheet has been in view.
    #[must_use]
    pub const fn end_seen(&self) -> bool {
        self.end_seen
    }

    /// When to look again though nothing happens: the end of [`MIN_SHOWN`].
    #[must_use]
    pub fn wakes_at(&self) -> Option<Duration> {
        let shown = self.first_painted? + MIN_SHOWN;
        (self.stage == Stage::Reading && self.end_seen).then_some(shown)
    }

    fn next(&mut self, event: Event, now: Duration) -> Stage {
        let at_work = matches!(self.stage, Stage::Waiting | Stage::Working);
        match event {
            Event::Failed(reason) => return Stage::Ended(Ending::Refused(reason)),
            Event::Approved if at_work => return Stage::Ended(Ending::Approved),
            Event::Painted { end_in_view } => {
                self.first_painted.get_or_insert(now);
                self.end_seen |= end_in_view;
            }
            Event::SheetChanged if self.stage == Stage::Reading => {
                (self.first_painted, self.end_seen) = (None, false);
            }
            Event::Asked => self.asked = true,
            Event::Approved
            | Event::SheetChanged
            | Event::Shown { .. }
            | Event::Submitted { .. }
            | Event::Tick => {}
        }
        let stage = self.moved(event, now);
        // What was given in time is worked on to its end; everything else obeys the deadline.
        if stage != Stage::Working && now >= self.deadline {
            return Stage::Ended(Ending::Refused(Refusal::TimedOut));
        }
        stage
    }

    fn moved(&mut self, event: Event, now: Duration) -> Stage {
        match (self.stage, event) {
            (Stage::Asking, Event::Submitted { complete: true }) if now < self.deadline => {
                self.asked = false;
                Stage::Working
            }
            (Stage::Reading, _) if self.has_been_read(now) => Stage::Asking,
            (Stage::Waiting | Stage::Working, Event::Asked) => Stage::Asking,
            (Stage::Waiting | Stage::Working, Event::Shown { waits: true }) => Stage::Waiting,
            (Stage::Waiting | Stage::Working, Event::Shown { waits: false }) => Stage::Working,
            (stage, _) => stage,
        }
    }

    fn has_been_read(&self, now: Duration) -> bool {
        let shown = self.first_painted.is_some_and(|at| now >= at + MIN_SHOWN);
        shown && self.end_seen && self.asked
    }
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
