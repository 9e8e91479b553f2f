//! What a chain holds or did that this app did not do, and what to do about it.
//!
//! Refuses: to call anything harmless because it could not be read.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Severity;

/// One difference between a chain and this app's records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DriftView {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// What kind.
    pub kind: DriftKind,
    /// `0x` and 8 hex digits, where it is about a permission.
    pub permission_id: Option<String>,
    /// The key it is about, if this app has it.
    pub key_id: Option<u32>,
    /// What was found.
    pub text: String,
    /// What to do.
    pub todo: String,
    /// How bad.
    pub severity: Severity,
    /// Block it was found in.
    pub block: Option<u32>,
    /// Transaction, where one is known.
    pub transaction: Option<String>,
}

/// Kinds of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DriftKind {
    /// Something is installed that this app did not grant.
    ForeignPermission,
    /// A key was ended, and not by this app.
    KeyGone,
    /// What is installed is not what was approved.
    ContentsDiffer,
    /// An operation ran that is not in this app's records.
    ForeignOperation,
}
