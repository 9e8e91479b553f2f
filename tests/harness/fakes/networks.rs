//! Opens scripted chains and bundlers by chain id.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use latchkey_wallet::ports::{Bundler, Chain, History, Networks, State, Transactions};
use latchkey_wallet::record::Network;

use super::{ScriptedBundler, ScriptedChain, ScriptedTransactions, WrittenHistory, WrittenState};

type Pair = (Arc<ScriptedChain>, Arc<ScriptedBundler>);

/// One scripted chain and bundler per chain id, made when first asked for.
#[derive(Debug, Default)]
pub struct FakeNetworks {
    known: Mutex<HashMap<u64, Pair>>,
    states: Mutex<HashMap<u64, Arc<WrittenState>>>,
    nodes: Mutex<HashMap<u64, Arc<ScriptedTransactions>>>,
    histories: Mutex<HashMap<u64, Arc<WrittenHistory>>>,
}

impl FakeNetworks {
    /// The chain with this id.
    #[must_use]
    pub fn scripted_chain(&self, chain_id: u64) -> Arc<ScriptedChain> {
        self.pair(chain_id).0
    }

    /// The bundler of the chain with this id.
    #[must_use]
    pub fn scripted_bundler(&self, chain_id: u64) -> Arc<ScriptedBundler> {
        self.pair(chain_id).1
    }

    /// Raw state of the chain with this id.
    #[must_use]
    pub fn written_state(&self, chain_id: u64) -> Arc<WrittenState> {
        Arc::clone(self.states.lock().unwrap().entry(chain_id).or_default())
    }

    /// Plain transactions of the chain with this id.
    #[must_use]
    pub fn scripted_transactions(&self, chain_id: u64) -> Arc<ScriptedTransactions> {
        Arc::clone(self.nodes.lock().unwrap().entry(chain_id).or_default())
    }

    /// What happened on the chain with this id.
    #[must_use]
    pub fn written_history(&self, chain_id: u64) -> Arc<WrittenHistory> {
        Arc::clone(self.histories.lock().unwrap().entry(chain_id).or_default())
    }

    fn pair(&self, chain_id: u64) -> Pair {
        let mut known = self.known.lock().unwrap();
        let new = || (Arc::default(), Arc::new(ScriptedBundler::new(chain_id)));
        known.entry(chain_id).or_insert_with(new).clone()
    }
}

impl Networks for FakeNetworks {
    fn chain(&self, network: &Network) -> Arc<dyn Chain> {
        self.scripted_chain(network.chain_id)
    }

    fn state(&self, network: &Network) -> Arc<dyn State> {
        self.written_state(network.chain_id)
    }

    fn transactions(&self, network: &Network) -> Arc<dyn Transactions> {
        self.scripted_transactions(network.chain_id)
    }

    fn history(&self, network: &Network) -> Arc<dyn History> {
        self.written_history(network.chain_id)
    }

    fn bundler(&self, network: &Network) -> Arc<dyn Bundler> {
        self.scripted_bundler(network.chain_id)
    }
}
