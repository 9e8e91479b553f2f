//! Why an owner key did not sign, or was not made.
//!
//! Why: every kind fails in its own way, and the person is told what happened and what to do; the
//! asker gets a reason it can act on.
//! Refuses: to carry secrets or a device's raw output.

use latchkey_core::approval::{OwnerKind, Refusal};

use crate::{
    approve::Refused,
    random::NoRandomness,
    vault::{
        VaultError,
        keystore::KeystoreError,
        sealed::{OpenError, SealError},
    },
};

/// Why not. The words begin small and end without a stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OwnerError {
    /// The person, the clock or the asker ended the request; there is a verdict already.
    #[error("the request has ended")]
    Cancelled,
    /// The person said no on the device: what happened and what to do.
    #[error("{0}")]
    Declined(String),
    /// Too many wrong passphrases, PINs or passwords.
    #[error("it was wrong too often; ask again when you have it")]
    WrongSecret,
    /// The vault holds no such key, or it is another.
    #[error(
        "this computer's vault does not hold that owner key; approve where the account was made"
    )]
    Unknown,
    /// This program cannot do that kind here.
    #[error("{}", not_built(*.0))]
    NotBuilt(OwnerKind),
    /// The key was made inside a device and cannot be read out.
    #[error("a key inside {} never leaves it, so it cannot be backed up; add a second owner key instead", .0.words())]
    StaysInside(OwnerKind),
    /// It has no address that sends transactions, or signs them in another way.
    #[error("an owner key held by {} cannot sign a plain transaction here; use a bundler, or a prepared kill", .0.words())]
    NoTransactions(OwnerKind),
    /// A backup was not written, read or opened.
    #[error(transparent)]
    Backup(#[from] KeystoreError),
    /// The vault did not answer.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A sealed key did not open, for another reason than the passphrase.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A key was not sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// No randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The device failed, or is another than the one enrolled: what happened and what to do.
    #[error("{0}")]
    Device(String),
    /// A file could not be read or written: what happened and what to do.
    #[error("{0}")]
    File(String),
}

fn not_built(kind: OwnerKind) -> String {
    format!(
        "this version of Latchkey cannot use {} as owner key on this computer; choose another kind",
        kind.words()
    )
}

impl From<OwnerError> for Refused {
    fn from(error: OwnerError) -> Self {
        let reason = match &error {
            OwnerError::Cancelled => return Refusal::Declined.into(),
            OwnerError::WrongSecret => return Refusal::WrongPassphrase.into(),
            OwnerError::Unknown => return Refusal::UnknownOwner.into(),
            OwnerError::Declined(_) => Refusal::Declined,
            OwnerError::NotBuilt(_)
            | OwnerError::StaysInside(_)
            | OwnerError::NoTransactions(_) => Refusal::Unsupported,
            OwnerError::Device(_) => Refusal::Device,
            OwnerError::Vault(_)
            | OwnerError::Open(_)
            | OwnerError::Seal(_)
            | OwnerError::NoRandomness(_)
            | OwnerError::Backup(_)
            | OwnerError::File(_) => Refusal::VaultUnavailable,
        };
        Self::saying(reason, format!("Nothing was signed: {error}."))
    }
}
