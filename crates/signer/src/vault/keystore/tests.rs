//! Keystores: the definition's own vectors, the round trip, what does not open.

use alloy_primitives::address;

use super::*;

const CHEAP: ScryptCost = ScryptCost { log_n: 4, r: 8, p: 1 };
const PASSWORD: &str = "correct horse battery";
/// The password of the definition's vectors.
const PUBLISHED: &str = "testpassword";
const SECRET: &str = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

/// Test vector "PBKDF2-SHA-256" of the Web3 Secret Storage definition.
const OF_PBKDF2: &str = r#"{"crypto":{"cipher":"aes-128-ctr",
"cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
"kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
"salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#;

/// Test vector "Scrypt" of the same.
const OF_SCRYPT: &str = r#"{"crypto":{"cipher":"aes-128-ctr",
"cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
"ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
"kdf":"scrypt","kdfparams":{"dklen":32,"n":262144,"p":8,"r":1,
"salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
"mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#;

fn sealed() -> (SigningKey, Keystore) {
    let key = SigningKey::generate().unwrap();
    let keystore = Keystore::seal(&key, PASSWORD, CHEAP).unwrap();
    (key, keystore)
}

#[test]
fn the_definitions_own_vectors_open() {
    for text in [OF_PBKDF2, OF_SCRYPT] {
        let key = Keystore::from_json(text.as_bytes()).unwrap().open(PUBLISHED).unwrap();
        assert_eq!(hex::encode(key.to_bytes()), SECRET);
        assert_eq!(key.address(), address!("0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b"));
    }
}

#[test]
fn a_written_key_comes_back_with_its_own_password_only() {
    let (key, keystore) = sealed();
    let bytes = keystore.to_json();
    let read = Keystore::from_json(&bytes).unwrap();
    assert_eq!(read.address(), Some(key.address()));
    let opened = read.open(PASSWORD).unwrap();
    assert_eq!((opened.address(), opened.to_bytes()), (key.address(), key.to_bytes()));
    for wrong in ["", "correct horse batterz", "correct horse battery "] {
        assert_eq!(read.open(wrong).unwrap_err(), KeystoreError::WrongPassword, "{wrong}");
    }
}

#[test]
fn the_written_form_is_geths() {
    let (key, keystore) = sealed();
    let text = String::from_utf8(keystore.to_json()).unwrap();
    let address = format!(
        r#"{{"address":"{}","crypto":{{"cipher":"aes-128-ctr""#,
        hex::encode(key.address())
    );
    assert!(text.starts_with(&address), "{text}");
    assert!(
        text.contains(r#""kdf":"scrypt","kdfparams":{"dklen":32,"n":16,"p":1,"r":8,"salt":""#),
        "{text}"
    );
    assert!(text.ends_with(r#","version":3}"#), "{text}");
    let id = text.split(r#""id":""#).nth(1).unwrap().split('"').next().unwrap();
    let lengths: Vec<usize> = id.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
    assert_eq!(id.as_bytes()[14], b'4', "a version 4 UUID: {id}");
    assert!(!text.contains(&hex::encode(key.to_bytes())), "the secret is sealed");
    assert_eq!(ScryptCost::STANDARD.n(), Some(262_144), "geth's standard");
}

#[test]
fn other_spellings_are_read() {
    let (key, keystore) = sealed();
    let text = String::from_utf8(keystore.to_json()).unwrap();
    let other = text
        .replace(r#""crypto""#, r#""Crypto""#)
        .replace(
            r#""version":3"#,
            r#""version":"3","x-ethers":{"client":"ethers/6"},"name":"main""#,
        )
        .replace(r#""iv":""#, r#""iv":"0x"#);
    assert_ne!(other, text);
    let opened = Keystore::from_json(other.as_bytes()).unwrap().open(PASSWORD).unwrap();
    assert_eq!(opened.address(), key.address());
    let nameless = text.replace(&hex::encode(key.address()), "");
    let read = Keystore::from_json(nameless.as_bytes()).unwrap();
    assert_eq!((read.address(), read.open(PASSWORD).unwrap().address()), (None, key.address()));
}

#[test]
fn altered_bytes_and_an_exchanged_address_do_not_open() {
    let (_, keystore) = sealed();
    let mut ciphertext = keystore.ciphertext;
    ciphertext[0] ^= 1;
    let mut mac = keystore.mac;
    mac[31] ^= 1;
    for forged in
        [Keystore { ciphertext, ..keystore.clone() }, Keystore { mac, ..keystore.clone() }]
    {
        assert_eq!(forged.open(PASSWORD).unwrap_err(), KeystoreError::WrongPassword);
    }
    let address = Some(Address::repeat_byte(9));
    let other = Keystore { address, ..keystore.clone() };
    assert_eq!(other.open(PASSWORD).unwrap_err(), KeystoreError::OtherKey);
    // The MAC does not cover the counter: another one gives another key, which the address tells.
    let other = Keystore { iv: [7; 16], ..keystore };
    assert_eq!(other.open(PASSWORD).unwrap_err(), KeystoreError::OtherKey);
}

#[test]
fn a_forged_cost_cannot_exhaust_the_computer() {
    let (_, keystore) = sealed();
    let text = String::from_utf8(keystore.to_json()).unwrap();
    let forged = [
        text.replace(r#""n":16"#, r#""n":1099511627776"#),
        text.replace(r#""r":8"#, r#""r":4294967295"#),
        text.replace(r#""p":1"#, r#""p":4294967295"#),
        text.replace(r#""p":1"#, r#""p":0"#),
        text.replace(r#""n":16"#, r#""n":1"#),
        OF_PBKDF2.replace(r#""c":262144"#, r#""c":4294967295"#),
        OF_PBKDF2.replace(r#""c":262144"#, r#""c":0"#),
    ];
    for text in forged {
        let read = Keystore::from_json(text.as_bytes()).unwrap();
        assert_eq!(read.open(PASSWORD).unwrap_err(), KeystoreError::Cost, "{text}");
    }
}

#[test]
fn what_is_not_read_is_named() {
    let (_, keystore) = sealed();
    let text = String::from_utf8(keystore.to_json()).unwrap();
    for (from, to) in [
        (r#""version":3"#, r#""version":1"#),
        ("aes-128-ctr", "aes-128-cbc"),
        (r#""kdf":"scrypt""#, r#""kdf":"argon2""#),
        (r#""dklen":32"#, r#""dklen":64"#),
    ] {
        let error = Keystore::from_json(text.replace(from, to).as_bytes()).unwrap_err();
        assert!(matches!(error, KeystoreError::Unsupported(_)), "{to}: {error}");
    }
    let long = vec![b' '; MAX_FILE_BYTES + 1];
    let uneven = text.replace(r#""n":16"#, r#""n":17"#);
    let cut = text.replace(r#""mac":""#, r#""mac":"00"#);
    for bytes in [b"".as_slice(), b"{}", b"[]", &long, uneven.as_bytes(), cut.as_bytes()] {
        assert_eq!(Keystore::from_json(bytes).unwrap_err(), KeystoreError::NotAKeystore);
    }
}

#[test]
fn short_passwords_are_refused() {
    let key = SigningKey::generate().unwrap();
    assert_eq!(Keystore::seal(&key, "123456789", CHEAP).unwrap_err(), KeystoreError::TooShort);
    assert!(Keystore::seal(&key, "1234567890", CHEAP).is_ok());
}

#[test]
fn the_standard_cost_opens_again() {
    let key = SigningKey::generate().unwrap();
    let keystore = Keystore::seal(&key, PASSWORD, ScryptCost::STANDARD).unwrap();
    assert_eq!(keystore.open(PASSWORD).unwrap().address(), key.address());
}
