//! What a passkey owner needs that an ECDSA owner does not: a network that can check its signatures,
//! the flag that says how, and a check of the signature itself before anything is sent.
//!
//! Why: a signature with the wrong flag fails on chain and costs gas, and the flag may be chosen at
//! the moment of sending, since nobody signs it (spec 7.4).
//! Refuses: networks where nothing checks P-256, or where something calls a wrong signature right.

use alloy_primitives::{B256, Bytes};
use latchkey_core::webauthn::{
    Assertion, Passkey,
    precompile::{self, P256},
};
use p256::ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier};
use sha2::{Digest, Sha256};

use crate::error::{Code, Error, Result};
use crate::record::Network;
use crate::use_case::keys_on_chain::asked;
use crate::wallet::Wallet;

impl Wallet {
    /// `usePrecompiled` for a network, asked of the network itself.
    ///
    /// # Errors
    /// `Invalid` where a passkey cannot be used, `Offline` when the network does not say.
    pub(crate) async fn use_precompile(&self, network: &Network) -> Result<bool> {
        let chain = self.ports().networks.chain(network);
        let read = chain.read(precompile::questions().map(asked).into()).await;
        let answers = read.map_err(|error| Error::network(&network.name, &error))?.answers;
        let replies: Vec<_> = answers.into_iter().map(std::result::Result::ok).collect();
        usable(precompile::read(&replies), &network.name)
    }
}

fn usable(found: P256, name: &str) -> Result<bool> {
    let invalid = |why: &str| {
        let message = format!("{name} {why}");
        Err(Error::invalid(message, "Nobody was asked. Leave this network out.").at("chainIds"))
    };
    match found {
        P256::Precompile => Ok(true),
        P256::Verifier => Ok(false),
        P256::Nowhere => invalid("has no way to check the signatures of a security key."),
        P256::Unsafe => invalid("calls wrong signatures of a security key right; it is not safe."),
        P256::Unknown => {
            let message = format!("{name} does not say how it checks security keys.");
            Err(Error::new(Code::Offline, message, "Nobody was asked. Try again later."))
        }
    }
}

/// The signature as the network takes it: a passkey's with its flag, any other as it is.
pub(crate) fn flagged(signature: Bytes, use_precompile: Option<bool>) -> Bytes {
    let Some(flag) = use_precompile else { return signature };
    with_flag(&signature, flag).unwrap_or(signature)
}

/// The same signature with the flag of the network it is sent to; `None` when it is no passkey's.
fn with_flag(signature: &Bytes, use_precompile: bool) -> Option<Bytes> {
    let answer = Assertion::decode(signature).ok()?;
    Some(Assertion { use_precompile, ..answer }.encode())
}

/// Whether this passkey signed this digest, in the form the contracts take (spec 7.4), the P-256
/// equation included.
pub(crate) fn signed(passkey: &Passkey, digest: B256, signature: &Bytes) -> bool {
    let Ok(answer) = Assertion::decode(signature) else { return false };
    answer.check(digest).is_ok() && equation(passkey, &answer).is_some()
}

/// `ecdsa(sha256(authenticatorData ‖ sha256(clientDataJSON)), r, s)` under the passkey's point.
fn equation(passkey: &Passkey, answer: &Assertion) -> Option<()> {
    let point = [&[4][..], &passkey.x.to_be_bytes::<32>(), &passkey.y.to_be_bytes::<32>()].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
    let (r, s) = (answer.r.to_be_bytes::<32>(), answer.s.to_be_bytes::<32>());
    let signature = Signature::from_scalars(r, s).ok()?;
    let client = Sha256::digest(answer.client_data_json.as_bytes());
    let digest = Sha256::new().chain_update(&answer.authenticator_data).chain_update(client);
    key.verify_prehash(&digest.finalize(), &signature).ok()
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{U256, keccak256};
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    use p256::ecdsa::{SigningKey, signature::hazmat::PrehashSigner};

    use super::*;

    /// A key, and its answer to a challenge as an authenticator gives it.
    fn answer(challenge: B256) -> (Passkey, Bytes) {
        let key = SigningKey::from_slice(&[7; 32]).unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        let (x, y) = (U256::from_be_slice(x), U256::from_be_slice(y));
        let passkey = Passkey { x, y, authenticator_id_hash: keccak256("credential") };
        let data = [&[1; 32][..], &[5], &[0; 4]].concat();
        let json = format!(
            r#"{{"type":"webauthn.get","challenge":"{}","origin":"x"}}"#,
            BASE64_URL_SAFE_NO_PAD.encode(challenge)
        );
        let digest = [&data[..], &Sha256::digest(&json)].concat();
        let made: Signature = key.sign_prehash(&Sha256::digest(digest)).unwrap();
        let der = made.to_der();
        let made = Assertion::new(challenge, data.into(), json, der.as_bytes(), false).unwrap();
        (passkey, made.encode())
    }

    #[test]
    fn only_the_passkeys_own_answer_to_this_digest_counts() {
        let digest = keccak256("an operation");
        let (passkey, signature) = answer(digest);
        assert!(signed(&passkey, digest, &signature));
        assert!(!signed(&passkey, keccak256("another"), &signature));
        let other = Passkey { x: passkey.x + U256::ONE, ..passkey };
        assert!(!signed(&other, digest, &signature));
        let mut answer = Assertion::decode(&signature).unwrap();
        answer.r += U256::ONE;
        assert!(!signed(&passkey, digest, &answer.encode()));
        assert!(!signed(&passkey, digest, &Bytes::from_static(&[1, 2, 3])));
    }

    #[test]
    fn the_flag_changes_nothing_that_is_signed() {
        let digest = keccak256("an operation");
        let (passkey, signature) = answer(digest);
        let flagged = with_flag(&signature, true).unwrap();
        assert_ne!(flagged, signature);
        assert!(signed(&passkey, digest, &flagged));
        assert_eq!(with_flag(&flagged, false), Some(signature));
        assert_eq!(with_flag(&Bytes::new(), true), None);
    }

    #[test]
    fn a_network_that_cannot_check_is_refused_in_words() {
        assert_eq!(
            (usable(P256::Precompile, "X"), usable(P256::Verifier, "X")),
            (Ok(true), Ok(false))
        );
        for (found, code) in [
            (P256::Nowhere, Code::Invalid),
            (P256::Unsafe, Code::Invalid),
            (P256::Unknown, Code::Offline),
        ] {
            let refused = usable(found, "Base").unwrap_err();
            assert!(refused.code == code && refused.message.starts_with("Base "), "{refused}");
        }
    }
}
