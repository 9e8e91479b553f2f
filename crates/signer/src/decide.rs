//! What the person at the approval window has decided so far: a pure state machine.
//!
//! Why: the rules that make an approval an approval live in one place without a window, a clock or a
//! key, so that each can be tested: the sheet is shown and read to its end first, a click is nothing
//! without the passphrase, silence is refusal, the first ending stays.
//! Refuses: everything, by default. Time is given as the span since the request was read.

use std::time::Duration;

use latchkey_core::approval::{MAX_DEADLINE_SECS, Refusal};

/// The sheet must have been on the screen this long before anything can be typed.
pub const MIN_SHOWN: Duration = Duration::from_millis(600);

/// Wrong passphrases until the request is refused.
pub const MAX_TRIES: u8 = 5;

/// Where the conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The sheet is being read; nothing can be typed.
    Reading,
    /// The passphrase may be typed.
    Asking,
    /// A passphrase is being tried.
    Checking,
    /// It is over.
    Ended(Ending),
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The right passphrase was given and the result is written.
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
    /// The vault is open and holds what is needed.
    VaultReady,
    /// Enter, or the Approve button.
    Submitted {
        /// What was typed can be tried (not empty; for a new passphrase: long enough, twice the same).
        complete: bool,
    },
    /// The passphrase did not open the key.
    WrongPassphrase,
    /// The passphrase opened the key and the result is made.
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
    vault_ready: bool,
    wrong: u8,
}

impl Decision {
    /// A fresh one; `deadline_secs` is cut to [`MAX_DEADLINE_SECS`].
    #[must_use]
    pub fn new(deadline_secs: u16) -> Self {
        let deadline = Duration::from_secs(deadline_secs.min(MAX_DEADLINE_SECS).into());
        Self {
            stage: Stage::Reading,
            deadline,
            first_painted: None,
            end_seen: false,
            vault_ready: false,
            wrong: 0,
        }
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

    /// Tries left after the wrong ones so far; `None` before the first wrong one.
    #[must_use]
    pub const fn tries_left(&self) -> Option<u8> {
        if self.wrong == 0 { None } else { Some(MAX_TRIES.saturating_sub(self.wrong)) }
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
        match event {
            Event::Failed(reason) => return Stage::Ended(Ending::Refused(reason)),
            Event::Approved if self.stage == Stage::Checking => {
                return Stage::Ended(Ending::Approved);
            }
            Event::WrongPassphrase if self.stage == Stage::Checking => return self.wrong_one(now),
            Event::Painted { end_in_view } => {
                self.first_painted.get_or_insert(now);
                self.end_seen |= end_in_view;
            }
            Event::SheetChanged if self.stage == Stage::Reading => {
                (self.first_painted, self.end_seen) = (None, false);
            }
            Event::VaultReady => self.vault_ready = true,
            Event::Approved
            | Event::WrongPassphrase
            | Event::SheetChanged
            | Event::Submitted { .. }
            | Event::Tick => {}
        }
        // A passphrase given in time is worked on to its end; everything else obeys the deadline.
        if self.stage != Stage::Checking && now >= self.deadline {
            return Stage::Ended(Ending::Refused(Refusal::TimedOut));
        }
        match (self.stage, event) {
            (Stage::Asking, Event::Submitted { complete: true }) => Stage::Checking,
            (Stage::Reading, _) if self.has_been_read(now) => Stage::Asking,
            (stage, _) => stage,
        }
    }

    fn wrong_one(&mut self, now: Duration) -> Stage {
        self.wrong = self.wrong.saturating_add(1);
        if self.wrong >= MAX_TRIES {
            return Stage::Ended(Ending::Refused(Refusal::WrongPassphrase));
        }
        if now >= self.deadline {
            return Stage::Ended(Ending::Refused(Refusal::TimedOut));
        }
        Stage::Asking
    }

    fn has_been_read(&self, now: Duration) -> bool {
        let shown = self.first_painted.is_some_and(|at| now >= at + MIN_SHOWN);
        shown && self.end_seen && self.vault_ready
    }
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
