//! A passkey in software, in place of a security key: for tests only.
//!
//! Refuses: nothing; it answers every challenge as a verified person would. The product has no such
//! thing: there the key is inside a device that asks for a PIN and a touch.

use alloy_primitives::{B256, U256, keccak256};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use latchkey_core::webauthn::{Assertion, Passkey};
use p256::ecdsa::{Signature, SigningKey, signature::hazmat::PrehashSigner};
use sha2::{Digest, Sha256};

/// User present and user verified.
const FLAGS: u8 = 0x05;

/// A P-256 key made from a name.
#[derive(Debug)]
pub struct TestPasskey {
    key: SigningKey,
    credential: B256,
}

impl TestPasskey {
    /// The key of a name; always the same one.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let key = SigningKey::from_slice(keccak256(name).as_slice()).unwrap();
        Self { key, credential: keccak256(format!("credential of {name}")) }
    }

    /// What the chain knows it by.
    #[must_use]
    pub fn public(&self) -> Passkey {
        let point = self.key.verifying_key().to_sec1_point(false);
        let x = U256::from_be_slice(point.x().unwrap());
        let y = U256::from_be_slice(point.y().unwrap());
        Passkey { x, y, authenticator_id_hash: keccak256(self.credential) }
    }

    /// Its answer to a challenge, as the contracts take it; who sends it chooses the flag.
    #[must_use]
    pub fn answer(&self, challenge: B256) -> Assertion {
        let site = Sha256::digest("latchkey.invalid");
        let data = [&site[..], &[FLAGS], &[0; 4]].concat();
        let json = format!(
            r#"{{"type":"webauthn.get","challenge":"{}","origin":"https://latchkey.invalid"}}"#,
            BASE64_URL_SAFE_NO_PAD.encode(challenge)
        );
        let client = Sha256::digest(json.as_bytes());
        let digest = Sha256::digest([&data[..], &client[..]].concat());
        let made: Signature = self.key.sign_prehash(&digest).unwrap();
        Assertion::new(challenge, data.into(), json, made.to_der().as_bytes(), false).unwrap()
    }
}
