//! Opens nodes and bundlers, and keeps them open.
//!
//! Why: a client keeps its connections; making a new one for each read would open new ones.
//! Refuses: to grow without end: beyond [`MAX_KEPT`] it starts anew.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::bundler::RpcBundler;
use super::rpc::RpcChain;
use crate::ports::{Bundler, Chain, History, Networks, State, Transactions};
use crate::record::Network;

/// Most clients of a kind that are kept.
const MAX_KEPT: usize = 64;

type Kept<T> = Mutex<HashMap<(u64, String), Arc<T>>>;

/// Nodes and bundlers over HTTP, by chain id and address.
#[derive(Debug, Default)]
pub struct RpcNetworks {
    chains: Kept<RpcChain>,
    bundlers: Kept<RpcBundler>,
}

impl RpcNetworks {
    fn node(&self, network: &Network) -> Arc<RpcChain> {
        let (id, address) = (network.chain_id, &network.rpc_url);
        kept(&self.chains, id, address, || RpcChain::new(id, address))
    }
}

impl Networks for RpcNetworks {
    fn chain(&self, network: &Network) -> Arc<dyn Chain> {
        self.node(network)
    }

    fn state(&self, network: &Network) -> Arc<dyn State> {
        self.node(network)
    }

    fn transactions(&self, network: &Network) -> Arc<dyn Transactions> {
        self.node(network)
    }

    fn history(&self, network: &Network) -> Arc<dyn History> {
        self.node(network)
    }

    fn bundler(&self, network: &Network) -> Arc<dyn Bundler> {
        let (id, address) = (network.chain_id, &network.bundler_url);
        let bundler: Arc<RpcBundler> =
            kept(&self.bundlers, id, address, || RpcBundler::new(address));
        bundler
    }
}

fn kept<T>(all: &Kept<T>, chain_id: u64, address: &str, open: impl Fn() -> T) -> Arc<T> {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (chain_id, address.to_owned());
    if all.len() >= MAX_KEPT && !all.contains_key(&key) {
        all.clear();
    }
    Arc::clone(all.entry(key).or_insert_with(|| Arc::new(open())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(chain_id: u64) -> Network {
        Network {
            chain_id,
            name: String::new(),
            rpc_url: "http://127.0.0.1:1".to_owned(),
            bundler_url: "http://127.0.0.1:2".to_owned(),
            native_symbol: String::new(),
            explorer_url: None,
            built_in: false,
        }
    }

    #[test]
    fn a_client_is_kept_per_chain_and_address_and_never_too_many() {
        let networks = RpcNetworks::default();
        let first = networks.chain(&network(1));
        assert!(Arc::ptr_eq(&first, &networks.chain(&network(1))));
        let moved = Network { rpc_url: "http://127.0.0.1:3".to_owned(), ..network(1) };
        assert!(!Arc::ptr_eq(&first, &networks.chain(&moved)), "another address, another client");
        for chain_id in 0..200 {
            networks.chain(&network(chain_id));
        }
        assert!(networks.chains.lock().unwrap().len() <= MAX_KEPT);
    }
}
