//! A smart account.
//!
//! Why: one row holds everything its address follows from.
//! Refuses: the owner's private key; that is the vault's.

use alloy_primitives::Address;
use latchkey_core::account::{AccountSpec, Owner, RootValidator};
use latchkey_core::approval::{KeptIn, OwnerKind, OwnerPublic, OwnerRef};
use serde::{Deserialize, Serialize};

use super::owner_key::{owner_of, validator_of};

/// A smart account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Row id.
    pub id: i64,
    /// Name on screens.
    pub name: String,
    /// Everything its address follows from.
    pub spec: AccountSpec,
    /// Its address on every chain.
    pub address: Address,
    /// Vault entry of the key that owns it now, as last proven by a chain.
    pub vault_id: String,
    /// Where that key rests.
    pub kept_in: KeptIn,
    /// How it is held.
    pub kind: OwnerKind,
    /// What the chain knows it by. The first owner's until the owner was changed.
    pub public: OwnerPublic,
    /// Session keys up to this row were approved by a former owner; 0 = by none.
    pub former_keys: i64,
    /// Unix seconds.
    pub created_at: u64,
}

impl Account {
    /// Who owns it now.
    #[must_use]
    pub fn owner(&self) -> Owner {
        owner_of(&self.spec, self.public)
    }

    /// The key that owns it, as the signer is told.
    #[must_use]
    pub fn owner_ref(&self) -> OwnerRef {
        OwnerRef { vault_id: self.vault_id.clone(), public: self.public }
    }

    /// The validator the signer is told: none while the first owner is the owner.
    #[must_use]
    pub fn validator(&self) -> Option<RootValidator> {
        validator_of(&self.spec, &self.owner())
    }
}
