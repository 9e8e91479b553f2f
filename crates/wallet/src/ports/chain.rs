//! Reads of one chain, and what can go wrong on a network.
//!
//! Why: every fact about a chain is read in one round trip, at one block, and dated by it.
//! Refuses: to guess: what could not be read is an error, never a zero.

use alloy_primitives::{Address, B256, Bytes};
use async_trait::async_trait;

/// A block, as a date for whatever was read in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockRef {
    /// Height.
    pub number: u64,
    /// Unix seconds.
    pub timestamp: u64,
    /// Its hash, where the node tells.
    pub hash: Option<B256>,
}

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Read {
    /// `eth_call`, no sender.
    Call {
        /// Contract.
        to: Address,
        /// Calldata.
        data: Bytes,
    },
    /// Native balance, as a 32-byte word.
    Balance(Address),
    /// Runtime code; empty = none.
    Code(Address),
}

/// One answer: bytes, or the revert data of a call.
pub type Answer = Result<Bytes, Bytes>;

/// Answers of one round trip, all at one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Block they were read at.
    pub at: BlockRef,
    /// In the order asked.
    pub answers: Vec<Answer>,
}

/// Fees in wei per gas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fees {
    /// Cap.
    pub max_fee_per_gas: u128,
    /// Tip.
    pub max_priority_fee_per_gas: u128,
}

/// Why a network did not answer usefully.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// No connection, a time-out, or nonsense instead of JSON-RPC.
    #[error("the network does not answer: {0}")]
    Unreachable(String),
    /// It answered, but for another chain id.
    #[error("the address answers for chain {got}, not {expected}")]
    WrongChain {
        /// Configured.
        expected: u64,
        /// What it said.
        got: u64,
    },
    /// It refused the request.
    #[error("the network refused: {message}")]
    Rejected {
        /// JSON-RPC error code.
        code: i64,
        /// Its words, untrusted, capped.
        message: String,
        /// Revert or inner error data.
        data: Bytes,
    },
}

/// Reads of one chain.
#[async_trait]
pub trait Chain: Send + Sync {
    /// The newest block.
    async fn head(&self) -> Result<BlockRef, NetworkError>;
    /// Reads everything at one block in one round trip.
    async fn read(&self, reads: Vec<Read>) -> Result<Answers, NetworkError>;
    /// What a transaction should pay now.
    async fn fees(&self) -> Result<Fees, NetworkError>;
    /// Gas that a block may use, which no transaction exceeds.
    async fn gas_limit(&self) -> Result<u64, NetworkError>;
    /// Asks for test money (`latchkey_faucet`, params `[address]`); answered by the built-in
    /// network only, others reject the method.
    async fn faucet(&self, to: Address) -> Result<(), NetworkError>;
}
