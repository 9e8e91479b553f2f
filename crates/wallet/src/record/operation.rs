//! An operation the wallet sent or tried to send.
//!
//! Why: a signed operation can be mined long after it was signed, so it is kept until the chain
//! says what became of it.
//! Refuses: to lose a final status: mined stays mined.

use alloy_primitives::B256;
use serde::{Deserialize, Serialize};

/// An operation the wallet sent or tried to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Row id.
    pub id: i64,
    /// The key that signed; `None` = the owner.
    pub key_id: Option<i64>,
    /// The agent that asked.
    pub agent_id: Option<i64>,
    /// Account that sends.
    pub account_id: i64,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// UserOperation hash.
    pub hash: B256,
    /// The signed operation as JSON (bundler form), kept so that it can be sent again or proven dead.
    pub signed_json: String,
    /// Where it stands.
    pub status: OperationStatus,
    /// Transaction, once mined.
    pub transaction: Option<B256>,
    /// Block, once mined.
    pub block_number: Option<u64>,
    /// What went wrong, if it did.
    pub reason: Option<String>,
    /// Unix seconds.
    pub created_at: u64,
}

/// Where an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum OperationStatus {
    /// Signed, not yet accepted by a bundler.
    Signed,
    /// A bundler has it.
    Submitted,
    /// Mined and successful.
    Included,
    /// Mined, but the call reverted.
    Reverted,
    /// The bundler refused it.
    Rejected,
    /// No answer; it may still be mined.
    Unknown,
}

impl OperationStatus {
    /// Mined or refused for good: no later reading can change it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Included | Self::Reverted => true,
            Self::Signed | Self::Submitted | Self::Rejected | Self::Unknown => false,
        }
    }

    /// Whether it may still be mined without anybody doing anything more.
    #[must_use]
    pub const fn may_still_be_mined(self) -> bool {
        match self {
            Self::Submitted | Self::Unknown => true,
            Self::Signed | Self::Included | Self::Reverted | Self::Rejected => false,
        }
    }
}
