//! An authenticator's answer, its parts and the signatures made of it: what is read is written back
//! as the same thing, and what is taken has what the contracts look for, where they look for it.
//!
//! Layout of the input: which part(1) ‖ bytes. For a whole answer these are `challenge(32)`, then
//! `authenticatorData` and the DER signature each behind one length byte, then the client data.
#![no_main]

use alloy_primitives::{B256, Bytes};
use latchkey_core::webauthn::{
    Assertion, AuthenticatorData, ClientData, MultiChainSignature, Passkey,
};
use libfuzzer_sys::fuzz_target;

fn string<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, tail) = rest.split_first()?;
    let (bytes, after) = tail.split_at_checked(usize::from(*length))?;
    *rest = after;
    Some(bytes)
}

fn answer(input: &[u8]) -> Option<(B256, Assertion)> {
    let (challenge, mut rest) = input.split_first_chunk::<32>()?;
    let (data, der) = (string(&mut rest)?, string(&mut rest)?);
    let json = std::str::from_utf8(rest).ok()?.to_owned();
    let challenge = B256::from(*challenge);
    let data = Bytes::copy_from_slice(data);
    Some((challenge, Assertion::new(challenge, data, json, der, false).ok()?))
}

fn whole(input: &[u8]) {
    let Some((challenge, answer)) = answer(input) else { return };
    assert_eq!(answer.check(challenge), Ok(()));
    assert!(answer.authenticator_data.len() >= 37 && answer.authenticator_data[32] & 5 == 5);
    let at: usize = answer.response_type_location.to();
    assert!(answer.client_data_json[at..].starts_with("\"type\":\"webauthn.get\""));
    assert_eq!(Assertion::decode(&answer.encode()), Ok(answer));
}

fn keys(input: &[u8]) {
    if let Ok(key) = Passkey::from_registration(input, b"id") {
        assert_eq!(key.data()[..64], input[input.len() - 64..], "the point is the tail");
        assert!(key.is_on_curve());
    }
    if let Ok(key) = Passkey::from_data(input) {
        assert_eq!(key.data().as_ref(), input);
    }
    if let Ok(key) = Passkey::from_cose(input, b"id") {
        assert!(key.is_on_curve());
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((part, input)) = input.split_first() else { return };
    match part % 6 {
        0 => whole(input),
        1 => keys(input),
        2 => {
            let Ok(data) = AuthenticatorData::parse(input) else { return };
            let built = data.build().expect("what is read can be written");
            assert_eq!(AuthenticatorData::parse(&built), Ok(data));
        }
        3 => {
            let Ok(data) = ClientData::parse(input) else { return };
            assert_eq!(ClientData::parse(data.build().as_bytes()), Ok(data));
        }
        4 => {
            let Ok(answer) = Assertion::decode(input) else { return };
            assert_eq!(Assertion::decode(&answer.encode()), Ok(answer));
        }
        _ => {
            let Ok(signature) = MultiChainSignature::decode(input) else { return };
            assert_eq!(MultiChainSignature::decode(&signature.encode()), Ok(signature));
        }
    }
});
