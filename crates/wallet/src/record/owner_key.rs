//! An owner key that belongs to an account: the one that owns it, or another kept ready.
//!
//! Why: people lose devices; which keys there are, how each is held, and when it was last backed up
//! and tested is what they must be able to see before that day.
//! Refuses: the private key; that is the vault's, or the device's.

use latchkey_core::account::{AccountSpec, Owner, RootValidator};
use latchkey_core::approval::{KeptIn, Lock, OwnerKind, OwnerPublic, OwnerRef};
use serde::{Deserialize, Serialize};

use super::Account;

/// An owner key of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerKey {
    /// Row id.
    pub id: i64,
    /// Whose.
    pub account_id: i64,
    /// Its entry in the vault.
    pub vault_id: String,
    /// What the chain knows it by.
    pub public: OwnerPublic,
    /// How it is held.
    pub kind: OwnerKind,
    /// Where it rests.
    pub kept_in: KeptIn,
    /// What opens it, as the signer last said; empty for a key that no lock seals.
    pub locks: Vec<Lock>,
    /// Unix seconds.
    pub created_at: u64,
    /// When it last signed what the signer asked of it, unix seconds.
    pub tested_at: Option<u64>,
    /// When a backup file was last written and read back, unix seconds.
    pub backed_up_at: Option<u64>,
}

impl OwnerKey {
    /// The row that a new account begins with.
    #[must_use]
    pub fn first(account: &Account) -> Self {
        Self {
            id: 0,
            account_id: account.id,
            vault_id: account.vault_id.clone(),
            public: account.public,
            kind: account.kind,
            kept_in: account.kept_in,
            locks: Vec::new(),
            created_at: account.created_at,
            tested_at: None,
            backed_up_at: None,
        }
    }

    /// As the signer is told.
    #[must_use]
    pub fn reference(&self) -> OwnerRef {
        OwnerRef { vault_id: self.vault_id.clone(), public: self.public }
    }

    /// The owner that this key is, or would be, on the account: the first owner as it was made, any
    /// other by the validator that new owners get.
    #[must_use]
    pub fn owner_of(&self, account: &AccountSpec) -> Owner {
        owner_of(account, self.public)
    }
}

/// The owner that a key is, or would be, on an account.
#[must_use]
pub fn owner_of(account: &AccountSpec, public: OwnerPublic) -> Owner {
    if OwnerPublic::from(&account.owner) == public {
        return account.owner;
    }
    match public {
        OwnerPublic::Address(address) => Owner::MultiChainEcdsa(address),
        OwnerPublic::Passkey(passkey) => Owner::WebAuthn(passkey),
    }
}

/// What the signer is told of the validator: nothing while the first owner is the owner.
#[must_use]
pub fn validator_of(account: &AccountSpec, owner: &Owner) -> Option<RootValidator> {
    (account.owner != *owner).then(|| owner.kind())
}
