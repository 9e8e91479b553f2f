//! What happened on a chain: events of an account, and transactions.
//!
//! Why: nothing else shows what was installed or signed outside this app.
//! Refuses: ranges without an end; the caller bounds them and goes on where it stopped.

use alloy_primitives::{Address, B256, Bytes};
use async_trait::async_trait;
use latchkey_core::history::ChainLog;

use super::NetworkError;

/// A mined transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainTransaction {
    /// Its hash.
    pub hash: B256,
    /// Who sent it.
    pub from: Address,
    /// Whom it called; `None` when it made a contract.
    pub to: Option<Address>,
    /// Calldata.
    pub input: Bytes,
    /// Its logs, in order.
    pub logs: Vec<ChainLog>,
    /// Time of its block, unix seconds.
    pub timestamp: u64,
}

/// Events and transactions of one chain.
#[async_trait]
pub trait History: Send + Sync {
    /// Logs of the account, and those of the EntryPoint about it, in these blocks, both included, in
    /// the order of the chain. Nodes refuse ranges that are too long for them.
    async fn account_logs(
        &self,
        account: Address,
        from: u64,
        to: u64,
    ) -> Result<Vec<ChainLog>, NetworkError>;
    /// These transactions; those that the node does not know are left out.
    async fn transactions(&self, hashes: &[B256]) -> Result<Vec<ChainTransaction>, NetworkError>;
}
