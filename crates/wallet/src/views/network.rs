//! Networks, what they answer, and what an account holds there.
//!
//! Refuses: to show an unread balance as zero: unread is `None` with a reason.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::amount::Amount;
use super::status::ReadAt;

/// What an account holds on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Holdings {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// When it was read; `None` = unknown, see `problem`.
    pub read_at: Option<ReadAt>,
    /// Whether the account exists there yet.
    pub deployed: Option<bool>,
    /// Native coin first, then tokens.
    pub amounts: Vec<TokenAmount>,
    /// Why it could not be read.
    pub problem: Option<String>,
}

/// One balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TokenAmount {
    /// Token contract; `None` = native coin.
    pub token: Option<String>,
    /// How much.
    pub amount: Amount,
}

/// A network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NetworkView {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name.
    pub name: String,
    /// JSON-RPC address.
    pub rpc_url: String,
    /// Bundler address.
    pub bundler_url: String,
    /// Symbol of the native coin.
    pub native_symbol: String,
    /// Explorer, if any.
    pub explorer_url: Option<String>,
    /// The built-in local network: stand-in contracts, test money.
    pub built_in: bool,
    /// Tokens known there.
    pub tokens: Vec<TokenView>,
    /// What it last answered.
    pub reach: Reach,
}

/// A known token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    /// Contract.
    pub address: String,
    /// Symbol, cleaned.
    pub symbol: String,
    /// Decimals.
    pub decimals: u8,
}

/// Whether a network answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reach {
    /// It does.
    Ok {
        /// Newest block.
        block: u32,
    },
    /// It does not, and why.
    Down {
        /// What happened and what to do.
        why: String,
    },
    /// It answers but lacks the contracts Latchkey needs.
    Missing {
        /// Which.
        contracts: Vec<String>,
    },
}

/// A network to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkForm {
    /// EIP-155 chain id; must be what the node answers.
    pub chain_id: u32,
    /// Name.
    pub name: String,
    /// JSON-RPC address, http or https.
    pub rpc_url: String,
    /// Bundler address, http or https.
    pub bundler_url: String,
    /// Symbol of the native coin.
    pub native_symbol: String,
    /// Explorer, if any.
    pub explorer_url: Option<String>,
}
