//! Plain transactions of the owner key's own address, which end keys without a bundler.
//!
//! Why: the last way out that needs nothing but a node (spec 9.5).
//! Refuses: to name what they do; the signer reads that from their bytes.

use serde::{Deserialize, Serialize};

use super::{Claims, KeyClaim, OwnerRef, Purpose, root};
use crate::account::{AccountSpec, Owner, RootValidator};
use crate::transaction::Transaction;

/// Transactions, one per chain, under one act of the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransactionAsk {
    /// [`Purpose::Revoke`] or [`Purpose::StopAll`].
    pub purpose: Purpose,
    /// Whose key signs; its address sends and pays.
    pub owner: OwnerRef,
    /// The smart account whose keys are ended.
    pub account: AccountSpec,
    /// As in [`super::GrantAsk::validator`].
    #[serde(default)]
    pub validator: Option<RootValidator>,
    /// What is to be signed, one per chain.
    pub transactions: Vec<Transaction>,
    /// Names of the keys they touch; claims.
    pub keys: Vec<KeyClaim>,
    /// Names of networks; claims.
    pub claims: Claims,
}

impl TransactionAsk {
    /// Who owns the account now, as far as the request says.
    #[must_use]
    pub fn root(&self) -> Owner {
        root(&self.account, &self.owner, self.validator)
    }
}
