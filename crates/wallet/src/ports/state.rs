//! Raw state of one chain at one block, for running calls here as the chain would.
//!
//! Why: a dry run executes the account's own code; it needs accounts, code and storage words, not
//! answers of contracts.
//! Refuses: to mix blocks; everything is asked of the block that [`State::tip`] named.

use alloy_primitives::{Address, B256, Bytes, U256};
use async_trait::async_trait;

use super::NetworkError;

/// A block, as far as contracts can ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    /// Height.
    pub number: u64,
    /// Unix seconds.
    pub timestamp: u64,
    /// Wei per gas; 0 where the chain has none.
    pub base_fee: u64,
    /// Gas a block may use.
    pub gas_limit: u64,
    /// Who is paid for the block.
    pub beneficiary: Address,
    /// `prevrandao` of the block.
    pub randomness: B256,
}

/// An account as the EVM needs it. One that is not there has zeros and no code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StateAccount {
    /// Transactions sent, or contracts made.
    pub nonce: u64,
    /// Wei.
    pub balance: U256,
    /// Runtime code.
    pub code: Bytes,
}

/// Raw state of one chain.
#[async_trait]
pub trait State: Send + Sync {
    /// The newest block.
    async fn tip(&self) -> Result<Tip, NetworkError>;
    /// These accounts after a block, in order, in one round trip.
    async fn accounts(&self, of: &[Address], at: u64) -> Result<Vec<StateAccount>, NetworkError>;
    /// These words of a contract's storage after a block, in order, in one round trip.
    async fn slots(&self, of: Address, slots: &[U256], at: u64) -> Result<Vec<U256>, NetworkError>;
    /// Hash of a block.
    async fn block_hash(&self, number: u64) -> Result<B256, NetworkError>;
}
