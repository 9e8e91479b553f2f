//! Sealing: what opens, what does not, what cannot be exchanged.

use alloy_primitives::{B256, hex};
use serde_json::{Value, json};

use super::*;

const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };
const PASSPHRASE: &str = "correct horse battery";

/// Private key 7 under [`PASSPHRASE`], as the first version wrote it.
const FIRST_FORMAT: &str = r#"{"format":1,"address":"0xd41c057fd1c78805aac12b0a94a405c0461a6fbb","kdf":{"algorithm":"argon2id","memoryKib":64,"passes":1,"lanes":1,"salt":"0x7cf0886d1e1f3ad9c920dc5202259453"},"nonce":"0xe4581bddb66bbf3fe3c0150b46d28f64c235923fdb5528ea","ciphertext":"0xe8c6fd6712920032fdd3c8d8cd3879f457f00e205e35d4ccf8283d48cc7670cb8c36c9795ec2bb614c778d26576b3c33"}"#;

fn sealed() -> (SigningKey, SealedOwner) {
    let key = SigningKey::generate().unwrap();
    let sealed = SealedOwner::seal(&key, PASSPHRASE, CHEAP).unwrap();
    (key, sealed)
}

fn secret(byte: u8) -> SecretBytes {
    Zeroizing::new([byte; 32])
}

fn security_key(label: &str, pin: bool) -> NewKey {
    NewKey {
        rp_id: "latchkey.invalid".into(),
        credential_id: label.as_bytes().to_vec(),
        salt: B256::repeat_byte(5),
        pin,
        label: label.into(),
    }
}

/// A passphrase, the security key “blue” with secret 1 and “green” with secret 2.
fn three_locks() -> (SigningKey, SealedOwner) {
    let (key, sealed) = sealed();
    let blue = security_key("blue", false);
    let opened = sealed.unlock(PASSPHRASE).unwrap();
    let two = opened.with_lock(NewLock::SecurityKey(&blue, &secret(1))).unwrap();
    let green = security_key("green", true);
    let opened = two.unlock_with(0, &secret(1)).unwrap();
    (key, opened.with_lock(NewLock::SecurityKey(&green, &secret(2))).unwrap())
}

#[test]
fn the_right_passphrase_opens_the_same_key() {
    let (key, sealed) = sealed();
    let read = SealedOwner::from_json(&sealed.to_json()).unwrap();
    assert_eq!(read, sealed);
    let opened = read.open(PASSPHRASE).unwrap();
    assert_eq!((opened.address(), opened.to_bytes()), (key.address(), key.to_bytes()));
}

#[test]
fn another_passphrase_does_not_open_it() {
    let (_, sealed) = sealed();
    for wrong in ["", "correct horse batterz", "correct horse battery ", "Correct horse battery"] {
        assert_eq!(sealed.open(wrong).unwrap_err(), OpenError::WrongPassphrase, "{wrong}");
    }
}

#[test]
fn the_first_format_is_read_and_kept_byte_for_byte_and_grows_into_the_second() {
    let old = SealedOwner::from_json(FIRST_FORMAT.as_bytes()).unwrap();
    assert_eq!(old.to_json(), FIRST_FORMAT.as_bytes());
    let key = old.open(PASSPHRASE).unwrap();
    let seven = hex!("0000000000000000000000000000000000000000000000000000000000000007");
    assert_eq!(*key.to_bytes(), seven);
    assert_eq!(old.open("correct horse batterz").unwrap_err(), OpenError::WrongPassphrase);
    assert!(old.has_passphrase() && old.security_keys().is_empty());
    let blue = security_key("blue", false);
    let opened = old.unlock(PASSPHRASE).unwrap();
    let new = opened.with_lock(NewLock::SecurityKey(&blue, &secret(1))).unwrap();
    assert_eq!(*new.open(PASSPHRASE).unwrap().to_bytes(), seven);
    assert_eq!(*new.unlock_with(0, &secret(1)).unwrap().key().to_bytes(), seven);
    assert!(String::from_utf8(new.to_json()).unwrap().starts_with(r#"{"format":2,"#));
}

#[test]
fn each_lock_opens_the_same_key_and_no_other_does() {
    let (key, sealed) = three_locks();
    let sealed = SealedOwner::from_json(&sealed.to_json()).unwrap();
    let labels: Vec<_> = sealed.locks().into_iter().map(|lock| lock.label).collect();
    assert_eq!(labels, ["", "blue", "green"]);
    assert_eq!(sealed.open(PASSPHRASE).unwrap().address(), key.address());
    for (at, secrets) in [(0, [1, 2]), (1, [2, 1])] {
        let [right, wrong] = secrets.map(secret);
        let opened = sealed.unlock_with(at, &right).unwrap();
        assert_eq!(*opened.key().to_bytes(), *key.to_bytes());
        assert_eq!(sealed.unlock_with(at, &wrong).unwrap_err(), OpenError::WrongSecurityKey);
    }
    assert_eq!(sealed.unlock_with(2, &secret(1)).unwrap_err(), OpenError::WrongSecurityKey);
}

#[test]
fn an_owner_without_a_passphrase_opens_by_no_passphrase() {
    let key = SigningKey::generate().unwrap();
    let blue = security_key("blue", false);
    let sealed = SealedOwner::with(&key, NewLock::SecurityKey(&blue, &secret(1))).unwrap();
    assert!(!sealed.has_passphrase());
    assert_eq!(sealed.open("").unwrap_err(), OpenError::WrongPassphrase);
    assert_eq!(sealed.unlock_with(0, &secret(1)).unwrap().key().address(), key.address());
}

/// Every place in some JSON that holds no further places.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                leaves(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                leaves(value, &format!("{at}/{index}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            found.push(at.to_owned());
        }
    }
}

/// Something else of the same kind.
fn altered(value: &Value) -> Value {
    match value {
        Value::Bool(value) => json!(!value),
        Value::Number(number) => json!(number.as_u64().unwrap() + 1),
        Value::String(text) => {
            let last = if text.ends_with('0') { '1' } else { '0' };
            json!(format!("{}{last}", &text[..text.len() - 1]))
        }
        Value::Null | Value::Array(_) | Value::Object(_) => panic!("{value}"),
    }
}

#[test]
fn whatever_is_altered_anywhere_nothing_opens() {
    for text in [three_locks().1.to_json(), FIRST_FORMAT.as_bytes().to_vec()] {
        let whole: Value = serde_json::from_slice(&text).unwrap();
        let mut places = Vec::new();
        leaves(&whole, "", &mut places);
        assert!(places.len() >= 8, "{places:?}");
        for place in places {
            let mut forged = whole.clone();
            let value = forged.pointer_mut(&place).unwrap();
            *value = altered(value);
            let Ok(forged) = SealedOwner::from_json(forged.to_string().as_bytes()) else {
                continue;
            };
            assert!(forged.open(PASSPHRASE).is_err(), "{place} by passphrase");
            for (at, byte) in [(0, 1), (1, 2)] {
                assert!(forged.unlock_with(at, &secret(byte)).is_err(), "{place} by key {at}");
            }
        }
    }
}

#[test]
fn locks_cannot_be_removed_added_exchanged_or_brought_from_elsewhere() {
    let (whole, other) = (three_locks().1.to_json(), three_locks().1.to_json());
    let whole: Value = serde_json::from_slice(&whole).unwrap();
    let other: Value = serde_json::from_slice(&other).unwrap();
    let forge = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut forged = whole.clone();
        change(forged["locks"].as_array_mut().unwrap());
        SealedOwner::from_json(forged.to_string().as_bytes()).unwrap()
    };
    let forged = [
        forge(&|locks| drop(locks.pop())),
        forge(&|locks| locks.swap(1, 2)),
        forge(&|locks| locks.push(locks[0].clone())),
        forge(&|locks| locks.push(other["locks"][0].clone())),
    ];
    for forged in forged {
        assert_eq!(forged.open(PASSPHRASE).unwrap_err(), OpenError::Damaged);
    }
    let foreign = forge(&|locks| locks[0] = other["locks"][0].clone());
    assert_eq!(foreign.open(PASSPHRASE).unwrap_err(), OpenError::WrongPassphrase);
}

#[test]
fn a_forged_cost_cannot_exhaust_the_computer() {
    let (_, sealed) = sealed();
    for (text, place) in [
        (FIRST_FORMAT.as_bytes().to_vec(), "/kdf/memoryKib"),
        (sealed.to_json(), "/locks/0/kdf/memoryKib"),
    ] {
        let mut forged: Value = serde_json::from_slice(&text).unwrap();
        *forged.pointer_mut(place).unwrap() = json!(u32::MAX);
        let forged = SealedOwner::from_json(forged.to_string().as_bytes()).unwrap();
        assert_eq!(forged.open(PASSPHRASE).unwrap_err(), OpenError::Cost(u32::MAX));
    }
}

#[test]
fn short_passphrases_and_too_many_locks_are_refused() {
    let (key, mut sealed) = sealed();
    let nine = SealedOwner::seal(&key, "123456789", CHEAP);
    assert_eq!(nine.unwrap_err(), SealError::TooShort);
    let opened = sealed.unlock(PASSPHRASE).unwrap();
    let nine = opened.with_lock(NewLock::Passphrase("123456789", CHEAP));
    assert_eq!(nine.unwrap_err(), SealError::TooShort);
    for more in 1..MAX_LOCKS {
        let lock = security_key(&format!("key {more}"), false);
        let opened = sealed.unlock(PASSPHRASE).unwrap();
        sealed = opened.with_lock(NewLock::SecurityKey(&lock, &secret(1))).unwrap();
    }
    let one_more =
        sealed.unlock(PASSPHRASE).unwrap().with_lock(NewLock::Passphrase(PASSPHRASE, CHEAP));
    assert_eq!(one_more.unwrap_err(), SealError::TooManyLocks);
}

#[test]
fn foreign_json_is_damaged() {
    for text in [String::from_utf8(sealed().1.to_json()).unwrap(), FIRST_FORMAT.to_owned()] {
        let extra = text.replacen('{', "{\"more\":1,", 1);
        let newer = text.replacen("\"format\":", "\"format\":9", 1);
        for bytes in
            [b"".as_slice(), b"{}", extra.as_bytes(), newer.as_bytes(), &text.as_bytes()[1..]]
        {
            assert_eq!(SealedOwner::from_json(bytes).unwrap_err(), OpenError::Damaged);
        }
    }
}

#[test]
fn the_standard_cost_is_what_the_documentation_says() {
    assert_eq!(Cost::STANDARD, Cost { memory_kib: 65_536, passes: 3, lanes: 1 });
    let key = SigningKey::generate().unwrap();
    let sealed = SealedOwner::seal(&key, PASSPHRASE, Cost::STANDARD).unwrap();
    assert_eq!(sealed.open(PASSPHRASE).unwrap().address(), key.address());
}
