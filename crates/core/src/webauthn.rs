//! Passkeys (WebAuthn, P-256) as Kernel's validator and signer take them (spec 7).
//!
//! Why: to recognise and to price accounts and keys of passkeys. Assertions are made elsewhere.
//! Refuses: to verify P-256; only the chain and an authenticator do.

use alloy_primitives::{B256, Bytes, U256, hex, uint};
use alloy_sol_types::SolValue;

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
    /// Validator enable data and signer data: `x ‖ y ‖ authenticatorIdHash`, 96 bytes.
    #[must_use]
    pub fn data(&self) -> Bytes {
        let words = [B256::from(self.x), self.y.into(), self.authenticator_id_hash];
        words.concat().into()
    }
}

impl Assertion {
    /// `abi(authenticatorData, clientDataJSON, responseTypeLocation, r, s, usePrecompiled)`.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let (data, json) = (self.authenticator_data.clone(), self.client_data_json.clone());
        (data, json, self.response_type_location, self.r, self.s, self.use_precompile)
            .abi_encode_params()
            .into()
    }
}

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
