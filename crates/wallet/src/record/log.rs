//! One line of the log, and what is logged.
//!
//! Why: the log is append-only and hash-chained, so that a missing or altered line is found.
//! Refuses: to change what an existing kind means; new kinds are added.

use alloy_primitives::{Address, B256};
use latchkey_core::approval::StoppedBy;
use serde::{Deserialize, Serialize};

use super::OperationStatus;

/// One line of the log; append-only and hash-chained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// 1, 2, 3 …
    pub seq: i64,
    /// Unix seconds.
    pub at: u64,
    /// What happened.
    pub event: LogEvent,
    /// `sha256(previous hash ‖ JSON of the rest)`.
    pub hash: B256,
}

/// What is logged. New kinds are added, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum LogEvent {
    /// An account was made.
    #[serde(rename_all = "camelCase")]
    AccountCreated {
        /// Which.
        account: Address,
        /// Its name.
        name: String,
    },
    /// The owner was asked.
    #[serde(rename_all = "camelCase")]
    Asked {
        /// Request id.
        request_id: String,
        /// In words.
        what: String,
    },
    /// The owner, or silence, answered.
    #[serde(rename_all = "camelCase")]
    Answered {
        /// Request id.
        request_id: String,
        /// Approved or refused.
        approved: bool,
        /// In words.
        detail: String,
    },
    /// A key was granted.
    #[serde(rename_all = "camelCase")]
    KeyGranted {
        /// Row id.
        key_id: i64,
        /// Its name.
        name: String,
        /// The agent's name.
        agent: String,
        /// The sentence the owner saw.
        sentence: String,
    },
    /// A key was revoked and the chain read back.
    #[serde(rename_all = "camelCase")]
    KeyRevoked {
        /// Row id.
        key_id: i64,
        /// EIP-155 chain id.
        chain_id: u64,
        /// Transaction.
        transaction: Option<B256>,
    },
    /// Newer prepared kills of a key were signed and kept.
    #[serde(rename_all = "camelCase")]
    KillsRenewed {
        /// Row id.
        key_id: i64,
    },
    /// An operation changed its status.
    #[serde(rename_all = "camelCase")]
    Operation {
        /// UserOperation hash.
        hash: B256,
        /// EIP-155 chain id.
        chain_id: u64,
        /// Row id of the key.
        key_id: Option<i64>,
        /// The agent's name.
        agent: Option<String>,
        /// In words.
        what: String,
        /// New status.
        status: OperationStatus,
        /// Reason, when it went wrong.
        reason: Option<String>,
    },
    /// An agent was refused before anything was signed.
    #[serde(rename_all = "camelCase")]
    AgentRefused {
        /// The agent's name.
        agent: String,
        /// What it tried, in words.
        what: String,
        /// Why, naming the rule and the number.
        reason: String,
    },
    /// A plain transaction that ends keys was sealed, or became known as mined.
    #[serde(rename_all = "camelCase")]
    Transaction {
        /// Its hash.
        hash: B256,
        /// EIP-155 chain id.
        chain_id: u64,
        /// Who sends and pays.
        payer: Address,
        /// In words, with the most it can cost.
        what: String,
        /// Whether it was mined without reverting; `None` = not known yet.
        mined: Option<bool>,
    },
    /// A kill bundle was written to a folder.
    #[serde(rename_all = "camelCase")]
    KillBundleWritten {
        /// How many prepared kills are in it.
        kills: u64,
    },
    /// The panic key was made.
    #[serde(rename_all = "camelCase")]
    PanicKeyMade {
        /// Its address.
        address: Address,
    },
    /// All keys were stopped on this machine.
    #[serde(rename_all = "camelCase")]
    Stopped {
        /// Milliseconds it took.
        millis: u64,
    },
    /// A stop mark was found that another program, or this one before it ended, had left.
    #[serde(rename_all = "camelCase")]
    StopMarked {
        /// From where everything was stopped.
        by: StoppedBy,
        /// When, unix seconds; 0 when nobody knows.
        at: u64,
    },
    /// The owner let agents in again after a stop.
    #[serde(rename_all = "camelCase")]
    StopLifted {
        /// From where everything had been stopped.
        by: StoppedBy,
        /// When it had been, unix seconds; 0 when nobody knows.
        at: u64,
    },
    /// A backup was put in the place of the store; the lines before this one are the backup's.
    #[serde(rename_all = "camelCase")]
    StoreRestored {
        /// How many lines it had.
        lines: u64,
    },
    /// Agent access was switched.
    #[serde(rename_all = "camelCase")]
    AgentAccess {
        /// On or off.
        on: bool,
    },
    /// An agent was added or removed.
    #[serde(rename_all = "camelCase")]
    Agent {
        /// Its name.
        name: String,
        /// Added or removed.
        added: bool,
    },
    /// An agent is watched from now on, or no longer.
    #[serde(rename_all = "camelCase")]
    Shadow {
        /// The agent's name.
        agent: String,
        /// On or off.
        on: bool,
    },
    /// A watched agent wanted to do something; nothing was signed.
    #[serde(rename_all = "camelCase")]
    ShadowSeen {
        /// The agent's name.
        agent: String,
        /// What, in words.
        what: String,
        /// What a trial run said.
        reason: String,
    },
    /// Something was done to an owner key.
    #[serde(rename_all = "camelCase")]
    OwnerKey {
        /// What.
        act: OwnerAct,
        /// How it is held and what names it, in words.
        key: String,
    },
    /// A network was read to name another owner.
    #[serde(rename_all = "camelCase")]
    OwnerChanged {
        /// EIP-155 chain id.
        chain_id: u64,
        /// The new one, in words.
        owner: String,
        /// Transaction.
        transaction: Option<B256>,
    },
    /// A chain shows something that this app did not do.
    #[serde(rename_all = "camelCase")]
    Drift {
        /// EIP-155 chain id.
        chain_id: u64,
        /// In words.
        what: String,
        /// Transaction, where one is known.
        transaction: Option<B256>,
    },
    /// A network was added or removed.
    #[serde(rename_all = "camelCase")]
    Network {
        /// EIP-155 chain id.
        chain_id: u64,
        /// Its name.
        name: String,
        /// Added or removed.
        added: bool,
    },
}

/// What was done to an owner key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OwnerAct {
    /// Made or enrolled, kept ready.
    Added,
    /// Taken from a backup file, kept ready.
    Imported,
    /// Written to a backup file, which was read back.
    BackedUp,
    /// Given a further lock.
    LockAdded,
    /// It signed a test.
    Tested,
    /// Taken off the account's list.
    Removed,
}

/// What checking the whole log came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogCheck {
    /// Lines that were read.
    pub lines: u64,
    /// The first thing that is wrong; `None` = the log is whole.
    pub fault: Option<LogFault>,
}

/// What is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// A line is not there.
    #[error("line {seq} of the log is missing")]
    Missing {
        /// Which.
        seq: i64,
    },
    /// A line does not hash to what was written with it.
    #[error("line {seq} of the log was altered")]
    Altered {
        /// Which.
        seq: i64,
    },
    /// A copy of the head, kept apart, names a line that is not there or another one.
    #[error("the log once went up to line {seq}, and that line is not there any more")]
    Cut {
        /// Which.
        seq: i64,
    },
}
