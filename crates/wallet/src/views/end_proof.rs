//! The proof that keys ended, as it is saved: what was asked of each chain at which block, what it
//! answered, and what follows for each key. The format is described in `docs/end-proof.md`.
//!
//! Why: anybody with a node can ask the same again, without this program.
//! Refuses: a chain that was not read as ended; it is listed as such, without a claim.

use serde::{Deserialize, Serialize};

/// A proof, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndProof {
    /// `latchkey-end-proof/1`.
    pub format: String,
    /// What was to end, in words.
    pub what: String,
    /// Unix seconds.
    pub started_at: u64,
    /// Whether everything was to end, also such that Latchkey does not know.
    pub everything: bool,
    /// Checksummed address of the account.
    pub account: String,
    /// `0.3.1` …
    pub kernel_version: String,
    /// EntryPoint that carried the operations.
    pub entry_point: String,
    /// Whether every chain below is proven.
    pub proven: bool,
    /// One per chain.
    pub chains: Vec<ProvenChain>,
}

/// One chain of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProvenChain {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// What the person calls it.
    pub network: String,
    /// Whether the answers show that everything is over.
    pub proven: bool,
    /// UserOperation hash of the operation that was sent; `None` = none was needed.
    pub operation: Option<String>,
    /// Transaction that carried it.
    pub transaction: Option<String>,
    /// Block of that transaction.
    pub transaction_block: Option<u64>,
    /// Number of the block that was read.
    pub block: Option<u64>,
    /// Its hash, where the node told.
    pub block_hash: Option<String>,
    /// Its time, unix seconds.
    pub timestamp: Option<u64>,
    /// `currentNonce()` of the account there; `None` while it does not exist.
    pub current_nonce: Option<u32>,
    /// `validNonceFrom()`.
    pub valid_nonce_from: Option<u32>,
    /// What follows for each key.
    pub keys: Vec<ProvenKey>,
    /// Every question and answer, all at that block.
    pub reads: Vec<ProvenRead>,
}

/// One key of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProvenKey {
    /// What the person called it.
    pub name: String,
    /// `0x` and 8 hex digits.
    pub permission_id: String,
    /// `0x02`, the permission id, 16 zero bytes.
    pub validation_id: String,
    /// The validation nonce its approval was signed for.
    pub approved_nonce: u32,
    /// Nonce of `validationConfig(validationId)`.
    pub stored_nonce: Option<u32>,
    /// Whether its hook is not zero.
    pub installed: Option<bool>,
    /// Its state, in words.
    pub state: String,
    /// Nothing of it can pass any more.
    pub over: bool,
    /// Why its operations are refused.
    pub operations: String,
    /// Why its message signatures (ERC-1271) are refused.
    pub messages: String,
}

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProvenRead {
    /// `eth_call` or `eth_getCode`.
    pub method: String,
    /// Contract.
    pub to: String,
    /// Calldata; `None` for `eth_getCode`.
    pub data: Option<String>,
    /// What came back; `None` = it reverted.
    pub answer: Option<String>,
}
