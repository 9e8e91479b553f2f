//! PINs: tries are shown, three wrong ones want a replug, eight lock the key.

use super::*;

#[test]
fn wrong_pins_count_down_in_front_of_the_person() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    let person = Person::typing(&["nope 1", "nope 2", PIN]);
    owner.approve(&signing(B256::ZERO), &person).unwrap();
    let shown = [(Some(8), false), (Some(7), true), (Some(6), true)];
    assert_eq!(person.tries_shown(), shown);
}

#[test]
fn after_three_wrong_pins_the_key_is_waited_for_until_it_was_replugged() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    let again = Arc::clone(&key);
    let person =
        Person::typing(&["nope 1", "nope 2", "nope 3", PIN]).when(replug, move |_| again.replug());
    owner.approve(&signing(B256::ZERO), &person).unwrap();
    let left: Vec<_> = person.tries_shown().into_iter().map(|(left, _)| left.unwrap()).collect();
    assert_eq!(left, [8, 7, 6, 5]);
}

#[test]
fn eight_wrong_pins_lock_the_key_and_the_words_say_so() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    let (first, second) = (Arc::clone(&key), Arc::clone(&key));
    let person = Person::typing(&["nope 1"; 9])
        .when(replug, move |_| first.replug())
        .when(replug, move |_| second.replug());
    let locked = owner.approve(&signing(B256::ZERO), &person);
    assert_eq!(device_error(locked), LOCKED);
    assert_eq!(person.types.borrow().len(), 1, "no ninth try");
    let later = owner.approve(&signing(B256::ZERO), &Person::typing(&[PIN]));
    assert_eq!(device_error(later), LOCKED, "the right one does not help any more");
}

#[test]
fn a_pin_that_is_too_short_is_asked_for_again_before_the_key_sees_it() {
    let key = key();
    let person = Person::typing(&["123", "12345"]);
    passkey::enrol_on(bus(&[&key]).as_ref(), &ask(OwnerKind::SecurityKey), &person).unwrap();
    let asked = person.asked.borrow();
    let new = |wanted: &&Wanted| matches!(wanted, Wanted::NewPin { at_least: 4, .. });
    assert_eq!(asked.iter().filter(new).count(), 2);
}

#[test]
fn no_pin_typed_is_no_approval() {
    let key = key();
    let (mut owner, _) = passkey_on(&key, &[&key]);
    let silent = owner.approve(&signing(B256::ZERO), &Person::default());
    assert_eq!(silent.unwrap_err(), OwnerError::Cancelled);
    assert_eq!(key.touches(), 1);
}
