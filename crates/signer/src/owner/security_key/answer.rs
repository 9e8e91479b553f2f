//! A key's answer, checked before it leaves: everything the contracts check, and what they do not
//! (spec 7.4; WebAuthn level 3, 7.2).
//!
//! Why: the contracts never look at the relying party, the credential or the counter, and a wrong
//! signature found on a chain costs a failed operation.
//! Refuses: another relying party, another credential, missing presence or verification, another
//! challenge, a signature of another key.

use alloy_primitives::{B256, U256};
use latchkey_core::webauthn::{Assertion, AuthenticatorData, Ceremony, ClientData, Flags, Passkey};
use p256::ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier};
use sha2::{Digest, Sha256};

use super::{
    ORIGIN,
    ctap::{Answer, Credential},
    trouble::{Trouble, says},
};

/// What the person is asked for: the bytes and their hash.
#[derive(Debug)]
pub(super) struct Question {
    challenge: B256,
    json: String,
    pub(super) hash: [u8; 32],
}

impl Question {
    /// Client data for `challenge`, with the challenge at byte 23, where the contracts look for it.
    pub(super) fn about(challenge: B256) -> Self {
        let client = ClientData {
            ceremony: Ceremony::Get,
            challenge: challenge.into(),
            origin: ORIGIN.to_owned(),
            cross_origin: Some(false),
            top_origin: None,
        };
        let json = client.build();
        let hash = Sha256::digest(json.as_bytes()).into();
        Self { challenge, json, hash }
    }

    /// The answer as the contracts take it, with low s, checked whole.
    pub(super) fn check(
        self,
        answer: Answer,
        credential: &Credential,
        passkey: &Passkey,
    ) -> Result<Assertion, Trouble> {
        check_data(&answer, credential, Flags::UP | Flags::UV)?;
        let signed = [answer.authenticator_data.as_slice(), &self.hash].concat();
        let data = answer.authenticator_data.into();
        let assertion = Assertion::new(self.challenge, data, self.json, &answer.signature, false)
            .map_err(|error| says(error.to_string()))?;
        if verifies(passkey, &signed, assertion.r, assertion.s) {
            Ok(assertion)
        } else {
            Err(says(
                "the security key's signature is wrong; nothing of it is used, use another key",
            ))
        }
    }
}

/// Whether an answer is about this credential, with these flags.
pub(super) fn check_data(
    answer: &Answer,
    credential: &Credential,
    flags: u8,
) -> Result<AuthenticatorData, Trouble> {
    let data = AuthenticatorData::parse(&answer.authenticator_data)
        .map_err(|error| says(error.to_string()))?;
    let rp_id_hash: [u8; 32] = Sha256::digest(credential.rp_id.as_bytes()).into();
    let other = answer.credential.as_ref().is_some_and(|id| *id != credential.id);
    if data.rp_id_hash != rp_id_hash || other {
        return Err(says("the security key answered for another credential; use another key"));
    }
    if !data.flags.has(flags) {
        return Err(says(
            "the security key did not verify that it is you; unplug it and try again",
        ));
    }
    Ok(data)
}

/// Whether a new credential is what was asked for, with these flags; its id and public key.
pub(super) fn check_new(
    data: AuthenticatorData,
    rp_id: &str,
    flags: u8,
) -> Result<(Vec<u8>, Passkey), Trouble> {
    let rp_id_hash: [u8; 32] = Sha256::digest(rp_id.as_bytes()).into();
    let made = data.credential.filter(|_| data.rp_id_hash == rp_id_hash && data.flags.has(flags));
    let made = made.ok_or_else(|| says("the security key made something else; use another key"))?;
    Ok((made.id.to_vec(), made.passkey))
}

/// ECDSA on P-256 over SHA-256 of `signed`.
fn verifies(passkey: &Passkey, signed: &[u8], r: U256, s: U256) -> bool {
    let [x, y, r, s] = [passkey.x, passkey.y, r, s].map(|number| number.to_be_bytes::<32>());
    let key = VerifyingKey::from_sec1_bytes(&[&[4], &x[..], &y].concat());
    let signature = Signature::from_scalars(r, s);
    let digest: [u8; 32] = Sha256::digest(signed).into();
    match (key, signature) {
        (Ok(key), Ok(signature)) => key.verify_prehash(&digest, &signature).is_ok(),
        _ => false,
    }
}
