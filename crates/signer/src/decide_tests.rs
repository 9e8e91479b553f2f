//! The rules of an approval, one test each.

use super::*;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

const TIMED_OUT: Stage = Stage::Ended(Ending::Refused(Refusal::TimedOut));

/// A decision whose sheet was read and whose key asks, at 1 s.
fn asking() -> Decision {
    let mut decision = Decision::new(60);
    decision.on(Event::Asked, ms(0));
    decision.on(Event::Painted { end_in_view: true }, ms(100));
    decision.on(Event::Tick, ms(1000));
    assert_eq!(decision.stage(), Stage::Asking);
    decision
}

#[test]
fn a_sheet_not_read_to_its_end_takes_nothing() {
    let mut decision = Decision::new(60);
    decision.on(Event::Asked, ms(0));
    for at in 1..50 {
        decision.on(Event::Painted { end_in_view: false }, ms(at * 1000));
        decision.on(Event::Submitted { complete: true }, ms(at * 1000));
        decision.on(Event::Shown { waits: true }, ms(at * 1000));
        decision.on(Event::Approved, ms(at * 1000));
        assert_eq!(decision.stage(), Stage::Reading);
    }
    decision.on(Event::Painted { end_in_view: true }, ms(50_000));
    assert_eq!(decision.stage(), Stage::Asking);
}

#[test]
fn a_sheet_that_fits_is_shown_for_a_moment_first() {
    let mut decision = Decision::new(60);
    decision.on(Event::Asked, ms(0));
    decision.on(Event::Painted { end_in_view: true }, ms(100));
    decision.on(Event::Submitted { complete: true }, ms(150));
    assert_eq!(decision.stage(), Stage::Reading);
    assert_eq!(decision.wakes_at(), Some(ms(700)));
    assert_eq!(decision.on(Event::Tick, ms(699)), Stage::Reading);
    assert_eq!(decision.on(Event::Tick, ms(700)), Stage::Asking);
}

#[test]
fn nothing_can_be_given_before_the_key_asks() {
    let mut decision = Decision::new(60);
    decision.on(Event::Painted { end_in_view: true }, ms(0));
    assert_eq!(decision.on(Event::Tick, ms(5000)), Stage::Reading);
    assert_eq!(decision.on(Event::Asked, ms(5001)), Stage::Asking);
}

#[test]
fn an_incomplete_answer_is_not_given() {
    let mut decision = asking();
    assert_eq!(decision.on(Event::Submitted { complete: false }, ms(1500)), Stage::Asking);
}

#[test]
fn approval_needs_something_that_was_given_and_checked() {
    let mut decision = asking();
    assert_eq!(decision.on(Event::Approved, ms(1100)), Stage::Asking);
    assert_eq!(Decision::new(60).on(Event::Approved, ms(0)), Stage::Reading);
    decision.on(Event::Submitted { complete: true }, ms(1200));
    assert_eq!(decision.on(Event::Approved, ms(1300)), Stage::Ended(Ending::Approved));
}

#[test]
fn a_pin_a_touch_and_the_check_follow_each_other() {
    let mut decision = asking();
    let steps = [
        (Event::Submitted { complete: true }, Stage::Working),
        (Event::Shown { waits: true }, Stage::Waiting),
        (Event::Asked, Stage::Asking),
        (Event::Shown { waits: true }, Stage::Asking),
        (Event::Submitted { complete: true }, Stage::Working),
        (Event::Shown { waits: true }, Stage::Waiting),
        (Event::Submitted { complete: true }, Stage::Waiting),
        (Event::Shown { waits: false }, Stage::Working),
        (Event::Approved, Stage::Ended(Ending::Approved)),
    ];
    for (place, (event, stage)) in steps.into_iter().enumerate() {
        assert_eq!(decision.on(event, ms(2000)), stage, "step {place}: {event:?}");
    }
}

#[test]
fn every_stage_can_be_refused() {
    let declined = Stage::Ended(Ending::Refused(Refusal::Declined));
    let mut waiting = asking();
    waiting.on(Event::Submitted { complete: true }, ms(1100));
    let working = waiting.clone();
    waiting.on(Event::Shown { waits: true }, ms(1200));
    for mut decision in [Decision::new(60), asking(), working, waiting] {
        assert_eq!(decision.on(Event::Failed(Refusal::Declined), ms(1300)), declined);
    }
}

#[test]
fn silence_is_refusal_at_the_deadline_and_seconds_count_down() {
    let mut decision = asking();
    assert_eq!(decision.seconds_left(ms(1000)), 59);
    assert_eq!(decision.seconds_left(ms(59_001)), 1);
    assert_eq!(decision.on(Event::Tick, ms(59_999)), Stage::Asking);
    assert_eq!(decision.on(Event::Tick, ms(60_000)), TIMED_OUT);
    assert_eq!(decision.seconds_left(ms(70_000)), 0);
}

#[test]
fn a_device_that_waits_obeys_the_deadline() {
    let mut decision = asking();
    decision.on(Event::Submitted { complete: true }, ms(2000));
    decision.on(Event::Shown { waits: true }, ms(2100));
    assert_eq!(decision.on(Event::Tick, ms(59_999)), Stage::Waiting);
    assert_eq!(decision.on(Event::Tick, ms(60_000)), TIMED_OUT);
}

#[test]
fn an_answer_at_the_deadline_is_late_and_one_before_is_worked_on() {
    let late = asking().on(Event::Submitted { complete: true }, ms(60_000));
    assert_eq!(late, TIMED_OUT);
    let mut decision = asking();
    decision.on(Event::Submitted { complete: true }, ms(59_900));
    assert_eq!(decision.on(Event::Tick, ms(60_100)), Stage::Working);
    let mut wrong = decision.clone();
    assert_eq!(wrong.on(Event::Asked, ms(60_200)), TIMED_OUT, "no second try");
    let mut touch = decision.clone();
    assert_eq!(touch.on(Event::Shown { waits: true }, ms(60_200)), TIMED_OUT);
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
    decision.on(Event::Asked, ms(2000));
    assert_eq!(decision.on(Event::Painted { end_in_view: false }, ms(5000)), Stage::Reading);
    decision.on(Event::Painted { end_in_view: true }, ms(5600));
    assert_eq!(decision.stage(), Stage::Asking);
}
