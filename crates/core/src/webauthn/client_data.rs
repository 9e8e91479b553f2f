//! Client data: the JSON in which a browser or an app tells the authenticator what it is asked
//! (WebAuthn level 3, 5.8.1; spec 7.4).
//!
//! Why: the contracts look for the challenge at byte 23, so equal JSON in another order is worth
//! nothing; here it is built in the one order that works and read in any.
//! Refuses: text that is no JSON object, ceremonies other than the two, challenges that are not
//! base64url without padding, members twice. Members it does not know are passed over, as WebAuthn
//! says.

use alloy_primitives::Bytes;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// What the authenticator was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ceremony {
    /// Make a credential.
    #[serde(rename = "webauthn.create")]
    Create,
    /// Sign a challenge.
    #[serde(rename = "webauthn.get")]
    Get,
}

/// Client data, taken apart. The order of the members is the order they are built in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientData {
    /// What was asked.
    pub ceremony: Ceremony,
    /// The challenge, decoded.
    pub challenge: Bytes,
    /// Who asked. Untrusted text; no contract looks at it.
    pub origin: String,
    /// Whether the asker was a frame of another origin.
    pub cross_origin: Option<bool>,
    /// The page around such a frame.
    pub top_origin: Option<String>,
}

/// Why client data cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientDataError {
    /// Not a JSON object with `type`, `challenge` and `origin`.
    #[error("the client data is not the JSON of WebAuthn; ask the authenticator again")]
    Json,
    /// The challenge is not base64url without padding.
    #[error("the challenge in the client data is not base64url; ask the authenticator again")]
    Challenge,
}

/// The wire form; known members only, in the order of WebAuthn's own serialization.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(rename = "type")]
    ceremony: Ceremony,
    challenge: String,
    origin: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cross_origin: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    top_origin: Option<String>,
}

impl ClientData {
    /// Takes the JSON apart.
    ///
    /// # Errors
    /// [`ClientDataError`].
    pub fn parse(json: &[u8]) -> Result<Self, ClientDataError> {
        let wire: Wire = serde_json::from_slice(json).map_err(|_not| ClientDataError::Json)?;
        let challenge = URL_SAFE_NO_PAD.decode(&wire.challenge);
        let challenge = challenge.map_err(|_not| ClientDataError::Challenge)?;
        Ok(Self {
            ceremony: wire.ceremony,
            challenge: challenge.into(),
            origin: wire.origin,
            cross_origin: wire.cross_origin,
            top_origin: wire.top_origin,
        })
    }

    /// The JSON, with the challenge where the contracts look for it.
    #[must_use]
    pub fn build(&self) -> String {
        let wire = Wire {
            ceremony: self.ceremony,
            challenge: URL_SAFE_NO_PAD.encode(&self.challenge),
            origin: self.origin.clone(),
            cross_origin: self.cross_origin,
            top_origin: self.top_origin.clone(),
        };
        // Strings and booleans always serialize.
        serde_json::to_string(&wire).unwrap_or_default()
    }
}

/// What the contracts look for at `responseTypeLocation`.
pub(super) const TYPE: &str = r#""type":"webauthn.get""#;

/// Byte index at which the contracts look for the challenge.
pub(super) const CHALLENGE_AT: usize = 23;

/// The member the contracts look for at byte 23.
pub(super) fn challenge_member(challenge: &[u8]) -> String {
    format!(r#""challenge":"{}""#, URL_SAFE_NO_PAD.encode(challenge))
}

/// `responseTypeLocation` as the published SDK finds it: the last place of the type, in bytes.
pub(super) fn type_location(json: &str) -> Option<usize> {
    json.rfind(TYPE)
}

/// Whether `part` stands exactly at this byte.
pub(super) fn stands_at(json: &str, part: &str, at: usize) -> bool {
    json.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(part.as_bytes()))
}
