//! What the person wrote down, and what is at stake.
//!
//! Refuses: to show an unread balance as zero.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::amount::Amount;

/// A name for an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Row id.
    pub id: u32,
    /// What the person calls it.
    pub name: String,
    /// Checksummed.
    pub address: String,
}

/// Most that all live keys together may let leave, of one asset on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CeilingView {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// Token contract; `None` = the native coin.
    pub token: Option<String>,
    /// How much.
    pub amount: Amount,
}

/// A ceiling to set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CeilingForm {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Token contract; `None` = the native coin.
    pub token: Option<String>,
    /// In units of it, decimal.
    pub amount: String,
}

/// If every key leaked now: one asset on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExposureRow {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// Token contract; `None` = the native coin.
    pub token: Option<String>,
    /// Its symbol, cleaned; shortened address where it has none.
    pub symbol: String,
    /// Most that the keys let leave until they end; `None` = no limit.
    pub worst: Option<Amount>,
    /// Nothing limits it: drawn in red.
    pub unlimited: bool,
    /// What is there; `None` = not read.
    pub balance: Option<Amount>,
    /// The smaller of the two; `None` = not known.
    pub at_risk: Option<Amount>,
    /// What the person set.
    pub ceiling: Option<Amount>,
    /// The worst case is above the ceiling.
    pub over: bool,
}

/// What the person chose for the builder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BuilderSettings {
    /// Language of sentences about keys.
    pub language: Language,
    /// Whether contracts are looked up online. Off at first.
    pub online_lookup: bool,
    /// Whether there is a key for Etherscan. It is never shown.
    pub has_etherscan_key: bool,
}

/// A language of sentences about keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
}
