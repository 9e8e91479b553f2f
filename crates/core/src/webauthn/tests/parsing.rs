//! Client data, authenticator data and public keys: read whole or refused, and built the same.

use alloy_primitives::{B256, Bytes, FixedBytes, U256, hex, keccak256};
use proptest::prelude::*;

use super::{CREDENTIAL, data, key, passkey};
use crate::webauthn::{
    AttestedCredential, AuthenticatorData, AuthenticatorDataError as DataError, Ceremony,
    ClientData, ClientDataError, Flags, Passkey, PasskeyError, cbor::Reader, der,
};

/// An empty CBOR map, and one as authenticators send: `{"credProtect": 2}`.
const MAPS: [&[u8]; 2] = [&hex!("a0"), &hex!("a16b6372656450726f7465637402")];

fn full() -> AuthenticatorData {
    let credential = AttestedCredential {
        aaguid: FixedBytes([9; 16]),
        id: Bytes::from_static(CREDENTIAL),
        passkey: passkey(&key([4; 32])),
    };
    AuthenticatorData {
        rp_id_hash: B256::repeat_byte(3),
        flags: Flags(Flags::UP | Flags::UV | Flags::AT | Flags::ED),
        counter: 0x0102_0304,
        credential: Some(credential),
        extensions: Some(Bytes::from_static(MAPS[1])),
    }
}

#[test]
fn a_registration_is_read_whole() {
    let bytes = full().build().unwrap();
    assert_eq!(AuthenticatorData::parse(&bytes), Ok(full()));
    assert_eq!(bytes.len(), 37 + 16 + 2 + CREDENTIAL.len() + 77 + MAPS[1].len());
    for end in 0..bytes.len() {
        assert!(AuthenticatorData::parse(&bytes[..end]).is_err(), "cut at {end}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(AuthenticatorData::parse(&longer), Err(DataError::Trailing(1)));
    assert_eq!(AuthenticatorData::parse(&bytes[..36]), Err(DataError::Short(36)));
    assert_eq!(AuthenticatorData::parse(&bytes[..60]), Err(DataError::Credential));
}

#[test]
fn parts_and_flags_must_agree() {
    let refused = |change: fn(&mut AuthenticatorData)| {
        let mut changed = full();
        change(&mut changed);
        changed.build().unwrap_err()
    };
    assert_eq!(refused(|d| d.flags = Flags(Flags::AT)), DataError::Flags);
    assert_eq!(refused(|d| d.credential = None), DataError::Flags);
    assert_eq!(refused(|d| d.extensions = Some(Bytes::new())), DataError::Extensions);
    assert_eq!(refused(|d| d.extensions = Some(vec![0xa0, 0].into())), DataError::Extensions);
    let other_id = |d: &mut AuthenticatorData| d.credential.as_mut().unwrap().id = vec![1].into();
    assert_eq!(refused(other_id), DataError::Credential);
    let long = |d: &mut AuthenticatorData| {
        let credential = d.credential.as_mut().unwrap();
        credential.id = vec![1; 1024].into();
        credential.passkey.authenticator_id_hash = keccak256(&credential.id);
    };
    assert_eq!(refused(long), DataError::Credential);
    let off = |d: &mut AuthenticatorData| d.credential.as_mut().unwrap().passkey.x = U256::ONE;
    assert_eq!(refused(off), DataError::Key(PasskeyError::NotOnCurve));
    let unflagged = [&data(Flags::UP)[..], MAPS[0]].concat();
    assert_eq!(AuthenticatorData::parse(&unflagged), Err(DataError::Trailing(1)));
}

#[test]
fn only_es256_keys_on_the_curve_are_taken() {
    let good = passkey(&key([4; 32]));
    let cose = good.to_cose();
    assert_eq!(Passkey::from_cose(&cose, CREDENTIAL), Ok(good));
    assert_eq!(Passkey::from_data(&good.data()), Ok(good));
    assert_eq!(Passkey::from_data(&good.data()[1..]), Err(PasskeyError::Length(95)));
    for (from, to) in
        [("0326", "0327"), ("2001", "2002"), ("0102", "0103"), ("a5", "a4"), ("2001", "0326")]
    {
        let wrong = hex::encode(&cose).replacen(from, to, 1);
        let read = Passkey::from_cose(&hex::decode(wrong).unwrap(), CREDENTIAL);
        assert_eq!(read, Err(PasskeyError::Cose), "{from} as {to}");
    }
    let last = cose.len() - 1;
    let mut off = cose.to_vec();
    off[last] ^= 1;
    assert_eq!(Passkey::from_cose(&off, CREDENTIAL), Err(PasskeyError::NotOnCurve));
    let spki = |cose: &[u8]| {
        let prefix = hex!("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
        [&prefix[..], &cose[10..42], &cose[45..]].concat()
    };
    assert_eq!(Passkey::from_registration(&spki(&cose), CREDENTIAL), Ok(good));
    let refused = Passkey::from_registration(&spki(&off), CREDENTIAL);
    assert_eq!(refused, Err(PasskeyError::NotOnCurve));
    let refused = Passkey::from_registration(&spki(&cose)[1..], CREDENTIAL);
    assert_eq!(refused, Err(PasskeyError::Spki));
    let zero = Passkey { x: U256::ZERO, y: U256::ZERO, ..good };
    assert!(!zero.is_on_curve() && good.is_on_curve());
}

#[test]
fn cbor_is_walked_only_as_far_as_authenticators_go() {
    let map = |bytes: &[u8]| Reader::new(bytes).map().is_some();
    assert!(MAPS.iter().all(|good| map(good)));
    assert!(map(&hex!("a301820a2b024100f5f6")), "nested, bytes, simple values");
    let nested = |depth: usize| [vec![0xa1, 0x01], [0x81].repeat(depth), vec![0x01]].concat();
    assert!(map(&nested(6)) && !map(&nested(7)));
    for bad in [
        &hex!("bf01ff")[..],
        &hex!("a101c001"),
        &hex!("a101f93c00"),
        &hex!("80"),
        &hex!("bbffffffffffffffff"),
        &hex!("a1"),
    ] {
        assert!(!map(bad), "{}", hex::encode(bad));
    }
}

#[test]
fn client_data_is_read_in_any_order_and_built_in_one() {
    let text = r#"{"origin":"o","more":{"type":"x"},"challenge":"AQI","type":"webauthn.create","topOrigin":"t"}"#;
    let read = ClientData::parse(text.as_bytes()).unwrap();
    assert_eq!((read.ceremony, &read.challenge[..]), (Ceremony::Create, &[1, 2][..]));
    let built = r#"{"type":"webauthn.create","challenge":"AQI","origin":"o","topOrigin":"t"}"#;
    assert_eq!(read.build(), built);
    let refused = |text: &str| ClientData::parse(text.as_bytes()).unwrap_err();
    for odd in [
        "",
        "[]",
        "{}",
        "{\"type\":\"webauthn.get\"",
        r#"{"type":"webauthn.ask","challenge":"","origin":""}"#,
    ] {
        assert_eq!(refused(odd), ClientDataError::Json, "{odd}");
    }
    let twice = built.replace("\"origin\":\"o\"", r#""origin":"o","origin":"p""#);
    assert_eq!(refused(&twice), ClientDataError::Json);
    for odd in ["AQI=", "AQ I", "AQJ", "+w", "A"] {
        assert_eq!(refused(&built.replace("AQI", odd)), ClientDataError::Challenge, "{odd}");
    }
}

proptest! {
    #[test]
    fn client_data_comes_back(
        create: bool, challenge in prop::collection::vec(any::<u8>(), 0..80), origin: String,
        cross_origin: Option<bool>, top_origin: Option<String>,
    ) {
        let ceremony = if create { Ceremony::Create } else { Ceremony::Get };
        let challenge = challenge.into();
        let client = ClientData { ceremony, challenge, origin, cross_origin, top_origin };
        let built = client.build();
        let ordered = built.starts_with(r#"{"type":"webauthn."#);
        prop_assert!(ordered);
        prop_assert_eq!(ClientData::parse(built.as_bytes()), Ok(client));
    }

    #[test]
    fn authenticator_data_comes_back(
        rp: [u8; 32], flags: u8, counter: u32, seed: [u8; 32], aaguid: [u8; 16],
        id in prop::collection::vec(any::<u8>(), 0..1024), map in 0..2_usize,
    ) {
        let flags = Flags(flags);
        let credential = flags.has(Flags::AT).then(|| {
            let made = AttestedCredential { aaguid: aaguid.into(), id: id.into(), passkey: passkey(&key(seed)) };
            let authenticator_id_hash = keccak256(&made.id);
            AttestedCredential { passkey: Passkey { authenticator_id_hash, ..made.passkey }, ..made }
        });
        let extensions = flags.has(Flags::ED).then(|| Bytes::from_static(MAPS[map]));
        let data = AuthenticatorData { rp_id_hash: rp.into(), flags, counter, credential, extensions };
        let built = data.build().unwrap();
        let read = AuthenticatorData::parse(&built).unwrap();
        prop_assert_eq!(&read, &data);
        prop_assert_eq!(read.build().unwrap(), built);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), place: usize, byte: u8, text: String) {
        let _ = der::signature(&bytes);
        let _ = ClientData::parse(&bytes);
        let _ = ClientData::parse(text.as_bytes());
        let _ = Passkey::from_cose(&bytes, &bytes);
        let _ = Passkey::from_registration(&bytes, &bytes);
        let _ = Passkey::from_data(&bytes).map(|key| key.is_on_curve());
        let _ = Reader::new(&bytes).map();
        let mut near = full().build().unwrap().to_vec();
        let length = near.len();
        near[place % length] = byte;
        let _ = AuthenticatorData::parse(&near);
        let mut prefixed = [&data(0)[..], &bytes].concat();
        prefixed[32] = 0xff;
        let _ = AuthenticatorData::parse(&prefixed);
    }

    #[test]
    fn der_comes_back(r: [u8; 32], s: [u8; 32]) {
        let (r, s) = (U256::from_be_bytes(r), U256::from_be_bytes(s));
        prop_assert_eq!(der::signature(&super::der(r, s)), Some((r, s)));
        prop_assert_eq!(der::signature(&super::der(r, s)[1..]), None);
    }
}
