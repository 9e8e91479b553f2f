//! Owner keys as Settings shows them, and what a change of owner came to.
//!
//! Refuses: secrets, and the path of a backup file: the person chose it and knows it.

use serde::{Deserialize, Serialize};
use specta::Type;

use latchkey_core::approval::{KeptIn, Lock, OwnerKind};

use super::ReadAt;
use crate::record::OperationStatus;

/// An owner key of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OwnerKeyView {
    /// Row id.
    pub id: u32,
    /// How it is held.
    pub kind: OwnerKind,
    /// Checksummed address, or the hash that names a passkey's credential.
    pub label: String,
    /// Where it rests.
    pub kept_in: KeptIn,
    /// Whether it owns the account now, as a chain last proved.
    pub owns: bool,
    /// What opens it, as far as the signer has said; empty when it has not.
    pub locks: Vec<Lock>,
    /// Whether it can be written to a backup file; keys inside devices cannot.
    pub can_back_up: bool,
    /// Whether a further passphrase or security key can be made to open it.
    pub can_add_lock: bool,
    /// Unix seconds.
    pub made_at: u32,
    /// When it last signed a test, unix seconds.
    pub tested_at: Option<u32>,
    /// When a backup was last written and read back, unix seconds.
    pub backed_up_at: Option<u32>,
    /// Whether each network names it as the owner.
    pub chains: Vec<OwnerOnChain>,
}

/// Whether a network names an owner key as the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OwnerOnChain {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// Whether it owns the account there, or would once it is made; `None` = not known.
    pub owns: Option<bool>,
    /// Whether the account exists there; `None` = not known.
    pub deployed: Option<bool>,
    /// When that was read; `None` = it was not.
    pub read_at: Option<ReadAt>,
}

/// What a change of owner came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OwnerChangeReport {
    /// One per network.
    pub chains: Vec<OwnerChangeOnChain>,
    /// Every network where the account exists names the new owner.
    pub proven: bool,
}

/// What a change of owner came to on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OwnerChangeOnChain {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// What became of the operation; `None` = none was sent.
    pub status: Option<OperationStatus>,
    /// Its transaction.
    pub transaction: Option<String>,
    /// Whether the new key owns the account there; `None` = not known.
    pub changed: Option<bool>,
    /// When that was read.
    pub read_at: Option<ReadAt>,
    /// What went wrong, or why nothing was sent.
    pub problem: Option<String>,
}
