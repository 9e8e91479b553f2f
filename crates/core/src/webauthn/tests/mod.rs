//! Passkeys: what authenticators say is read whole, built the same, and refused where the contracts
//! would refuse it. Signatures are made and checked by another library (p256).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod answers;
mod contracts;
mod parsing;

use alloy_primitives::{B256, Bytes, U256};
use p256::ecdsa::{Signature, SigningKey, signature::hazmat::PrehashSigner};
use sha2::{Digest, Sha256};

use super::{AuthenticatorData, Ceremony, ClientData, Flags, Passkey};

pub(super) const CREDENTIAL: &[u8] = b"a credential";

/// A private key; any 32 bytes make one.
pub(super) fn key(seed: [u8; 32]) -> SigningKey {
    let mut seed = seed;
    seed[0] = 1;
    SigningKey::from_slice(&seed).unwrap()
}

/// Its passkey.
pub(super) fn passkey(key: &SigningKey) -> Passkey {
    let point = key.verifying_key().to_sec1_point(false);
    let cose = [
        &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..],
        &point.as_bytes()[1..33],
        &[0x22, 0x58, 0x20],
        &point.as_bytes()[33..],
    ];
    Passkey::from_cose(&cose.concat(), CREDENTIAL).unwrap()
}

/// Authenticator data without more parts.
pub(super) fn data(flags: u8) -> Bytes {
    let data = AuthenticatorData {
        rp_id_hash: B256::repeat_byte(3),
        flags: Flags(flags),
        counter: 1,
        credential: None,
        extensions: None,
    };
    data.build().unwrap()
}

/// Client data that answers `challenge`.
pub(super) fn client(challenge: B256) -> String {
    let client = ClientData {
        ceremony: Ceremony::Get,
        challenge: challenge.into(),
        origin: "https://example.test".to_owned(),
        cross_origin: Some(false),
        top_origin: None,
    };
    client.build()
}

/// `sha256(authenticatorData ‖ sha256(clientDataJSON))`.
pub(super) fn digest(data: &[u8], json: &str) -> [u8; 32] {
    let client = Sha256::digest(json.as_bytes());
    Sha256::digest([data, &client[..]].concat()).into()
}

/// `(r, s)` as the authenticator makes them, `s` high or low.
pub(super) fn sign(key: &SigningKey, data: &[u8], json: &str) -> (U256, U256) {
    let signature: Signature = key.sign_prehash(&digest(data, json)).unwrap();
    let bytes = signature.to_bytes();
    (U256::from_be_slice(&bytes[..32]), U256::from_be_slice(&bytes[32..]))
}

/// The DER of a signature.
pub(super) fn der(r: U256, s: U256) -> Vec<u8> {
    let integer = |value: U256| {
        let mut bytes = value.to_be_bytes_trimmed_vec();
        if bytes.first().is_none_or(|first| *first >= 0x80) {
            bytes.insert(0, 0);
        }
        [&[0x02, u8::try_from(bytes.len()).unwrap()][..], &bytes].concat()
    };
    let body = [integer(r), integer(s)].concat();
    [&[0x30, u8::try_from(body.len()).unwrap()][..], &body].concat()
}
