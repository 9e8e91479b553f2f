//! A smart account.
//!
//! Why: one row holds everything its address follows from.
//! Refuses: the owner's private key; that is the vault's.

use alloy_primitives::Address;
use latchkey_core::account::AccountSpec;
use latchkey_core::approval::KeptIn;
use serde::{Deserialize, Serialize};

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
    /// Vault entry of the owner key.
    pub vault_id: String,
    /// Where the owner key rests.
    pub kept_in: KeptIn,
    /// Unix seconds.
    pub created_at: u64,
}
