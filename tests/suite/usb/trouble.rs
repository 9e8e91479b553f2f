//! What goes wrong: the wrong key, a key that is pulled out, wrong PINs, nobody there, a refusal.

use std::sync::Arc;

use latchkey_core::approval::{OwnerKind, Refusal, Verdict};
use latchkey_tests::security_key::{Finger, VirtualKey};

use crate::desk::{Desk, PIN, test_of};

fn key() -> Arc<VirtualKey> {
    Arc::new(VirtualKey::plugged_in())
}

fn tested(verdict: &Verdict) {
    assert!(matches!(verdict, Verdict::OwnerTested { .. }), "{verdict:?}");
}

fn refused(verdict: &Verdict) -> Refusal {
    let Verdict::Refused { reason, .. } = verdict else { panic!("{verdict:?}") };
    *reason
}

#[test]
fn a_wrong_key_is_left_alone_and_the_right_one_is_waited_for_also_when_it_is_pulled_out() {
    let Some(desk) = Desk::new() else { return };
    let (right, wrong) = (key(), key());
    let plugged = desk.computer.plug(&right, 0);
    let owner = desk.enrol(OwnerKind::SecurityKey);
    drop(plugged);

    let _other = desk.computer.plug(&wrong, 1);
    let mut asking = desk.ask(&test_of(&owner));
    asking.wait_for("OtherDevice", 1);
    right.finger(Finger::Absent);
    let plugged = desk.computer.plug(&right, 0);
    asking.pin(PIN);
    asking.wait_for("Touch", 1);
    drop(plugged);
    asking.wait_for("OtherDevice", 2);
    right.finger(Finger::Touches);
    let _plugged = desk.computer.plug(&right, 2);
    asking.pin(PIN);
    tested(&asking.verdict());
    assert_eq!((right.touches(), wrong.touches()), (2, 0));
}

#[test]
fn after_three_wrong_pins_the_key_is_to_be_replugged_and_then_the_right_one_works() {
    let Some(desk) = Desk::new() else { return };
    let key = key();
    let plugged = desk.computer.plug(&key, 0);
    let owner = desk.enrol(OwnerKind::SecurityKey);
    let mut asking = desk.ask(&test_of(&owner));
    for wrong in ["1111", "2222", "3333"] {
        asking.pin(wrong);
    }
    asking.wait_for("Replug", 1);
    drop(plugged);
    asking.wait_for("Unplugged", 1);
    let _plugged = desk.computer.plug(&key, 0);
    asking.pin(PIN);
    tested(&asking.verdict());
    assert_eq!(key.touches(), 2);
}

#[test]
fn a_refusal_while_the_key_waits_signs_nothing_and_the_key_forgets() {
    let Some(desk) = Desk::new() else { return };
    let key = key();
    let _plugged = desk.computer.plug(&key, 0);
    let owner = desk.enrol(OwnerKind::SecurityKey);
    key.finger(Finger::Absent);
    let mut asking = desk.ask(&test_of(&owner));
    asking.pin(PIN);
    asking.wait_for("Touch", 1);
    asking.refuse();
    assert_eq!(refused(&asking.verdict()), Refusal::Declined);
    key.finger(Finger::Touches);
    assert_eq!(key.touches(), 1, "only the enrolment was touched");
}

#[test]
fn nobody_touching_until_the_deadline_is_a_refusal() {
    let Some(desk) = Desk::new() else { return };
    let key = key();
    let _plugged = desk.computer.plug(&key, 0);
    let owner = desk.enrol(OwnerKind::SecurityKey);
    key.finger(Finger::Absent);
    let mut request = test_of(&owner);
    // Longer than the key itself waits, and shorter than the test waits for an answer.
    request.deadline_secs = 38;
    let mut asking = desk.ask(&request);
    asking.pin(PIN);
    asking.wait_for("Touch", 1);
    assert_eq!(refused(&asking.verdict()), Refusal::TimedOut);
    assert_eq!(key.touches(), 1);
}
