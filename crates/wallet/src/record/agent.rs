//! A program that may be given keys.
//!
//! Why: agents are known by a token of which only the SHA-256 is kept.
//! Refuses: to vanish: a removed agent keeps its row, so that old lines still name it.

use alloy_primitives::B256;
use serde::{Deserialize, Serialize};

/// A program that may be given keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// Row id.
    pub id: i64,
    /// Name on screens; unique.
    pub name: String,
    /// SHA-256 of its bearer token.
    pub token_sha256: B256,
    /// Unix seconds.
    pub created_at: u64,
    /// Last call, unix seconds.
    pub last_seen_at: Option<u64>,
    /// Removed agents keep their row (revoke before forget).
    pub removed: bool,
}
