//! What an account did on a chain, from its logs and transactions: who signed each operation, what
//! it cost, what left the account, what was installed.
//!
//! Why: what happened outside this app is found nowhere else; `invalidateNonce` and the uninstalling
//! of a permission tell nothing useful, so events only point and reads decide (spec 9.1).
//! Refuses: to guess. What does not decode is left out, never bent to fit.

mod bundle;
mod event;
mod spent;

#[cfg(test)]
mod tests;

use alloy_primitives::{Address, B256, Bytes};

pub use bundle::{bundled, calls_of, enabled, ends, installed_by, native_out};
pub use event::{AccountEvent, OperationEvent, Signer, entry_point_topics, event, kernel_topics};
pub use spent::spent;

/// A log as a node gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainLog {
    /// Who told it.
    pub address: Address,
    /// Topics.
    pub topics: Vec<B256>,
    /// Data.
    pub data: Bytes,
    /// Block number.
    pub block: u64,
    /// Transaction.
    pub transaction: B256,
    /// Place in the block.
    pub index: u64,
}
