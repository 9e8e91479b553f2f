//! The ways out when no bundler answers, and the panic key.
//!
//! Refuses: to call something a way out that was not looked at.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::amount::Amount;
use super::status::ReadAt;

/// The panic key: it pays for prepared kills and can sign nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PanicKeyView {
    /// Its checksummed address; send a little coin there on each network.
    pub address: String,
    /// What it holds, per network.
    pub balances: Vec<PanicBalance>,
}

/// What the panic key holds on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PanicBalance {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// Native coin; `None` = not read.
    pub balance: Option<Amount>,
    /// Why it was not read.
    pub problem: Option<String>,
}

/// The ways to end keys on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExitWays {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// Through the bundler.
    pub bundler: ExitWay,
    /// The owner key's own address calls the account.
    pub direct: ExitWay,
    /// The panic key hands prepared kills to the EntryPoint.
    pub panic_key: ExitWay,
}

/// One way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExitWay {
    /// Whether it works, as far as could be read.
    pub works: bool,
    /// In words: how, or why not and what to do.
    pub why: String,
    /// Who pays, checksummed, where that is a plain address.
    pub payer: Option<String>,
    /// What the payer holds.
    pub balance: Option<Amount>,
}

/// What came of ending keys without a bundler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExitReport {
    /// Every chain was read back as ended.
    pub proven: bool,
    /// Per chain.
    pub chains: Vec<ExitOnChain>,
}

/// The same on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExitOnChain {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// The transaction, if one was sent.
    pub transaction: Option<String>,
    /// The reading afterwards.
    pub read_at: Option<ReadAt>,
    /// Names of keys that were read as ended.
    pub ended: Vec<String>,
    /// Names of keys that may be alive.
    pub alive: Vec<String>,
    /// What went wrong.
    pub problem: Option<String>,
}

/// A kill bundle that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KillBundleView {
    /// Its folder.
    pub path: String,
    /// How many prepared kills are in it.
    pub kills: u32,
}
