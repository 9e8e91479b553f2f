//! Plain transactions through a node, for the ways out that need no bundler.
//!
//! Why: a key must end when no bundler answers (spec 9.5).
//! Refuses: to sign; what is sent was sealed before.

use alloy_primitives::{Address, B256, Bytes, U256};
use async_trait::async_trait;

use super::NetworkError;

/// A mined transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransactionReceipt {
    /// Whether it did not revert. Of a bundle that says nothing about its operations.
    pub success: bool,
    /// Its block.
    pub block_number: u64,
    /// What it cost its sender, wei.
    pub cost_wei: U256,
}

/// Plain transactions through a node.
#[async_trait]
pub trait Transactions: Send + Sync {
    /// How many transactions this address has made, those on their way included.
    async fn count(&self, of: Address) -> Result<u64, NetworkError>;
    /// Gas that a call of a contract by somebody needs; a call that would revert is
    /// [`NetworkError::Rejected`] with its data.
    async fn gas(&self, from: Address, to: Address, data: Bytes) -> Result<u64, NetworkError>;
    /// Hands over a sealed transaction; answers the hash that the node computed.
    async fn send(&self, raw: Bytes) -> Result<B256, NetworkError>;
    /// `None` until it is mined.
    async fn receipt(&self, hash: B256) -> Result<Option<TransactionReceipt>, NetworkError>;
}
