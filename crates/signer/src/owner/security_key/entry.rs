//! What is kept of a passkey owner: everything but a secret, which only the key has.
//!
//! Why: the credential id is needed for every approval and stands nowhere on the chain, only its
//! hash; without this entry the key cannot be asked.
//! Refuses: unknown formats and fields, a public key that is not the credential's.

use alloy_primitives::{Bytes, keccak256};
use latchkey_core::webauthn::Passkey;
use serde::{Deserialize, Serialize};

use super::ctap::Credential;
use crate::{owner::OwnerError, vault::VaultError};

const FORMAT: u16 = 1;

/// The entry `passkey:0x<keccak256(credential id)>`, as it is written (JSON).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Entry {
    format: u16,
    rp_id: String,
    credential_id: Bytes,
    passkey: Passkey,
    /// What the key calls itself. Untrusted text, cleaned.
    pub(super) label: String,
    transport: Transport,
}

/// How the key is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Transport {
    Usb,
}

impl Entry {
    /// Of a fresh credential.
    pub(super) fn new(credential: Credential, passkey: Passkey, label: String) -> Self {
        let Credential { rp_id, id } = credential;
        Self {
            format: FORMAT,
            rp_id,
            credential_id: id.into(),
            passkey,
            label,
            transport: Transport::Usb,
        }
    }

    /// Reads what [`Self::to_json`] wrote, for this passkey and no other.
    ///
    /// # Errors
    /// [`OwnerError::Vault`] when it is damaged, [`OwnerError::Unknown`] when it is another's.
    pub(super) fn read(bytes: &[u8], passkey: &Passkey) -> Result<Self, OwnerError> {
        let damaged = || VaultError::Damaged(format!("passkey:{}", passkey.authenticator_id_hash));
        let read: Self = serde_json::from_slice(bytes).map_err(|_not| damaged())?;
        if read.format != FORMAT
            || keccak256(&read.credential_id) != read.passkey.authenticator_id_hash
        {
            return Err(damaged().into());
        }
        if read.passkey == *passkey { Ok(read) } else { Err(OwnerError::Unknown) }
    }

    /// The bytes to write.
    pub(super) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What is asked of the key.
    pub(super) fn credential(&self) -> Credential {
        Credential { rp_id: self.rp_id.clone(), id: self.credential_id.to_vec() }
    }

    /// The public key.
    pub(super) const fn passkey(&self) -> &Passkey {
        &self.passkey
    }
}
