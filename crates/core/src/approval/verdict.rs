//! The one answer of a signer in approve mode.
//!
//! Why: whatever happens in the window, the asker hears exactly one of these.
//! Refuses: to carry a private key or a passphrase; there is no field for one.

use alloy_primitives::{B256, Bytes, FixedBytes};
use serde::{Deserialize, Serialize};

use super::{Lock, OwnerKind, OwnerPublic};
use crate::permission::SessionSigner;

/// The one answer of a signer in approve mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "camelCase", deny_unknown_fields)]
pub enum Verdict {
    /// Nothing was signed.
    #[serde(rename_all = "camelCase")]
    Refused {
        /// Echo; empty if the request could not be read.
        request_id: String,
        /// Why.
        reason: Refusal,
        /// What happened and what to do, for a person.
        message: String,
    },
    /// An owner key was made, enrolled or imported.
    #[serde(rename_all = "camelCase")]
    OwnerCreated {
        /// Echo.
        request_id: String,
        /// Name of the vault entry.
        vault_id: String,
        /// What the chain knows it by.
        public: OwnerPublic,
        /// How it is held.
        kind: OwnerKind,
        /// Where it rests.
        kept_in: KeptIn,
    },
    /// A backup file was written.
    #[serde(rename_all = "camelCase")]
    OwnerBackedUp {
        /// Echo.
        request_id: String,
        /// Path of the file.
        path: String,
    },
    /// An owner key has one more lock.
    #[serde(rename_all = "camelCase")]
    LockAdded {
        /// Echo.
        request_id: String,
        /// Every lock it has now.
        locks: Vec<Lock>,
    },
    /// The owner key signed a test message, and the signature was right.
    #[serde(rename_all = "camelCase")]
    OwnerTested {
        /// Echo.
        request_id: String,
    },
    /// The vault holds nothing of the owner key any more.
    #[serde(rename_all = "camelCase")]
    OwnerRemoved {
        /// Echo.
        request_id: String,
    },
    /// The owner key proved itself and the stop mark is gone.
    #[serde(rename_all = "camelCase")]
    Reopened {
        /// Echo.
        request_id: String,
    },
    /// A session key was approved.
    #[serde(rename_all = "camelCase")]
    Granted {
        /// Echo.
        request_id: String,
        /// The session key; when it was made here, its private key stays in the vault.
        session: SessionSigner,
        /// Permission id (spec 4.2).
        permission_id: FixedBytes<4>,
        /// Root that was signed (spec 6).
        root: B256,
        /// Enable signatures, one per leaf, in order (spec 6: `sig ‖ root ‖ abi(proof)`).
        enable_signatures: Vec<Bytes>,
        /// Signatures of the kills of each leaf, in the order of [`crate::plan::prepared`]; empty
        /// for a leaf without terms.
        kill_signatures: Vec<Vec<Bytes>>,
    },
    /// Operations were signed.
    #[serde(rename_all = "camelCase")]
    Signed {
        /// Echo.
        request_id: String,
        /// Root that was signed.
        root: B256,
        /// Signatures for the operations' signature fields, in order.
        signatures: Vec<Bytes>,
    },
    /// Kills were signed.
    #[serde(rename_all = "camelCase")]
    KillsSigned {
        /// Echo.
        request_id: String,
        /// Root that was signed.
        root: B256,
        /// Signatures for the operations' signature fields, in the order of
        /// [`crate::plan::asked_kills`]; one if only one was asked for.
        signatures: Vec<Bytes>,
    },
    /// Plain transactions were signed.
    #[serde(rename_all = "camelCase")]
    TransactionSigned {
        /// Echo.
        request_id: String,
        /// `r ‖ s ‖ v` over each transaction's signing hash, raw, in order.
        signatures: Vec<Bytes>,
    },
}

/// Where an owner key rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum KeptIn {
    /// The operating system's keychain, sealed.
    Keychain,
    /// A sealed file beside the app's data, because no keychain answered.
    SealedFile,
    /// A device; this computer keeps no secret of it.
    Device,
}

/// Why nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    /// The person pressed Refuse.
    Declined,
    /// The window was closed.
    Closed,
    /// The deadline passed.
    TimedOut,
    /// The request was malformed, oversized, of another version, or not what its bytes say.
    Malformed,
    /// A second request came on the same pipe.
    SecondRequest,
    /// The vault holds no such key, or it has another address.
    UnknownOwner,
    /// The keychain is locked or does not answer.
    VaultUnavailable,
    /// Too many wrong passphrases or PINs.
    WrongPassphrase,
    /// The device that holds or opens the key failed, or is another than the one enrolled.
    Device,
    /// This signer cannot do it on this computer.
    Unsupported,
    /// No window could be opened.
    NoDisplay,
    /// The ask breaks a rule that no approval can lift.
    Unsafe,
}
