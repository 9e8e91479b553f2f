//! What the person wrote down: names of addresses, and ceilings.
//!
//! Why: an address is chosen by its name, and the most that may leak is a number of the owner's own.
//! Refuses: to be a claim about anybody; a name here is only what the person calls an address.

use alloy_primitives::{Address, U256};

/// A name for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Row id.
    pub id: i64,
    /// What the person calls it; clean, not empty.
    pub name: String,
    /// The address; in the book once.
    pub address: Address,
}

/// Most that all live keys together may let leave, of one asset on one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CeilingRow {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Token contract; `None` = the native coin.
    pub token: Option<Address>,
    /// Smallest units.
    pub atoms: U256,
}
