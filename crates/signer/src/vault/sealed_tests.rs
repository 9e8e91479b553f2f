//! Sealing: what opens, what does not, what cannot be exchanged.

use super::*;

const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };
const PASSPHRASE: &str = "correct horse battery";

fn sealed() -> (SigningKey, SealedOwner) {
    let key = SigningKey::generate().unwrap();
    let sealed = SealedOwner::seal(&key, PASSPHRASE, CHEAP).unwrap();
    (key, sealed)
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
fn address_cost_salt_nonce_and_bytes_are_bound() {
    let (_, sealed) = sealed();
    let Kdf::Argon2id { cost, salt } = sealed.kdf;
    let kdf = |cost, salt| Kdf::Argon2id { cost, salt };
    let mut longer = sealed.ciphertext.to_vec();
    longer[0] ^= 1;
    let forged = [
        SealedOwner { address: Address::repeat_byte(9), ..sealed.clone() },
        SealedOwner { kdf: kdf(Cost { passes: 2, ..cost }, salt), ..sealed.clone() },
        SealedOwner { kdf: kdf(cost, FixedBytes([7; 16])), ..sealed.clone() },
        SealedOwner { nonce: FixedBytes([7; 24]), ..sealed.clone() },
        SealedOwner { ciphertext: longer.into(), ..sealed },
    ];
    for forged in forged {
        assert_eq!(forged.open(PASSPHRASE).unwrap_err(), OpenError::WrongPassphrase);
    }
    let newer = SealedOwner { format: 2, ..sealed };
    assert_eq!(newer.open(PASSPHRASE).unwrap_err(), OpenError::Damaged);
}

#[test]
fn a_forged_cost_cannot_exhaust_the_computer() {
    let (_, sealed) = sealed();
    let Kdf::Argon2id { salt, .. } = sealed.kdf;
    let cost = Cost { memory_kib: u32::MAX, passes: 3, lanes: 1 };
    let forged = SealedOwner { kdf: Kdf::Argon2id { cost, salt }, ..sealed };
    assert_eq!(forged.open(PASSPHRASE).unwrap_err(), OpenError::Cost(u32::MAX));
}

#[test]
fn short_passphrases_are_refused() {
    let key = SigningKey::generate().unwrap();
    let nine = SealedOwner::seal(&key, "123456789", CHEAP);
    assert_eq!(nine.unwrap_err(), SealError::TooShort);
    assert!(SealedOwner::seal(&key, "1234567890", CHEAP).is_ok());
}

#[test]
fn foreign_json_is_damaged() {
    let (_, sealed) = sealed();
    let text = String::from_utf8(sealed.to_json()).unwrap();
    let extra = text.replacen('{', "{\"more\":1,", 1);
    for bytes in [b"".as_slice(), b"{}", extra.as_bytes(), &sealed.to_json()[1..]] {
        assert_eq!(SealedOwner::from_json(bytes).unwrap_err(), OpenError::Damaged);
    }
}

#[test]
fn the_standard_cost_is_what_the_documentation_says() {
    assert_eq!(Cost::STANDARD, Cost { memory_kib: 65_536, passes: 3, lanes: 1 });
    let key = SigningKey::generate().unwrap();
    let sealed = SealedOwner::seal(&key, PASSPHRASE, Cost::STANDARD).unwrap();
    assert_eq!(sealed.open(PASSPHRASE).unwrap().address(), key.address());
}
