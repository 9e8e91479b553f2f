//! What an agent wanted to do while nothing was signed for it.
//!
//! Refuses: a signature, a hash or anything else that could be sent.

use latchkey_core::kernel::execute::Call;
use serde::{Deserialize, Serialize};

/// Most intended operations that are kept for one agent.
pub const SHADOW_MOST: u32 = 500;

/// One intended operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShadowCall {
    /// Row id.
    pub id: i64,
    /// Whose.
    pub agent_id: i64,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// In order; made together.
    pub calls: Vec<Call>,
    /// Signatures of the functions the agent named.
    pub functions: Vec<String>,
    /// In words.
    pub what: String,
    /// What a trial run said, in words.
    pub outcome: String,
    /// The agent's own name for it; the same name is kept once.
    pub key: Option<String>,
    /// Unix seconds.
    pub at: u64,
}
