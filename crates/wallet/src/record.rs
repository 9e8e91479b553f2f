//! What the store keeps: networks, accounts, agents, keys, operations, log lines.
//!
//! Why: one plain struct per table, shared by use cases and the SQLite adapter.
//! Refuses: secrets. A token is kept as its SHA-256; private keys are the vault's.

use alloy_primitives::{Address, B256, Bytes, FixedBytes};
use latchkey_core::account::AccountSpec;
use latchkey_core::approval::KeptIn;
use latchkey_core::policy::Policy;
use serde::{Deserialize, Serialize};

/// A network the person uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// EIP-155 chain id; the primary key.
    pub chain_id: u64,
    /// Name on screens.
    pub name: String,
    /// JSON-RPC address.
    pub rpc_url: String,
    /// ERC-4337 bundler address.
    pub bundler_url: String,
    /// Symbol of the native coin.
    pub native_symbol: String,
    /// Block explorer, if any.
    pub explorer_url: Option<String>,
    /// The built-in local network.
    pub built_in: bool,
}

/// A smart account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Row id.
    pub id: i64,
    /// Name on screens.
    pub name: String,
    /// Everything its address follows from.
    pub spec: AccountSpec,
    /// Its address on every chain.
    pub address: Address,
    /// Vault entry of the owner key.
    pub vault_id: String,
    /// Where the owner key rests.
    pub kept_in: KeptIn,
    /// Unix seconds.
    pub created_at: u64,
}

/// A program that may be given keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// Row id.
    pub id: i64,
    /// Name on screens; unique.
    pub name: String,
    /// SHA-256 of its bearer token.
    pub token_sha256: B256,
    /// Unix seconds.
    pub created_at: u64,
    /// Last call, unix seconds.
    pub last_seen_at: Option<u64>,
    /// Removed agents keep their row (revoke before forget).
    pub removed: bool,
}

/// A session key and its approvals. Written before it can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Row id.
    pub id: i64,
    /// Name on screens.
    pub name: String,
    /// Whose.
    pub account_id: i64,
    /// For whom.
    pub agent_id: i64,
    /// Address of the session key.
    pub session: Address,
    /// Permission id.
    pub permission_id: FixedBytes<4>,
    /// The policies, in order.
    pub policies: Vec<Policy>,
    /// Unix seconds.
    pub granted_at: u64,
    /// One per chain.
    pub approvals: Vec<Approval>,
}

/// The approval of a key on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Validation nonce it was signed for.
    pub validation_nonce: u32,
    /// Owner signature over the enable digest.
    pub enable_signature: Bytes,
}

/// An operation the wallet sent or tried to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Row id.
    pub id: i64,
    /// The key that signed; `None` = the owner.
    pub key_id: Option<i64>,
    /// The agent that asked.
    pub agent_id: Option<i64>,
    /// Account that sends.
    pub account_id: i64,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// UserOperation hash.
    pub hash: B256,
    /// The signed operation as JSON (bundler form), kept so that it can be sent again or proven dead.
    pub signed_json: String,
    /// Where it stands.
    pub status: OperationStatus,
    /// Transaction, once mined.
    pub transaction: Option<B256>,
    /// Block, once mined.
    pub block_number: Option<u64>,
    /// What went wrong, if it did.
    pub reason: Option<String>,
    /// Unix seconds.
    pub created_at: u64,
}

/// Where an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum OperationStatus {
    /// Signed, not yet accepted by a bundler.
    Signed,
    /// A bundler has it.
    Submitted,
    /// Mined and successful.
    Included,
    /// Mined, but the call reverted.
    Reverted,
    /// The bundler refused it.
    Rejected,
    /// No answer; it may still be mined.
    Unknown,
}

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
    /// All keys were stopped on this machine.
    #[serde(rename_all = "camelCase")]
    Stopped {
        /// Milliseconds it took.
        millis: u64,
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
