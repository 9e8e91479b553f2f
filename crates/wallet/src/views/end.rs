//! Ending keys on chain: what it would do, how far it is, and what it came to.
//!
//! Refuses: to call something done before the chain was read back.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::amount::Amount;
use super::status::ReadAt;
use crate::record::{EndState, OperationStatus};

/// What ending one key, or all, would do. Nothing is asked or sent for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EndPreview {
    /// One per chain.
    pub chains: Vec<EndPreviewChain>,
}

/// The same on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EndPreviewChain {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// The calls in words, in order; none when nothing is left to end.
    pub calls: Vec<String>,
    /// Other keys that die with it.
    pub losses: Vec<EndLoss>,
    /// The most that gas may cost; `None` where nothing is sent or it is not known now.
    pub cost: Option<Amount>,
    /// What is in the way.
    pub problem: Option<String>,
    /// It is signed in the same approval, and sent as soon as the chain and its bundler take it.
    pub later: bool,
}

/// Another key that dies, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EndLoss {
    /// Name of the key.
    pub name: String,
    /// What of it dies and what to do, in words.
    pub how: String,
}

/// What ending keys on chain came to so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EndReport {
    /// The job that goes on until every chain is proven; `None` when there was nothing to end.
    pub job_id: Option<u32>,
    /// One per chain.
    pub chains: Vec<EndOnChain>,
    /// Every listed key was read back as ended.
    pub proven: bool,
}

/// Ending keys on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EndOnChain {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// Status of the one operation.
    pub status: OperationStatus,
    /// Transaction hash.
    pub transaction: Option<String>,
    /// Block the chain was read back at.
    pub read_at: Option<ReadAt>,
    /// Keys that were read as ended there.
    pub ended: Vec<String>,
    /// Keys that were not.
    pub alive: Vec<String>,
    /// What went wrong.
    pub problem: Option<String>,
}

/// Work that ends keys on chain, done or under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EndJobView {
    /// Row id.
    pub id: u32,
    /// In words: `Revoke the key Rent`.
    pub what: String,
    /// Unix seconds.
    pub started_at: u32,
    /// Every chain was read back as ended.
    pub proven: bool,
    /// One per chain.
    pub chains: Vec<EndJobChain>,
}

/// A job on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EndJobChain {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// How far it is.
    pub state: EndState,
    /// Transaction hash.
    pub transaction: Option<String>,
    /// Block of the transaction.
    pub block: Option<u32>,
    /// When the chain was last read.
    pub read_at: Option<ReadAt>,
    /// What is in the way, and what to do.
    pub problem: Option<String>,
    /// The owner must approve again: nothing that was signed fits any more.
    pub ask_again: bool,
    /// Unix seconds of the next try; `None` = none is planned.
    pub next_try_at: Option<u32>,
    /// Keys that were read as ended there.
    pub ended: Vec<String>,
    /// Keys that were not.
    pub alive: Vec<String>,
}
