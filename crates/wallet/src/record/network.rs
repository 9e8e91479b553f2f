//! A network the person uses, and the tokens known on it.
//!
//! Why: networks are data from the start; the built-in one is only the first entry.
//! Refuses: RPC credentials apart from what the addresses themselves contain.

use alloy_primitives::Address;
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

/// A token known on a network, as the token describes itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Token contract.
    pub address: Address,
    /// ERC-20 `symbol()`, cleaned of control characters.
    pub symbol: String,
    /// ERC-20 `decimals()`.
    pub decimals: u8,
}
