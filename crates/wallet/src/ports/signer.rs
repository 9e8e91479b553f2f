//! The signing program, seen from here: asks of the owner, and the session signer.
//!
//! Why: the wallet holds no key; it asks a process that holds them and has no network.
//! Refuses: to return a secret, and to take silence for an answer.

use alloy_primitives::{Address, Bytes};
use async_trait::async_trait;
use latchkey_core::approval::{
    ApprovalRequest, PanicKills, PanicRefusal, SessionKeyRef, SessionRefusal, StopMark, Verdict,
};
use latchkey_core::user_op::UserOperation;

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
    /// The panic key was not used.
    #[error("{message}")]
    PanicRefused {
        /// For programs.
        reason: PanicRefusal,
        /// For people.
        message: String,
    },
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

/// The session signer's process.
pub trait SessionProcess: Send + Sync {
    /// Kills the process. Works at once, whatever the process is doing, and never waits.
    fn stop(&self);
    /// Whether it runs.
    fn running(&self) -> bool;
    /// The stop mark that lies there. One that cannot be read is one.
    fn stopped(&self) -> Option<StopMark>;
    /// Leaves this mark, then kills every session signer of the user, those of other programs too.
    /// Works at once, whatever anybody is doing. Answers why the mark could not be left; then agents
    /// are out only until somebody lets them in.
    fn stop_everything(&self, mark: &StopMark) -> Result<(), String>;
    /// Resolves when the process that runs now has ended, for whatever reason; at once when none
    /// runs. Does not keep the process alive.
    fn ended(&self) -> Ended;
}

/// The panic key, which pays for prepared kills and signs nothing else.
#[async_trait]
pub trait PanicSigning: Send + Sync {
    /// Makes one unless there is one; answers its address either way.
    async fn make(&self) -> Result<Address, SignerError>;
    /// Signs `handleOps` of these (`r ‖ s ‖ v`, raw).
    async fn sign(&self, kills: PanicKills) -> Result<Bytes, SignerError>;
}

/// Resolves when a process has ended.
pub type Ended = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// The session signer's answers.
#[async_trait]
pub trait SessionSigning: SessionProcess {
    /// Starts it with these keys (ending one that runs); answers the ones the vault lacks.
    async fn start(&self, keys: Vec<SessionKeyRef>) -> Result<Vec<SessionKeyRef>, SignerError>;
    /// Loads one more key, if it runs.
    async fn add(&self, key: SessionKeyRef) -> Result<(), SignerError>;
    /// Drops one key from its memory, if it runs.
    async fn drop_key(&self, key: SessionKeyRef) -> Result<(), SignerError>;
    /// Takes one key out of the vault for good, whether it runs or not.
    async fn forget(&self, key: SessionKeyRef) -> Result<(), SignerError>;
    /// Signs (`0xff ‖ sig65`).
    async fn sign(
        &self,
        key: SessionKeyRef,
        scope: SignScope,
        op: UserOperation,
    ) -> Result<Bytes, SignerError>;
}
