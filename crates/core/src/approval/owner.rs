//! Owner keys on the pipe: how they are held, what the chain knows them by, what can be asked of them.
//!
//! Why: the same words in the vault, on the sheet and in the app; a kind is chosen once, at
//! enrolment, and decides what an approval takes.
//! Refuses: to carry a secret; a passphrase, a PIN or a backup's password is typed in the signer.

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

use crate::{account::Owner, webauthn::Passkey};

/// How an owner key is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum OwnerKind {
    /// An ECDSA key at rest, sealed by a passphrase.
    Passphrase,
    /// An ECDSA key at rest, sealed by a FIDO2 security key (hmac-secret).
    SecurityKeySealed,
    /// A security key itself, as WebAuthn owner (P-256).
    SecurityKey,
    /// An ECDSA key at rest behind Touch ID.
    TouchId,
    /// A P-256 key in the Secure Enclave, as WebAuthn owner.
    SecureEnclave,
    /// A P-256 key of Windows Hello, as WebAuthn owner.
    WindowsHello,
    /// A key on a Ledger.
    Ledger,
}

/// What the chain knows an owner by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "camelCase", deny_unknown_fields)]
pub enum OwnerPublic {
    /// The address of an ECDSA key.
    Address(Address),
    /// The public key of a passkey, and what names its credential.
    Passkey(Passkey),
}

/// An owner key in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnerRef {
    /// Name of the vault entry, as [`super::Verdict::OwnerCreated`] gave it.
    pub vault_id: String,
    /// What it must be.
    pub public: OwnerPublic,
}

/// Make or enrol an owner key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateOwner {
    /// Name of the account it will own, as typed by the person.
    pub account_name: String,
    /// How it is to be held.
    pub kind: OwnerKind,
}

/// Take an owner key from a backup file, chosen in the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportOwner {
    /// Name of the account it will own, as typed by the person.
    pub account_name: String,
}

/// Write a backup file of an owner key, to a place chosen in the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BackupOwner {
    /// Name of the account it owns. A claim.
    pub account_name: String,
    /// Which key.
    pub owner: OwnerRef,
}

/// Let a further lock open an owner key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddLock {
    /// Name of the account it owns. A claim.
    pub account_name: String,
    /// Which key.
    pub owner: OwnerRef,
    /// What is to open it.
    pub lock: LockKind,
}

/// Show that an owner key can still sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestOwner {
    /// Name of the account it owns, or will own. A claim.
    pub account_name: String,
    /// Which key.
    pub owner: OwnerRef,
}

/// Take an owner key out of this computer's vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoveOwner {
    /// Name of the account it was enrolled for. A claim.
    pub account_name: String,
    /// Which key.
    pub owner: OwnerRef,
    /// How it is held, as the app has it. A claim.
    pub kind: OwnerKind,
    /// The other owner keys of that account, as the app has them. Without one nothing is removed, and
    /// the vault must hold one of them.
    pub others: Vec<OwnerRef>,
}

/// What opens an owner key at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum LockKind {
    /// A passphrase.
    Passphrase,
    /// A FIDO2 security key.
    SecurityKey,
}

/// One lock of an owner key at rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lock {
    /// What opens it.
    pub kind: LockKind,
    /// The name its owner gave it; empty for a passphrase.
    pub label: String,
}

impl OwnerPublic {
    /// The address of an ECDSA key; a passkey has none.
    #[must_use]
    pub const fn address(&self) -> Option<Address> {
        match self {
            Self::Address(address) => Some(*address),
            Self::Passkey(_) => None,
        }
    }

    /// The passkey, if it is one.
    #[must_use]
    pub const fn passkey(&self) -> Option<&Passkey> {
        match self {
            Self::Address(_) => None,
            Self::Passkey(passkey) => Some(passkey),
        }
    }
}

impl From<&Owner> for OwnerPublic {
    fn from(owner: &Owner) -> Self {
        match owner {
            Owner::Ecdsa(address) | Owner::MultiChainEcdsa(address) => Self::Address(*address),
            Owner::WebAuthn(passkey) | Owner::MultiChainWebAuthn(passkey) => {
                Self::Passkey(*passkey)
            }
        }
    }
}

impl OwnerKind {
    /// Every kind, the one for most people first.
    pub const ALL: [Self; 7] = [
        Self::SecurityKeySealed,
        Self::Passphrase,
        Self::SecurityKey,
        Self::TouchId,
        Self::SecureEnclave,
        Self::WindowsHello,
        Self::Ledger,
    ];

    /// Whether such a key is a passkey on the chain; else it is an address.
    #[must_use]
    pub const fn is_passkey(self) -> bool {
        match self {
            Self::SecurityKey | Self::SecureEnclave | Self::WindowsHello => true,
            Self::Passphrase | Self::SecurityKeySealed | Self::TouchId | Self::Ledger => false,
        }
    }

    /// Whether such a key signs plain transactions of its own address here. A passkey has no address; a
    /// Ledger and Touch ID have one, and are not asked for this yet.
    #[must_use]
    pub const fn signs_transactions(self) -> bool {
        match self {
            Self::Passphrase | Self::SecurityKeySealed => true,
            Self::SecurityKey
            | Self::TouchId
            | Self::SecureEnclave
            | Self::WindowsHello
            | Self::Ledger => false,
        }
    }

    /// What it is called in a sentence: `a passphrase`, `a security key`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Passphrase => "a passphrase",
            Self::SecurityKeySealed | Self::SecurityKey => "a security key",
            Self::TouchId => "Touch ID",
            Self::SecureEnclave => "the Secure Enclave",
            Self::WindowsHello => "Windows Hello",
            Self::Ledger => "a Ledger",
        }
    }
}
