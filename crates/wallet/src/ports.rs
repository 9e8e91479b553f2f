//! The small traits between use cases and the outside: chain, bundler, store, signer, clock.
//!
//! Why: use cases decide with facts that come in through these ports and are tested on in-memory
//! ones. At most five methods each, typed errors, object-safe.
//! Refuses: to expose a secret; no port returns a private key.

use alloy_primitives::{Address, B256, Bytes, U256};
use async_trait::async_trait;
use latchkey_core::approval::{ApprovalRequest, SessionKeyRef, SessionRefusal, Verdict};
use latchkey_core::user_op::UserOperation;

/// A block, as a date for whatever was read in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockRef {
    /// Height.
    pub number: u64,
    /// Unix seconds.
    pub timestamp: u64,
}

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Gas limits for a UserOperation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GasLimits {
    /// For the execution.
    pub call: u128,
    /// For validation.
    pub verification: u128,
    /// For what the bundler pays outside.
    pub pre_verification: U256,
}

/// A mined UserOperation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpReceipt {
    /// `UserOperationEvent.success`. A mined operation with `false` did nothing it was meant to do.
    pub success: bool,
    /// Revert data of the inner call, where the bundler gives it.
    pub revert_data: Bytes,
    /// Transaction that carried it.
    pub transaction: B256,
    /// Block of that transaction.
    pub block_number: u64,
    /// What it cost, wei.
    pub cost_wei: U256,
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
}

/// One ERC-4337 bundler.
#[async_trait]
pub trait Bundler: Send + Sync {
    /// Gas limits for an operation with a stub signature.
    async fn estimate(&self, op: &UserOperation, entry_point: Address) -> Result<GasLimits, NetworkError>;
    /// Sends; answers the operation hash the bundler computed.
    async fn send(&self, op: &UserOperation, entry_point: Address) -> Result<B256, NetworkError>;
    /// `None` until it is mined.
    async fn receipt(&self, hash: B256) -> Result<Option<OpReceipt>, NetworkError>;
    /// Fees the bundler wants; `None` when it has no method for that.
    async fn fees(&self) -> Result<Option<Fees>, NetworkError>;
}

/// Opens the adapters for a network by its settings.
pub trait Networks: Send + Sync {
    /// Node of a network.
    fn chain(&self, network: &crate::record::Network) -> std::sync::Arc<dyn Chain>;
    /// Bundler of a network.
    fn bundler(&self, network: &crate::record::Network) -> std::sync::Arc<dyn Bundler>;
}

/// Why the signer gave no usable answer. Every one of these means: nothing was signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// The program is not beside the app.
    #[error("the signing program is missing: {0}")]
    Missing(String),
    /// It ended without a verdict.
    #[error("the signing program ended without an answer: {0}")]
    Crashed(String),
    /// It answered something else than was asked, or nonsense.
    #[error("the signing program gave an answer that does not fit: {0}")]
    Unexpected(String),
    /// The session signer is not running.
    #[error("agent access is off")]
    Off,
    /// The session signer refused.
    #[error("{message}")]
    SessionRefused {
        /// For programs.
        reason: SessionRefusal,
        /// For people.
        message: String,
    },
}

/// Asks the owner, in the signer's own window.
#[async_trait]
pub trait Approver: Send + Sync {
    /// Starts one signer, waits for its one verdict.
    async fn approve(&self, request: ApprovalRequest) -> Result<Verdict, SignerError>;
}

/// The session signer.
#[async_trait]
pub trait SessionSigning: Send + Sync {
    /// Starts it with these keys; answers the ones the vault lacks.
    async fn start(&self, keys: Vec<SessionKeyRef>) -> Result<Vec<SessionKeyRef>, SignerError>;
    /// Loads one more key, if it runs.
    async fn add(&self, key: SessionKeyRef) -> Result<(), SignerError>;
    /// Signs (`0xff ‖ sig65`).
    async fn sign(&self, key: SessionKeyRef, scope: SignScope, op: UserOperation) -> Result<Bytes, SignerError>;
    /// Kills the process. Must work at once, whatever the process is doing.
    fn stop(&self);
    /// Whether it runs.
    fn running(&self) -> bool;
}

/// Where an operation is to be valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignScope {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// EntryPoint.
    pub entry_point: Address,
    /// Chain time, unix seconds.
    pub now_unix_secs: u64,
}

/// Time.
pub trait Clock: Send + Sync {
    /// Unix seconds.
    fn now_unix_secs(&self) -> u64;
    /// Monotonic milliseconds, for measuring.
    fn monotonic_millis(&self) -> u64;
}

/// Randomness for tokens and ids.
pub trait Entropy: Send + Sync {
    /// 32 random bytes.
    fn bytes32(&self) -> [u8; 32];
}
