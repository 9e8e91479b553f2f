//! How fast notices follow each other, so that a runaway agent cannot flood the desktop.
//!
//! Why: three may come at once, then one in twenty seconds; what comes between is one notice with a
//! number. An operation that was sent is held for two seconds: mostly its end is known by then, and
//! that is the one notice it gets.
//! Refuses: to lose count, to grow, and to read a clock; the time is an argument.

use std::time::Duration;

use alloy_primitives::B256;

use super::words;
use crate::ports::UseNotice;

/// Notices that may come at once.
const BURST: u32 = 3;
/// After that, one in so long.
const EVERY: Duration = Duration::from_secs(20);
/// An operation's end is waited for so long.
const SETTLES: Duration = Duration::from_secs(2);
/// Operations whose end is waited for at once.
const SETTLING_MOST: usize = 32;

/// What would be told of one use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// Whose later end replaces this; `None` = there is no later end.
    pub(crate) operation: Option<B256>,
    /// Whether this is the end of it.
    pub(crate) ended: bool,
    /// The words.
    pub(crate) notice: UseNotice,
}

/// The pace. Times are since it began.
#[derive(Debug, Default)]
pub(super) struct Pace {
    settling: Vec<(Duration, Told)>,
    /// The newest that was not shown, and how many more were not.
    held: Option<(UseNotice, u64)>,
    /// When the allowance is whole again.
    whole_at: Duration,
}

impl Pace {
    /// Takes one.
    pub(super) fn hear(&mut self, told: Told, now: Duration) {
        if told.operation.is_some() {
            self.settling.retain(|(_, other)| other.operation != told.operation);
        }
        if told.ended || told.operation.is_none() || self.settling.len() >= SETTLING_MOST {
            self.hold(told.notice);
        } else {
            self.settling.push((now.saturating_add(SETTLES), told));
        }
    }

    /// So many went by unheard. They are counted with the next notice.
    pub(super) fn missed(&mut self, how_many: u64) {
        if let Some((_, more)) = &mut self.held {
            *more = more.saturating_add(how_many);
        }
    }

    /// What may be shown now.
    pub(super) fn ready(&mut self, now: Duration) -> Option<UseNotice> {
        let (due, waits) =
            std::mem::take(&mut self.settling).into_iter().partition(|(at, _)| *at <= now);
        self.settling = waits;
        let due: Vec<(Duration, Told)> = due;
        for (_, told) in due {
            self.hold(told.notice);
        }
        if self.allowed_at() > now {
            return None;
        }
        let (last, more) = self.held.take()?;
        self.whole_at = self.whole_at.max(now).saturating_add(EVERY);
        Some(words::several(last, more))
    }

    /// When to ask [`Self::ready`] again, if nothing is heard before.
    pub(super) fn next(&self) -> Option<Duration> {
        let held = self.held.as_ref().map(|_| self.allowed_at());
        self.settling.iter().map(|(at, _)| *at).chain(held).min()
    }

    fn hold(&mut self, notice: UseNotice) {
        let more = self.held.take().map_or(0, |(_, more)| more.saturating_add(1));
        self.held = Some((notice, more));
    }

    fn allowed_at(&self) -> Duration {
        self.whole_at.saturating_sub(EVERY.saturating_mul(BURST.saturating_sub(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn told(operation: Option<u8>, ended: bool, word: &str) -> Told {
        let notice = UseNotice { title: word.into(), body: String::new() };
        Told { operation: operation.map(B256::repeat_byte), ended, notice }
    }

    fn title(pace: &mut Pace, now: Duration) -> Option<String> {
        pace.ready(now).map(|notice| notice.title)
    }

    #[test]
    fn an_operation_gets_one_notice_when_its_end_comes_soon() {
        let mut pace = Pace::default();
        pace.hear(told(Some(1), false, "sent"), MS(0));
        assert_eq!((title(&mut pace, MS(0)), pace.next()), (None, Some(MS(2_000))));
        pace.hear(told(Some(1), true, "done"), MS(300));
        assert_eq!(title(&mut pace, MS(300)).as_deref(), Some("done"));
        assert_eq!((title(&mut pace, MS(9_000)), pace.next()), (None, None));
    }

    #[test]
    fn an_operation_whose_end_is_late_gets_two() {
        let mut pace = Pace::default();
        pace.hear(told(Some(1), false, "sent"), MS(0));
        assert_eq!(title(&mut pace, MS(1_999)), None);
        assert_eq!(title(&mut pace, MS(2_000)).as_deref(), Some("sent"));
        pace.hear(told(Some(1), true, "done"), MS(30_000));
        assert_eq!(title(&mut pace, MS(30_000)).as_deref(), Some("done"));
    }

    #[test]
    fn a_runaway_agent_gets_three_and_then_one_in_twenty_seconds() {
        let mut pace = Pace::default();
        let mut shown = Vec::new();
        for tenth in 0..600_u64 {
            let now = MS(tenth * 100);
            pace.hear(told(None, true, "refused"), now);
            shown.extend(title(&mut pace, now).map(|title| (tenth, title)));
        }
        let times: Vec<u64> = shown.iter().map(|(tenth, _)| *tenth).collect();
        assert_eq!(times, [0, 1, 2, 200, 400]);
        assert_eq!(shown[3].1, "Agents acted 198 times");
        assert_eq!(pace.next(), Some(MS(60_000)));
        assert_eq!(title(&mut pace, MS(60_000)).as_deref(), Some("Agents acted 199 times"));
        assert_eq!(pace.next(), None, "everything was counted: 3 + 198 + 200 + 199");
    }

    #[test]
    fn what_waits_does_not_grow_and_is_counted() {
        let mut pace = Pace::default();
        for operation in 0..100 {
            pace.hear(told(Some(operation), false, "sent"), MS(0));
        }
        pace.missed(7);
        assert_eq!(pace.settling.len(), SETTLING_MOST);
        assert_eq!(title(&mut pace, MS(0)).as_deref(), Some("Agents acted 75 times"));
        assert_eq!(title(&mut pace, MS(2_000)).as_deref(), Some("Agents acted 32 times"));
    }
}
