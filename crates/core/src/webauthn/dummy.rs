//! What stands for a passkey's signature while gas is estimated (spec 7.5).
//!
//! It is well formed and wrong: validation fails without reverting, over the dearer path without
//! the precompile. Refuses: to be checked; it answers another question.

use alloy_primitives::{Bytes, U256, hex, uint};

use super::Assertion;

/// Client data of [`dummy_signature`].
pub const DUMMY_CLIENT_DATA: &str = concat!(
    r#"{"type":"webauthn.get","challenge":"tbxXNFS9X_4Byr1cMwqKrIGB-_30a0QhZ6y7ucM0BOE","#,
    r#""origin":"http://localhost:3000","crossOrigin":false, "#,
    r#""other_keys_can_be_added_here":"do not compare clientDataJSON against a template. "#,
    r#"See https://goo.gl/yabPex"}"#
);

/// Client data of the dummy in a multi-chain tree, which the published package writes shorter.
pub(super) const DUMMY_CLIENT_DATA_OF_TREE: &str = concat!(
    r#"{"type":"webauthn.get","challenge":"tbxXNFS9X_4Byr1cMwqKrIGB-_30a0QhZ6y7ucM0BOE","#,
    r#""origin":"http://localhost:3000","crossOrigin":false}"#
);

/// The dummy of the WebAuthn validator and signer.
#[must_use]
pub fn dummy_signature() -> Bytes {
    with_client_data(DUMMY_CLIENT_DATA).encode()
}

pub(super) fn with_client_data(json: &str) -> Assertion {
    Assertion {
        authenticator_data: Bytes::from_static(&hex!(
            "49960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d97631d00000000"
        )),
        client_data_json: json.to_owned(),
        response_type_location: U256::ONE,
        r: uint!(
            44941127272049826721201904734628716258498742255959991581049806490182030242267_U256
        ),
        s: uint!(9910254599581058084911561569808925251374718953855182016200087235935345969636_U256),
        use_precompile: false,
    }
}
