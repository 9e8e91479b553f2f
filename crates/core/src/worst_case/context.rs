//! What is known beside the policies when a worst case is computed (spec 12.1, 12.4).
//!
//! Why: policies alone bound neither how many calls fit into an operation nor how much is left of a
//! counter; a chain that was read does. Nothing here has to be known.
//! Refuses: to read a chain or a clock; whoever did passes it in, and what is missing limits nothing.

use alloy_primitives::Address;

use crate::policy::{PolicyFlag, check::Facts};

/// What is known beside the policies.
#[derive(Debug, Clone, Default)]
pub struct Context<'a> {
    /// The account, so that calls to itself are seen. Unknown: any function that runs accounts
    /// counts as one of it.
    pub account: Option<Address>,
    /// The permission's own flag (spec 4.1).
    pub flag: PolicyFlag,
    /// Now, unix seconds.
    pub now: Option<u64>,
    /// The chains it is or will be approved on. Each has counters of its own.
    pub chains: &'a [OfChain],
}

/// What is known of one chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfChain {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Most gas one transaction can use there: the block's gas limit as the chain says it, or the
    /// lower cap of a chain that has one. An operation is never larger than the transaction that
    /// carries it.
    pub transaction_gas: Option<u64>,
    /// Counters as read for this key; without them it counts as unused.
    pub counters: Option<Facts>,
}

impl OfChain {
    /// A chain of which nothing is known.
    #[must_use]
    pub fn unread(chain_id: u64) -> Self {
        Self { chain_id, ..Self::default() }
    }
}
