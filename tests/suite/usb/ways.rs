//! What goes well: enrolling, approving, opening; also beside a rival program.

use std::{sync::Arc, time::Duration};

use latchkey_core::approval::{OwnerKind, Verdict};
use latchkey_core::webauthn::Assertion;
use latchkey_tests::security_key::{Finger, Rival, VirtualKey};

use crate::desk::{Desk, PIN, payment, test_of};

#[test]
fn a_security_key_becomes_an_owner_and_approves_a_payment_beside_a_rival_program() {
    let Some(desk) = Desk::new() else { return };
    let key = Arc::new(VirtualKey::plugged_in());
    let _plugged = desk.computer.plug(&key, 0);
    let owner = desk.enrol(OwnerKind::SecurityKey);
    assert_eq!(key.touches(), 1);

    let (request, hash) = payment(&owner);
    key.finger(Finger::TouchesAfter(Duration::from_millis(400)));
    let rival = Rival::start(&key);
    let mut asking = desk.ask(&request);
    asking.pin(PIN);
    let verdict = asking.verdict();
    let Verdict::Signed { root, signatures, .. } = verdict else { panic!("{verdict:?}") };
    assert!(rival.answers() > 1, "the rival was there all the while");
    assert_eq!((root, signatures.len(), key.touches()), (hash, 1, 2));
    let assertion = Assertion::decode(&signatures[0]).unwrap();
    assert_eq!(assertion.check(hash), Ok(()));
}

#[test]
fn a_key_at_rest_is_sealed_by_three_touches_and_opened_by_one() {
    let Some(desk) = Desk::new() else { return };
    let key = Arc::new(VirtualKey::plugged_in());
    let _plugged = desk.computer.plug(&key, 0);
    let owner = desk.enrol(OwnerKind::SecurityKeySealed);
    assert_eq!(key.touches(), 3);
    let mut asking = desk.ask(&test_of(&owner));
    asking.press_approve();
    let verdict = asking.verdict();
    assert!(matches!(verdict, Verdict::OwnerTested { .. }), "{verdict:?}");
    assert_eq!(key.touches(), 4);
}
