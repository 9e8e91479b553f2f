//! Passkeys (WebAuthn, P-256) as Kernel's validator and signer take them (spec 7).
//!
//! Why: to recognise and to price accounts and keys of passkeys. Assertions are made elsewhere.
//! Refuses: to verify P-256; only the chain and an authenticator do.

mod der;
mod precompile;

use alloy_primitives::{B256, Bytes, U256, hex, keccak256, uint};
use alloy_sol_types::SolValue;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

pub use precompile::has_precompile;

/// A passkey's public key and what names its credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// First coordinate.
    pub x: U256,
    /// Second coordinate.
    pub y: U256,
    /// keccak256 of the raw credential id.
    pub authenticator_id_hash: B256,
}

/// Why a key or an answer of an authenticator is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebAuthnError {
    /// The public key is not an uncompressed P-256 point in SPKI form.
    #[error("this is not a P-256 public key; use a passkey that signs with ES256")]
    PublicKey,
    /// The signature is not two integers of 32 bytes in DER.
    #[error("the authenticator's signature cannot be read; ask for it again")]
    Signature,
    /// Client data that the contracts would refuse.
    #[error("the authenticator answered another question than it was asked; ask again")]
    ClientData,
    /// Authenticator data shorter than 37 bytes, or made without checking the person.
    #[error("the authenticator did not verify the person; ask again with verification")]
    NotVerified,
}

/// What an authenticator answered, as the contracts read it (spec 7.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// `rpIdHash(32) ‖ flags(1) ‖ counter(4) ‖ …`.
    pub authenticator_data: Bytes,
    /// The JSON the authenticator signed.
    pub client_data_json: String,
    /// Byte index of `"type":"webauthn.get"` in it.
    pub response_type_location: U256,
    /// First half of the signature.
    pub r: U256,
    /// Second half, at most half the group order.
    pub s: U256,
    /// Whether the chain has the P-256 precompile (RIP-7212).
    pub use_precompile: bool,
}

impl Passkey {
    /// From a registration: the key in SPKI form (DER), and the raw credential id.
    ///
    /// # Errors
    /// [`WebAuthnError::PublicKey`] for anything but an uncompressed P-256 point.
    pub fn from_registration(spki: &[u8], credential_id: &[u8]) -> Result<Self, WebAuthnError> {
        let point = spki.strip_prefix(&SPKI_PREFIX).ok_or(WebAuthnError::PublicKey)?;
        let Some((&[4], coordinates)) = point.split_first_chunk::<1>() else {
            return Err(WebAuthnError::PublicKey);
        };
        let (x, y) = coordinates.split_first_chunk::<32>().ok_or(WebAuthnError::PublicKey)?;
        let y = <&[u8; 32]>::try_from(y).ok().ok_or(WebAuthnError::PublicKey)?;
        Ok(Self {
            x: U256::from_be_bytes(*x),
            y: U256::from_be_bytes(*y),
            authenticator_id_hash: keccak256(credential_id),
        })
    }

    /// Validator enable data and signer data: `x ‖ y ‖ authenticatorIdHash`, 96 bytes.
    #[must_use]
    pub fn data(&self) -> Bytes {
        let words = [B256::from(self.x), self.y.into(), self.authenticator_id_hash];
        words.concat().into()
    }
}

impl Assertion {
    /// From an answer to `challenge`: checks what the contracts check but the P-256 signature
    /// itself, and makes `s` low.
    ///
    /// # Errors
    /// [`WebAuthnError`] where the contracts would refuse the answer.
    pub fn new(
        challenge: B256,
        authenticator_data: Bytes,
        client_data_json: String,
        der_signature: &[u8],
        use_precompile: bool,
    ) -> Result<Self, WebAuthnError> {
        let flags = authenticator_data.get(32).copied().unwrap_or_default();
        if authenticator_data.len() < 37 || flags & VERIFIED != VERIFIED {
            return Err(WebAuthnError::NotVerified);
        }
        let expected = format!("{CLIENT_DATA_START}{}\"", URL_SAFE_NO_PAD.encode(challenge));
        if !client_data_json.starts_with(&expected) {
            return Err(WebAuthnError::ClientData);
        }
        let (r, s) = der::signature(der_signature).ok_or(WebAuthnError::Signature)?;
        let s = if s > HALF_ORDER { ORDER.saturating_sub(s) } else { s };
        Ok(Self {
            authenticator_data,
            client_data_json,
            response_type_location: U256::ONE,
            r,
            s,
            use_precompile,
        })
    }

    /// `abi(authenticatorData, clientDataJSON, responseTypeLocation, r, s, usePrecompiled)`.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let (data, json) = (self.authenticator_data.clone(), self.client_data_json.clone());
        (data, json, self.response_type_location, self.r, self.s, self.use_precompile)
            .abi_encode_params()
            .into()
    }
}

/// DER of a P-256 SubjectPublicKeyInfo up to the point.
const SPKI_PREFIX: [u8; 26] = hex!("3059301306072a8648ce3d020106082a8648ce3d030107034200");

/// User present and user verified.
const VERIFIED: u8 = 0x05;

/// How client data must begin; the contracts look for the challenge at byte 23.
const CLIENT_DATA_START: &str = r#"{"type":"webauthn.get","challenge":""#;

/// Order of the P-256 group.
const ORDER: U256 = uint!(0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551_U256);

/// Above this, `s` is replaced by `ORDER - s`.
const HALF_ORDER: U256 =
    uint!(57896044605178124381348723474703786764998477612067880171211129530534256022184_U256);

/// Stands for a passkey's signature while gas is estimated (spec 7.5).
#[must_use]
pub fn dummy_signature() -> Bytes {
    Assertion {
        authenticator_data: Bytes::from_static(&hex!(
            "49960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d97631d00000000"
        )),
        client_data_json: DUMMY_CLIENT_DATA.to_owned(),
        response_type_location: U256::ONE,
        r: uint!(
            44941127272049826721201904734628716258498742255959991581049806490182030242267_U256
        ),
        s: uint!(9910254599581058084911561569808925251374718953855182016200087235935345969636_U256),
        use_precompile: false,
    }
    .encode()
}

/// Client data of [`dummy_signature`].
pub const DUMMY_CLIENT_DATA: &str = concat!(
    r#"{"type":"webauthn.get","challenge":"tbxXNFS9X_4Byr1cMwqKrIGB-_30a0QhZ6y7ucM0BOE","#,
    r#""origin":"http://localhost:3000","crossOrigin":false, "#,
    r#""other_keys_can_be_added_here":"do not compare clientDataJSON against a template. "#,
    r#"See https://goo.gl/yabPex"}"#
);

#[cfg(test)]
mod tests;
