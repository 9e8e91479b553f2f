//! A form that can be granted, and the names that go with it.

use latchkey_core::approval::{Claims, NetworkClaim, SessionSource, TokenClaim};
use latchkey_core::policy::Policy;

use super::facts::Facts;
use crate::record::{Agent, Network, Token};

/// A form that can be granted.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Name of the key; clean, not empty.
    pub(crate) name: String,
    /// For whom.
    pub(crate) agent: Agent,
    /// Who holds the key.
    pub(crate) session: SessionSource,
    /// Where; at least one.
    pub(crate) networks: Vec<Network>,
    /// The policies, in order.
    pub(crate) policies: Vec<Policy>,
    /// For each entry of the call policy, the part of the form that it is from.
    pub(crate) places: Vec<usize>,
    /// Names for what the bytes contain.
    pub(crate) claims: Claims,
}

/// What a token is called, as a claim.
pub(crate) fn token_claim(token: &Token) -> TokenClaim {
    TokenClaim {
        chain_id: token.chain_id,
        token: token.address,
        symbol: token.symbol.clone(),
        decimals: token.decimals,
    }
}

/// What a network is called, as a claim.
pub(crate) fn network_claim(network: &Network) -> NetworkClaim {
    NetworkClaim {
        chain_id: network.chain_id,
        name: network.name.clone(),
        native_symbol: network.native_symbol.clone(),
    }
}

pub(super) fn claims(facts: &Facts, functions: Vec<String>) -> Claims {
    Claims {
        tokens: facts.tokens.iter().map(token_claim).collect(),
        networks: facts.networks.iter().map(network_claim).collect(),
        functions,
    }
}
