//! What is known beside the policies: the account, the time, and what the chains said.
//!
//! Why: some traps (spec 7.6, 12.1) can only be seen on a chain; the signer has none and passes
//! none. Refuses: to guess. What was not read is [`Known::Unknown`] and no rule speaks of it.

use alloy_primitives::{Address, U256};

/// What the linter knows beside the policies.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The account the key is for.
    pub account: Address,
    /// Unix seconds; `None` = no rule and no fix speaks of the present.
    pub now: Option<u64>,
    /// One for each network the key is for, as far as they were read. The signer passes none.
    pub chains: &'a [ChainFacts],
}

impl Context<'_> {
    /// For a caller without a chain and without a clock.
    #[must_use]
    pub const fn offline(account: Address) -> Self {
        Self { account, now: None, chains: &[] }
    }
}

/// What a chain said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChainFacts {
    /// Which chain.
    pub chain_id: u64,
    /// What the network is called; a claim.
    pub name: String,
    /// The account's native coin, wei; `None` = not read.
    pub balance: Option<U256>,
    /// What was found at the addresses the key may call.
    pub contracts: Vec<ContractFacts>,
    /// Contracts that check the account's or this key's signatures there: the root validator, the
    /// key's signer.
    pub modules: Vec<Address>,
}

/// What was found at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractFacts {
    /// Where.
    pub address: Address,
    /// Whether code is there.
    pub code: Known,
    /// Whether its source is verified by somebody.
    pub abi_verified: Known,
}

/// An answer that may be missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Known {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody answered.
    #[default]
    Unknown,
}
