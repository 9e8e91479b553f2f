//! A passkey of Windows Hello (or of a security key, as the system's own sheet offers) as WebAuthn
//! owner, through `webauthn.dll`.
//!
//! Why the system's API: Windows gives raw access to security keys to administrators only, so this is
//! the one way on Windows to both.
//! What it leaves open: the system's window cannot be closed from here, so cancelling waits for it;
//! every failure comes back without a reason.
//! Refuses: answers that do not belong to the key that was asked, or that the contracts would refuse.
//! State: type-checked from Linux, not run on Windows.

use alloy_primitives::Bytes;
use latchkey_core::{
    approval::{CreateOwner, KeptIn, OwnerKind, OwnerPublic},
    webauthn::{Assertion, AuthenticatorData},
};
use serde::Deserialize;
use webauthn_authenticator_rs::{AuthenticatorBackend, prelude::Url, win10::Win10};
use webauthn_rs_proto::{
    AllowCredentials, AuthenticatorSelectionCriteria, PubKeyCredParams,
    PublicKeyCredentialCreationOptions, PublicKeyCredentialRequestOptions, RelyingParty,
    ResidentKeyRequirement, User, UserVerificationPolicy,
};

use super::{
    Described, DeviceState, Enrolled, OwnerError, OwnerKey, OwnerSignature, Probe, Signing, Talk,
    chip::{Chip, ChipEntry, RP_ID, sha256},
};
use crate::{
    random,
    vault::{EntryId, Secret, Vaults},
};

/// How long the system's sheet waits, milliseconds.
const WAIT_MILLIS: u32 = 120_000;
/// ES256 (RFC 8152): ECDSA over P-256 with SHA-256.
const ES256: i64 = -7;

/// A key of Windows Hello.
#[derive(Debug)]
pub(super) struct HelloOwner {
    entry: ChipEntry,
}

impl HelloOwner {
    /// For an entry of Windows Hello.
    pub(super) const fn new(entry: ChipEntry) -> Self {
        Self { entry }
    }
}

impl OwnerKey for HelloOwner {
    fn kind(&self) -> OwnerKind {
        OwnerKind::WindowsHello
    }

    fn describe(&self) -> Described {
        Described {
            name: "Windows Hello on this computer".to_owned(),
            protects: "Windows signs nothing without your face, finger or PIN, and keeps the key from every program.",
            does_not: "Whoever knows the computer's PIN can approve, and the key may end with this computer: keep a second owner key.",
            secret_first: false,
            kept_in: KeptIn::Device,
        }
    }

    fn probe(&mut self) -> Probe {
        Probe::Ready
    }

    fn approve(
        &mut self,
        ask: &Signing<'_>,
        talk: &dyn Talk,
    ) -> Result<OwnerSignature, OwnerError> {
        talk.show(DeviceState::System { name: "Windows Hello" });
        let options = PublicKeyCredentialRequestOptions {
            challenge: ask.challenge.to_vec(),
            timeout: Some(WAIT_MILLIS),
            rp_id: self.entry.rp_id.clone(),
            allow_credentials: vec![AllowCredentials {
                type_: "public-key".to_owned(),
                id: self.entry.credential_id.to_vec(),
                transports: None,
            }],
            user_verification: UserVerificationPolicy::Required,
            hints: None,
            extensions: None,
        };
        let answer = Win10::default()
            .perform_auth(origin(&self.entry.rp_id)?, options, WAIT_MILLIS)
            .map_err(|error| failed(&error))?;
        talk.show(DeviceState::Verifying);
        let response = answer.response;
        let data = AuthenticatorData::parse(&response.authenticator_data)
            .map_err(|error| OwnerError::Device(error.to_string()))?;
        if data.rp_id_hash != sha256(self.entry.rp_id.as_bytes()) {
            return Err(OwnerError::Unknown);
        }
        let client = String::from_utf8(response.client_data_json)
            .map_err(|_not| OwnerError::Device("Windows answered no text; try again".to_owned()))?;
        Assertion::new(
            ask.challenge,
            Bytes::from(response.authenticator_data),
            client,
            &response.signature,
            false,
        )
        .map(OwnerSignature::WebAuthn)
        .map_err(|error| OwnerError::Device(error.to_string()))
    }

    /// The passkey itself is removed in the system's own settings; this program may not.
    fn remove(self: Box<Self>, vaults: &Vaults) -> Result<(), OwnerError> {
        Ok(vaults.remove(EntryId::Passkey(self.entry.passkey.authenticator_id_hash))?)
    }
}

/// What an enrolment brings back, as far as it is read here (WebAuthn, 6.5).
#[derive(Deserialize)]
struct AttestationObject {
    #[serde(rename = "authData")]
    auth_data: ciborium::Value,
}

/// Makes a passkey on the system's own sheet.
///
/// # Errors
/// [`OwnerError::Device`].
pub(super) fn enrol(ask: &CreateOwner, talk: &dyn Talk) -> Result<Enrolled, OwnerError> {
    talk.show(DeviceState::System { name: "Windows Hello" });
    let (user, challenge) = (random::array::<32>()?, random::array::<32>()?);
    let options = PublicKeyCredentialCreationOptions {
        rp: RelyingParty { name: "Latchkey".to_owned(), id: RP_ID.to_owned() },
        user: User {
            id: user.to_vec(),
            name: ask.account_name.clone(),
            display_name: ask.account_name.clone(),
        },
        challenge: challenge.to_vec(),
        pub_key_cred_params: vec![PubKeyCredParams { type_: "public-key".to_owned(), alg: ES256 }],
        timeout: Some(WAIT_MILLIS),
        exclude_credentials: None,
        authenticator_selection: Some(AuthenticatorSelectionCriteria {
            authenticator_attachment: None,
            resident_key: Some(ResidentKeyRequirement::Discouraged),
            require_resident_key: false,
            user_verification: UserVerificationPolicy::Required,
        }),
        hints: None,
        attestation: None,
        attestation_formats: None,
        extensions: None,
    };
    let made = Win10::default()
        .perform_register(origin(RP_ID)?, options, WAIT_MILLIS)
        .map_err(|error| failed(&error))?;
    talk.show(DeviceState::Verifying);
    let not_read = || OwnerError::Device("Windows' answer cannot be read; try again".to_owned());
    let object: AttestationObject =
        ciborium::from_reader(made.response.attestation_object.as_slice())
            .map_err(|_not| not_read())?;
    let data = object.auth_data.as_bytes().ok_or_else(not_read)?;
    let data = AuthenticatorData::parse(data).map_err(|_not| not_read())?;
    let credential = data.credential.ok_or_else(not_read)?;
    if data.rp_id_hash != sha256(RP_ID.as_bytes()) || !data.flags.are_taken() {
        return Err(not_read());
    }
    let passkey = credential.passkey;
    let entry = ChipEntry::new(Chip::WindowsHello, credential.id, passkey);
    Ok(Enrolled {
        id: EntryId::Passkey(passkey.authenticator_id_hash),
        entry: Secret::new(entry.to_json()),
        public: OwnerPublic::Passkey(passkey),
        kind: OwnerKind::WindowsHello,
    })
}

fn origin(rp_id: &str) -> Result<Url, OwnerError> {
    Url::parse(&format!("https://{rp_id}")).map_err(|_not| OwnerError::Unknown)
}

fn failed(error: &webauthn_authenticator_rs::error::WebauthnCError) -> OwnerError {
    OwnerError::Device(format!("Windows Hello did not sign ({error}); try again"))
}
