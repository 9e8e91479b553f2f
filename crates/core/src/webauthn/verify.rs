//! The P-256 equation itself, so that an answer the chain would refuse is never sent (spec 7.3).
//!
//! `sha256(authenticatorData ‖ sha256(clientDataJSON))` is what the authenticator signed.
//! Why: an agent that keeps its own passkey hands in signatures made elsewhere; a wrong one would
//! cost an operation, and silence about it would cost the agent its time.
//! Refuses: what [`Assertion::check`] refuses, points off the curve, signatures of another key.

use alloy_primitives::B256;
use p256::ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier};
use sha2::{Digest, Sha256};

use super::{Assertion, AssertionError, Passkey};

impl Assertion {
    /// Checks all that the contracts check, the equation included.
    ///
    /// # Errors
    /// [`AssertionError`], the first that applies; [`AssertionError::OtherKey`] when everything else
    /// is right and another key signed.
    pub fn verify(&self, passkey: &Passkey, challenge: B256) -> Result<(), AssertionError> {
        self.check(challenge)?;
        if self.is_signed_by(passkey).unwrap_or(false) {
            Ok(())
        } else {
            Err(AssertionError::OtherKey)
        }
    }

    fn is_signed_by(&self, passkey: &Passkey) -> Option<bool> {
        let (x, y) = (B256::from(passkey.x), B256::from(passkey.y));
        let point = [&[0x04], x.as_slice(), y.as_slice()].concat();
        let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
        let numbers = [B256::from(self.r), B256::from(self.s)].concat();
        let signature = Signature::from_slice(&numbers).ok()?;
        let client = Sha256::digest(self.client_data_json.as_bytes());
        let signed = Sha256::new().chain_update(&self.authenticator_data).chain_update(client);
        Some(key.verify_prehash(&signed.finalize(), &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{Bytes, U256, keccak256};
    use base64::Engine;
    use p256::ecdsa::{SigningKey, signature::hazmat::PrehashSigner};

    use super::*;

    fn answer(secret: u8, challenge: B256) -> (Passkey, Assertion) {
        let key = SigningKey::from_slice(&[secret; 32]).unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let (x, y) = (U256::from_be_slice(x), U256::from_be_slice(y));
        let passkey = Passkey { x, y, authenticator_id_hash: keccak256("credential") };
        let data = Bytes::from([vec![7; 32], vec![0x05, 0, 0, 0, 1]].concat());
        let asked = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(challenge);
        let json = format!(r#"{{"type":"webauthn.get","challenge":"{asked}","origin":"x"}}"#);
        let client = Sha256::digest(json.as_bytes());
        let signed = Sha256::new().chain_update(&data).chain_update(client).finalize();
        let signature: Signature = key.sign_prehash(&signed).unwrap();
        let der = signature.to_der();
        (passkey, Assertion::new(challenge, data, json, der.as_bytes(), true).unwrap())
    }

    #[test]
    fn an_answer_is_its_own_keys_to_its_own_question_and_no_other() {
        for secret in 1..20 {
            let challenge = keccak256([secret]);
            let (passkey, assertion) = answer(secret, challenge);
            assert_eq!(assertion.verify(&passkey, challenge), Ok(()), "also with a lowered s");
            let (other, _) = answer(secret + 1, challenge);
            assert_eq!(assertion.verify(&other, challenge), Err(AssertionError::OtherKey));
            let asked = keccak256("another question");
            assert_eq!(assertion.verify(&passkey, asked), Err(AssertionError::Challenge));
            let mut altered = assertion.clone();
            altered.authenticator_data = Bytes::from([vec![8; 32], vec![5, 0, 0, 0, 1]].concat());
            assert_eq!(altered.verify(&passkey, challenge), Err(AssertionError::OtherKey));
            let nowhere = Passkey { y: passkey.y.wrapping_add(U256::ONE), ..passkey };
            assert_eq!(assertion.verify(&nowhere, challenge), Err(AssertionError::OtherKey));
        }
    }
}
