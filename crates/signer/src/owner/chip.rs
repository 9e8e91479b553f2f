//! A P-256 key inside this computer as a WebAuthn-shaped owner: the part that every chip shares.
//!
//! Why: the chain checks flags, challenge and the P-256 signature of an answer, and cannot see who
//! wrote the rest (facts 0.4). So a chip that signs 32 bytes can be a passkey owner: this program
//! writes authenticator data and client data, the chip signs their hash.
//! Whose claim it is: that the person was verified (the UV flag) is then this program's word, and true
//! only because the chip's own policy demands a finger or PIN for each signature. A chip without such
//! a policy must not be used here.
//! Refuses: answers whose signature the chip's public key does not confirm.

#![cfg_attr(not(test), allow(dead_code, reason = "each system uses the part that its chip needs"))]

use alloy_primitives::{B256, Bytes, FixedBytes};
use latchkey_core::webauthn::{Assertion, AuthenticatorData, Ceremony, ClientData, Flags, Passkey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::OwnerError;

/// Names the relying party of keys that no web page can ask for: `.invalid` never resolves
/// (RFC 2606).
pub(crate) const RP_ID: &str = "latchkey.invalid";

/// Which chip of this computer holds a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Chip {
    /// The Mac's Secure Enclave.
    SecureEnclave,
    /// Windows Hello: the computer's TPM, or a key plugged in.
    WindowsHello,
}

/// The vault's entry of such a key, `passkey:0x<hash of the credential id>`: nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChipEntry {
    format: u16,
    /// Where the private key is.
    pub(crate) chip: Chip,
    /// What the credential was made for.
    pub(crate) rp_id: String,
    /// The chip's name for the key.
    pub(crate) credential_id: Bytes,
    /// The public key.
    pub(crate) passkey: Passkey,
}

impl ChipEntry {
    const FORMAT: u16 = 1;

    /// For a key that was just made.
    pub(crate) fn new(chip: Chip, credential_id: Bytes, passkey: Passkey) -> Self {
        Self { format: Self::FORMAT, chip, rp_id: RP_ID.to_owned(), credential_id, passkey }
    }

    /// The bytes to write.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads an entry; `None` when it is of another kind of key or of another format.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let entry: Self = serde_json::from_slice(bytes).ok()?;
        (entry.format == Self::FORMAT).then_some(entry)
    }
}

/// What a chip is asked to sign for a challenge, and what the chain is told it signed.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    challenge: B256,
    authenticator_data: Bytes,
    client_data_json: String,
}

impl Question {
    /// Writes both documents. Flags: present and verified; no counter, for the chain has no use
    /// for one.
    ///
    /// # Errors
    /// [`OwnerError::Device`], if the documents cannot be written.
    pub(crate) fn new(rp_id: &str, challenge: B256) -> Result<Self, OwnerError> {
        let data = AuthenticatorData {
            rp_id_hash: sha256(rp_id.as_bytes()),
            flags: Flags(Flags::UP | Flags::UV),
            counter: 0,
            credential: None,
            extensions: None,
        };
        let client = ClientData {
            ceremony: Ceremony::Get,
            challenge: Bytes::copy_from_slice(challenge.as_slice()),
            origin: format!("https://{rp_id}"),
            cross_origin: None,
            top_origin: None,
        };
        let authenticator_data = data
            .build()
            .map_err(|error| OwnerError::Device(format!("the question was not made: {error}")))?;
        Ok(Self { challenge, authenticator_data, client_data_json: client.build() })
    }

    /// The 32 bytes for the chip: SHA-256 over authenticator data and the hash of the client data
    /// (WebAuthn, 6.3.3).
    pub(crate) fn digest(&self) -> B256 {
        let client = sha256(self.client_data_json.as_bytes());
        sha256(&[self.authenticator_data.as_ref(), client.as_slice()].concat())
    }

    /// The answer, from the chip's signature in DER.
    ///
    /// # Errors
    /// [`OwnerError::Device`] when the contracts would refuse it.
    pub(crate) fn answer(self, der: &[u8]) -> Result<Assertion, OwnerError> {
        let Self { challenge, authenticator_data, client_data_json } = self;
        Assertion::new(challenge, authenticator_data, client_data_json, der, false)
            .map_err(|error| OwnerError::Device(error.to_string()))
    }
}

pub(super) fn sha256(bytes: &[u8]) -> B256 {
    FixedBytes(Sha256::digest(bytes).into())
}

#[cfg(test)]
mod tests {
    use alloy_primitives::U256;
    use p256::ecdsa::{Signature, SigningKey, VerifyingKey, signature::hazmat::PrehashVerifier};

    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_slice(&[7; 32]).unwrap()
    }

    fn sign(digest: B256) -> Vec<u8> {
        use p256::ecdsa::signature::hazmat::PrehashSigner;
        let signature: Signature = key().sign_prehash(digest.as_slice()).unwrap();
        signature.to_der().as_bytes().to_vec()
    }

    #[test]
    fn what_a_chip_signs_is_an_answer_that_the_contracts_take() {
        for n in 0..40u8 {
            let challenge = B256::repeat_byte(n);
            let question = Question::new(RP_ID, challenge).unwrap();
            let digest = question.digest();
            let answer = question.answer(&sign(digest)).unwrap();
            assert_eq!(answer.check(challenge), Ok(()));
            assert_eq!(answer.authenticator_data.len(), 37);
            assert!(!answer.use_precompile, "who sends it decides");
            // Confirmed by another implementation, over the documents as the chain hashes them.
            let client = sha256(answer.client_data_json.as_bytes());
            let whole = [answer.authenticator_data.as_ref(), client.as_slice()].concat();
            let bytes = [answer.r.to_be_bytes::<32>(), answer.s.to_be_bytes()].concat();
            let signature = Signature::from_slice(&bytes).unwrap();
            let public = VerifyingKey::from(&key());
            public.verify_prehash(sha256(&whole).as_slice(), &signature).unwrap();
        }
    }

    #[test]
    fn an_answer_to_another_question_is_not_taken() {
        let question = Question::new(RP_ID, B256::repeat_byte(1)).unwrap();
        let answer = question.clone().answer(&sign(question.digest())).unwrap();
        assert!(answer.check(B256::repeat_byte(2)).is_err());
        assert!(question.answer(b"no signature").is_err());
    }

    #[test]
    fn an_entry_comes_back_and_others_are_left_to_others() {
        let passkey =
            Passkey { x: U256::from(1), y: U256::from(2), authenticator_id_hash: B256::ZERO };
        let entry = ChipEntry::new(Chip::SecureEnclave, vec![1, 2, 3].into(), passkey);
        assert_eq!(ChipEntry::read(&entry.to_json()), Some(entry.clone()));
        assert_eq!(ChipEntry::read(b"{}"), None);
        let newer = String::from_utf8(entry.to_json()).unwrap();
        assert_eq!(ChipEntry::read(newer.replace("\"format\":1", "\"format\":2").as_bytes()), None);
    }
}
