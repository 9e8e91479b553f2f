//! The rules of an approval, one test each.

use super::*;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A decision whose sheet was read and whose vault is open, at 1 s.
fn asking() -> Decision {
    let mut decision = Decision::new(60);
    decision.on(Event::VaultReady, ms(0));
    decision.on(Event::Painted { end_in_view: true }, ms(100));
    decision.on(Event::Tick, ms(1000));
    assert_eq!(decision.stage(), Stage::Asking);
    decision
}

#[test]
fn a_sheet_not_read_to_its_end_takes_nothing() {
    let mut decision = Decision::new(60);
    decision.on(Event::VaultReady, ms(0));
    for at in 1..50 {
        decision.on(Event::Painted { end_in_view: false }, ms(at * 1000));
        decision.on(Event::Submitted { complete: true }, ms(at * 1000));
        assert_eq!(decision.stage(), Stage::Reading);
    }
    decision.on(Event::Painted { end_in_view: true }, ms(50_000));
    assert_eq!(decision.stage(), Stage::Asking);
}

#[test]
fn a_sheet_that_fits_is_shown_for_a_moment_first() {
    let mut decision = Decision::new(60);
    decision.on(Event::VaultReady, ms(0));
    decision.on(Event::Painted { end_in_view: true }, ms(100));
    decision.on(Event::Submitted { complete: true }, ms(150));
    assert_eq!(decision.stage(), Stage::Reading);
    assert_eq!(decision.wakes_at(), Some(ms(700)));
    assert_eq!(decision.on(Event::Tick, ms(699)), Stage::Reading);
    assert_eq!(decision.on(Event::Tick, ms(700)), Stage::Asking);
}

#[test]
fn nothing_is_asked_before_the_vault_is_open() {
    let mut decision = Decision::new(60);
    decision.on(Event::Painted { end_in_view: true }, ms(0));
    assert_eq!(decision.on(Event::Tick, ms(5000)), Stage::Reading);
    assert_eq!(decision.on(Event::VaultReady, ms(5001)), Stage::Asking);
}

#[test]
fn an_incomplete_passphrase_is_not_a_try() {
    let mut decision = asking();
    assert_eq!(decision.on(Event::Submitted { complete: false }, ms(1500)), Stage::Asking);
    assert_eq!(decision.tries_left(), None);
}

#[test]
fn approval_needs_a_passphrase_that_was_checked() {
    let mut decision = asking();
    assert_eq!(decision.on(Event::Approved, ms(1100)), Stage::Asking);
    assert_eq!(Decision::new(60).on(Event::Approved, ms(0)), Stage::Reading);
    decision.on(Event::Submitted { complete: true }, ms(1200));
    assert_eq!(decision.on(Event::Approved, ms(1300)), Stage::Ended(Ending::Approved));
}

#[test]
fn five_wrong_passphrases_refuse() {
    let mut decision = asking();
    for left in (1..=4).rev() {
        decision.on(Event::Submitted { complete: true }, ms(2000));
        assert_eq!(decision.on(Event::WrongPassphrase, ms(2100)), Stage::Asking);
        assert_eq!(decision.tries_left(), Some(left));
    }
    decision.on(Event::Submitted { complete: true }, ms(3000));
    let ended = decision.on(Event::WrongPassphrase, ms(3100));
    assert_eq!(ended, Stage::Ended(Ending::Refused(Refusal::WrongPassphrase)));
}

#[test]
fn silence_is_refusal_at_the_deadline_and_seconds_count_down() {
    let mut decision = asking();
    assert_eq!(decision.seconds_left(ms(1000)), 59);
    assert_eq!(decision.seconds_left(ms(59_001)), 1);
    assert_eq!(decision.on(Event::Tick, ms(59_999)), Stage::Asking);
    let ended = decision.on(Event::Tick, ms(60_000));
    assert_eq!(ended, Stage::Ended(Ending::Refused(Refusal::TimedOut)));
    assert_eq!(decision.seconds_left(ms(70_000)), 0);
}

#[test]
fn a_submit_at_the_deadline_is_late_and_one_before_is_worked_on() {
    let timed_out = Stage::Ended(Ending::Refused(Refusal::TimedOut));
    let late = asking().on(Event::Submitted { complete: true }, ms(60_000));
    assert_eq!(late, timed_out);
    let mut decision = asking();
    decision.on(Event::Submitted { complete: true }, ms(59_900));
    assert_eq!(decision.on(Event::Tick, ms(60_100)), Stage::Checking);
    let mut wrong = decision.clone();
    assert_eq!(wrong.on(Event::WrongPassphrase, ms(60_200)), timed_out);
    assert_eq!(decision.on(Event::Approved, ms(60_200)), Stage::Ended(Ending::Approved));
}

#[test]
fn the_first_ending_stays() {
    let mut decision = asking();
    let refused = decision.on(Event::Failed(Refusal::Declined), ms(1100));
    assert_eq!(refused, Stage::Ended(Ending::Refused(Refusal::Declined)));
    decision.on(Event::Submitted { complete: true }, ms(1200));
    decision.on(Event::Approved, ms(1300));
    decision.on(Event::Failed(Refusal::Closed), ms(1300));
    assert_eq!(decision.stage(), refused);
}

#[test]
fn an_absurd_deadline_is_cut() {
    assert_eq!(Decision::new(u16::MAX).seconds_left(ms(0)), u64::from(MAX_DEADLINE_SECS));
}

#[test]
fn a_sheet_that_says_more_is_read_again() {
    let mut decision = Decision::new(60);
    decision.on(Event::Painted { end_in_view: true }, ms(0));
    decision.on(Event::SheetChanged, ms(2000));
    decision.on(Event::VaultReady, ms(2000));
    assert_eq!(decision.on(Event::Painted { end_in_view: false }, ms(5000)), Stage::Reading);
    decision.on(Event::Painted { end_in_view: true }, ms(5600));
    assert_eq!(decision.stage(), Stage::Asking);
}
