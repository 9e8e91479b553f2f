//! What chains were last read to hold of a key, and what an account was seen to do there.
//!
//! Why: a screen shows the last reading with its date at once, also right after a start; and what
//! happened outside this app is only found by going through the chain once, piece by piece.
//! Refuses: to stand for the chain. Everything here has a block, and the last blocks are read again.

use alloy_primitives::{Address, B256, FixedBytes, U256};
use latchkey_core::history::Signer;
use latchkey_core::kernel::execute::Call;
use latchkey_core::key_state::{AccountFacts, KeyFacts};
use latchkey_core::permission::Permission;
use serde::{Deserialize, Serialize};

/// What was last read of one key on one chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReading {
    /// Row id of the key.
    pub key_id: i64,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Block number.
    pub block: u64,
    /// Time of that block, unix seconds.
    pub block_time: u64,
    /// When it was read here, unix seconds.
    pub read_at: u64,
    /// The account, in the same block.
    pub account: AccountFacts,
    /// The key; `None` = the answer did not decode.
    pub facts: Option<KeyFacts>,
}

/// Which blocks of a chain were gone through for an account, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Row id of the account.
    pub account_id: i64,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// The first.
    pub low: u64,
    /// The last.
    pub high: u64,
    /// Nothing of the account lies before the first: it did not exist, or the chain begins there.
    pub whole: bool,
}

/// An operation of an account, as its chain shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenOperation {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// UserOperation hash.
    pub hash: B256,
    /// Who signed it, by its nonce.
    pub signer: Signer,
    /// Whether its calls went through.
    pub success: bool,
    /// What it cost, wei.
    pub cost_wei: U256,
    /// Whether the account paid that; otherwise a paymaster did.
    pub account_paid: bool,
    /// Native coin it sent away, wei.
    pub native_out: U256,
    /// Tokens it sent away, smallest units.
    pub tokens_out: Vec<(Address, U256)>,
    /// What it called; none when its transaction does not show it.
    pub calls: Vec<Call>,
    /// Transaction.
    pub transaction: B256,
    /// Block number.
    pub block: u64,
    /// Time of that block, unix seconds.
    pub at: u64,
}

/// A validation that was installed or given a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenValidation {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Which.
    pub validation_id: FixedBytes<21>,
    /// Its limits, where the transaction shows them.
    pub permission: Option<Permission>,
    /// Transaction.
    pub transaction: B256,
    /// Block number.
    pub block: u64,
}

/// What a piece of a chain brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPart {
    /// What was gone through after it.
    pub cursor: Cursor,
    /// What was noted from this block on is forgotten first: it was read again.
    pub again_from: Option<u64>,
    /// Operations.
    pub operations: Vec<SeenOperation>,
    /// Validations.
    pub validations: Vec<SeenValidation>,
}

/// Everything that was seen of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// One per chain.
    pub cursors: Vec<Cursor>,
    /// By chain and block.
    pub operations: Vec<SeenOperation>,
    /// By chain and block.
    pub validations: Vec<SeenValidation>,
}
