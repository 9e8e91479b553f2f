//! The security key that opens an ECDSA key at rest.

use super::*;

fn signs(owner: &mut SealedKeyOwner, made: &Enrolled, person: &Person) {
    let root = B256::repeat_byte(3);
    let OwnerSignature::Ecdsa(signature) = owner.approve(&signing(root), person).unwrap() else {
        panic!("an address signs by ECDSA")
    };
    let signer = recover_personal_sign(root, signature.as_slice()).unwrap();
    assert_eq!(OwnerPublic::Address(signer), made.public);
}

#[test]
fn a_key_without_a_pin_seals_with_three_touches_and_opens_with_one() {
    let key = key();
    let made = sealed_on(&key, &Person::default());
    assert_eq!((key.touches(), made.kind), (3, OwnerKind::SecurityKeySealed));
    let mut owner = sealed_owner(&made, &[&key]);
    assert_eq!(owner.probe(), Probe::Ready);
    signs(&mut owner, &made, &Person::default());
    assert_eq!(key.touches(), 4);
    assert!(!owner.describe().secret_first);
}

#[test]
fn a_key_with_a_pin_seals_and_opens_with_it() {
    let key = key();
    passkey_on(&key, &[]);
    let made = sealed_on(&key, &Person::typing(&[PIN]));
    assert!(SealedOwner::from_json(&made.entry).unwrap().security_keys()[0].pin);
    let mut owner = sealed_owner(&made, &[&key]);
    signs(&mut owner, &made, &Person::typing(&[PIN]));
    let silent = owner.approve(&signing(B256::ZERO), &Person::default());
    assert_eq!(silent.unwrap_err(), OwnerError::Cancelled);
}

#[test]
fn a_lock_made_before_the_pin_was_set_still_opens_without_it() {
    let key = key();
    let made = sealed_on(&key, &Person::default());
    passkey_on(&key, &[]);
    signs(&mut sealed_owner(&made, &[&key]), &made, &Person::default());
}

#[test]
fn what_a_key_gives_with_its_pin_does_not_open_what_it_sealed_without() {
    let key = key();
    let made = sealed_on(&key, &Person::default());
    passkey_on(&key, &[]);
    let mut forged: serde_json::Value = serde_json::from_slice(&made.entry).unwrap();
    forged["locks"][0]["pin"] = true.into();
    let sealed = SealedOwner::from_json(forged.to_string().as_bytes()).unwrap();
    let mut owner = SealedKeyOwner::on(bus(&[&key]), sealed);
    let failed = owner.approve(&signing(B256::ZERO), &Person::typing(&[PIN])).unwrap_err();
    assert!(matches!(failed, OwnerError::Open(_)), "{failed:?}");
}

#[test]
fn another_key_never_opens_it_and_is_not_touched() {
    let (right, wrong) = (key(), key());
    let made = sealed_on(&right, &Person::default());
    right.unplug();
    let mut owner = sealed_owner(&made, &[&right, &wrong]);
    assert_eq!(owner.probe(), Probe::Insert);
    let person = Person::default().when(other, Person::leave);
    let left = owner.approve(&signing(B256::ZERO), &person);
    assert_eq!((left.unwrap_err(), wrong.touches()), (OwnerError::Cancelled, 0));
}

#[test]
fn a_refused_touch_opens_nothing() {
    let key = key();
    let made = sealed_on(&key, &Person::default());
    key.finger(Finger::Refuses);
    let refused = sealed_owner(&made, &[&key]).approve(&signing(B256::ZERO), &Person::default());
    assert!(device_error(refused).contains("refused"));
}

/// Adds a lock and gives back the entry with it.
fn add(
    keys: &[&Arc<VirtualKey>],
    made: &Enrolled,
    lock: LockKind,
    person: &Person,
) -> Result<Enrolled, OwnerError> {
    let (_data, vaults) = vaults();
    vaults.put(made.id, &made.entry).unwrap();
    let owner = OwnerRef { vault_id: made.id.to_string(), public: made.public };
    let ask = AddLock { account_name: "Everyday".into(), owner, lock };
    let relocked = add_lock_on(bus(keys).as_ref(), &ask, &vaults, person)?;
    assert_eq!(relocked.id, made.id);
    Ok(Enrolled { id: made.id, entry: relocked.entry, public: made.public, kind: made.kind })
}

#[test]
fn a_second_key_is_touched_after_the_first_and_then_either_opens() {
    let (blue, green) = (key(), key());
    let made = sealed_on(&blue, &Person::default());
    let both = add(&[&blue, &green], &made, LockKind::SecurityKey, &Person::default()).unwrap();
    assert_eq!((blue.touches(), green.touches()), (4, 3));
    let labels: Vec<_> = SealedOwner::from_json(&both.entry).unwrap().locks();
    assert_eq!(labels.len(), 2);
    signs(&mut sealed_owner(&both, &[&blue]), &both, &Person::default());
    signs(&mut sealed_owner(&both, &[&green]), &both, &Person::default());
    assert_eq!((blue.touches(), green.touches()), (5, 4));
    let lonely = sealed_owner(&made, &[]).describe().does_not;
    assert!(lonely.contains("add a second key or write a backup"), "{lonely}");
    assert!(sealed_owner(&both, &[]).describe().does_not.contains("weakest"));
}

#[test]
fn the_same_key_is_no_second_lock() {
    let key = key();
    let made = sealed_on(&key, &Person::default());
    let person = Person::default().when(insert, Person::leave);
    let left = add(&[&key], &made, LockKind::SecurityKey, &person);
    assert_eq!((left.unwrap_err(), key.touches()), (OwnerError::Cancelled, 4));
}

#[test]
fn a_passphrase_becomes_the_second_lock_and_is_asked_when_the_key_is_away() {
    let key = key();
    let made = sealed_on(&key, &Person::default());
    let phrase = "correct horse battery";
    let both = add(&[&key], &made, LockKind::Passphrase, &Person::typing(&[phrase])).unwrap();
    let mut owner = sealed_owner(&both, &[&key]);
    signs(&mut owner, &both, &Person::default());
    key.unplug();
    assert_eq!(owner.probe(), Probe::Ready);
    let person = Person::typing(&["not this one", phrase]);
    signs(&mut owner, &both, &person);
    assert_eq!(person.asked.borrow().len(), 2);
}

#[test]
fn pulling_a_key_out_in_the_middle_of_its_enrolment_starts_it_again() {
    let key = key();
    let (out, back) = (Arc::clone(&key), Arc::clone(&key));
    key.finger(Finger::TouchesAfter(Duration::from_millis(150)));
    let person =
        Person::default().when(touch, move |_| out.unplug()).when(insert, move |_| back.replug());
    let made = sealed_on(&key, &person);
    signs(&mut sealed_owner(&made, &[&key]), &made, &Person::default());
}
