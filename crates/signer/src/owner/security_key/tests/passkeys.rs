//! The security key as a passkey owner.

use latchkey_core::{approval_tree::Tree, webauthn::MultiChainSignature};

use super::*;

#[test]
fn a_key_is_enrolled_with_a_first_pin_and_signs_what_the_contracts_take() {
    let key = key();
    let (mut owner, public) = passkey_on(&key, &[&key]);
    assert_eq!(key.touches(), 1);
    assert!(public.is_on_curve());
    let mut answers = Vec::new();
    // About half of all signatures come back with a high s: each must leave with a low one.
    for challenge in (1..=12).map(B256::repeat_byte) {
        let person = Person::typing(&[PIN]);
        let assertion = answer(owner.approve(&signing(challenge), &person).unwrap());
        assert_eq!(assertion.check(challenge), Ok(()));
        assert!(assertion.client_data_json.starts_with(r#"{"type":"webauthn.get","challenge":""#));
        assert!(person.saw(|state| *state == DeviceState::Verifying));
        assert_eq!(person.tries_shown(), [(Some(8), false)]);
        answers.push((challenge, assertion.encode()));
    }
    assert_eq!(key.touches(), 13);
    record(&public, &answers);
}

/// Writes the answers for the validator's own test (`contracts/test/security-key.json`), when asked.
fn record(public: &Passkey, answers: &[(B256, Bytes)]) {
    let Some(file) = std::env::var_os("LATCHKEY_RECORD_SECURITY_KEY") else { return };
    let answers: Vec<_> = answers
        .iter()
        .map(|(hash, signature)| serde_json::json!({ "hash": hash, "signature": signature }))
        .collect();
    let data = public.data();
    let recorded = serde_json::json!({ "installData": data, "answers": answers });
    std::fs::write(file, format!("{recorded:#}\n")).unwrap();
}

#[test]
fn one_touch_covers_a_tree_for_the_multi_chain_validator() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    let leaves: Vec<B256> = (1..=5).map(B256::repeat_byte).collect();
    let tree = Tree::new(leaves.clone()).unwrap();
    let (root, challenge) = (tree.root(), MultiChainSignature::challenge_of_root(tree.root()));
    let signing = Signing { root, challenge, title: "Test" };
    let assertion = answer(owner.approve(&signing, &Person::typing(&[PIN])).unwrap());
    for (at, leaf) in leaves.into_iter().enumerate() {
        let (proof, assertion) = (tree.proof(at).unwrap(), assertion.clone());
        let signature = MultiChainSignature::Tree { root, proof, assertion };
        assert_eq!(signature.check(leaf), Ok(()));
        assert!(signature.check(B256::repeat_byte(9)).is_err());
    }
    assert_eq!(key.touches(), 2);
}

#[test]
fn the_right_one_of_two_keys_is_found_without_a_touch() {
    let (right, wrong) = (key(), key());
    let (mut owner, _) = passkey_on(&right, &[&wrong, &right]);
    passkey_on(&wrong, &[]);
    let before = (right.touches(), wrong.touches());
    assert_eq!(owner.probe(), Probe::Ready);
    assert_eq!((right.touches(), wrong.touches()), before, "looking takes no touch");
    owner.approve(&signing(B256::ZERO), &Person::typing(&[PIN])).unwrap();
    assert_eq!((right.touches(), wrong.touches()), (before.0 + 1, before.1));
}

#[test]
fn a_wrong_key_is_not_asked_and_the_right_one_is_waited_for() {
    let (right, wrong) = (key(), key());
    let (mut owner, _) = passkey_on(&right, &[&wrong, &right]);
    right.unplug();
    let back = Arc::clone(&right);
    let person = Person::typing(&[PIN]).when(other, move |_| back.replug());
    owner.approve(&signing(B256::ZERO), &person).unwrap();
    assert_eq!(wrong.touches(), 0);
}

#[test]
fn no_key_is_waited_for_until_the_person_leaves() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    key.unplug();
    assert_eq!(owner.probe(), Probe::Insert);
    let person = Person::default().when(insert, Person::leave);
    let left = owner.approve(&signing(B256::ZERO), &person);
    assert_eq!(left.unwrap_err(), OwnerError::Cancelled);
}

#[test]
fn two_possible_keys_for_a_new_owner_are_one_too_many() {
    let (a, b) = (key(), key());
    let out = Arc::clone(&a);
    let person = Person::typing(&[PIN])
        .when(|state| *state == DeviceState::TooManyDevices, move |_| out.unplug());
    let both = bus(&[&a, &b]);
    passkey::enrol_on(both.as_ref(), &ask(OwnerKind::SecurityKey), &person).unwrap();
    assert_eq!((a.touches(), b.touches()), (0, 1));
}

#[test]
fn leaving_while_the_key_waits_signs_nothing() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    key.finger(Finger::Absent);
    let person = Person::typing(&[PIN]).when(touch, Person::leave);
    let left = owner.approve(&signing(B256::ZERO), &person);
    assert_eq!(left.unwrap_err(), OwnerError::Cancelled);
    key.finger(Finger::Touches);
    assert_eq!(key.touches(), 1, "the key forgot it: only the enrolment was touched");
}

#[test]
fn a_refused_touch_ends_the_request() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    key.finger(Finger::Refuses);
    let refused = owner.approve(&signing(B256::ZERO), &Person::typing(&[PIN]));
    assert!(device_error(refused).contains("refused on the security key"));
}

#[test]
fn a_touch_that_does_not_come_is_asked_for_again_only_after_the_person_agrees() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    key.finger(Finger::Absent);
    key.hurry(100);
    let (first, second) = (Arc::clone(&key), Arc::clone(&key));
    let person = Person::typing(&[PIN, PIN])
        .when(touch, move |_| assert_eq!(first.touches(), 1))
        .when(touch, move |_| second.finger(Finger::Touches));
    owner.approve(&signing(B256::ZERO), &person).unwrap();
    assert_eq!((*person.confirms.borrow(), key.touches()), (1, 2));
}

#[test]
fn unplugging_while_it_waits_keeps_the_request() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    key.finger(Finger::Absent);
    let (out, back) = (Arc::clone(&key), Arc::clone(&key));
    let person =
        Person::typing(&[PIN, PIN]).when(touch, move |_| out.unplug()).when(unplugged, move |_| {
            back.finger(Finger::TouchesAfter(Duration::from_millis(150)));
            back.replug();
        });
    let challenge = B256::repeat_byte(7);
    let assertion = answer(owner.approve(&signing(challenge), &person).unwrap());
    assert_eq!(assertion.check(challenge), Ok(()));
    assert_eq!(person.tries_shown().len(), 2, "the PIN is asked again after a replug");
}

#[test]
fn a_rival_program_changes_nothing() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    key.finger(Finger::TouchesAfter(Duration::from_millis(300)));
    let rival = Rival::start(&key);
    let challenge = B256::repeat_byte(9);
    let person = Person::typing(&[PIN]);
    let assertion = answer(owner.approve(&signing(challenge), &person).unwrap());
    assert_eq!(assertion.check(challenge), Ok(()));
    assert!(person.saw(touch) && rival.answers() > 0);
}

#[test]
fn an_entry_that_was_altered_is_damaged_and_anothers_is_unknown() {
    let key = key();
    let (owner, public) = passkey_on(&key, &[&key]);
    let (_data, vaults) = vaults();
    let id = EntryId::Passkey(public.authenticator_id_hash);
    let find = |public: &Passkey| SecurityKeyOwner::find_on(bus(&[&key]), public, &vaults);
    assert_eq!(find(&public).unwrap_err(), OwnerError::Unknown);
    let text = String::from_utf8(owner.entry_json()).unwrap();
    for forged in [
        text.replacen("\"format\":1", "\"format\":2", 1),
        text.replacen("\"credentialId\":\"0x", "\"credentialId\":\"0x00", 1),
        text.replacen('{', "{\"more\":1,", 1),
    ] {
        assert_ne!(forged, text);
        vaults.put(id, forged.as_bytes()).unwrap();
        assert!(matches!(find(&public).unwrap_err(), OwnerError::Vault(_)), "{forged}");
    }
    vaults.put(id, text.as_bytes()).unwrap();
    let moved = Passkey { x: public.y, ..public };
    assert_eq!(find(&moved).unwrap_err(), OwnerError::Unknown);
    Box::new(find(&public).unwrap()).remove(&vaults).unwrap();
    assert_eq!(find(&public).unwrap_err(), OwnerError::Unknown);
}
