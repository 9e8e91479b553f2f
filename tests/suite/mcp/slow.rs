//! The real networks, with a bundler that can be told to say nothing of what was included.
//!
//! Why: a call that waits is needed to see what cuts it, and the local network never lets one wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use alloy_primitives::{Address, B256};
use async_trait::async_trait;
use latchkey_core::user_op::UserOperation;
use latchkey_wallet::adapter::networks::RpcNetworks;
use latchkey_wallet::ports::{
    Bundler, Chain, Fees, GasLimits, History, NetworkError, Networks, OpReceipt, State,
    Transactions,
};
use latchkey_wallet::record::Network;

/// Says nothing of receipts while it is held.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held {
    held: Arc<AtomicBool>,
    sent: Arc<AtomicUsize>,
}

impl Held {
    pub(crate) fn hold(&self, held: bool) {
        self.held.store(held, Ordering::SeqCst);
    }

    /// How many operations were taken.
    pub(crate) fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }
}

/// The real networks behind that.
#[derive(Default)]
pub(crate) struct Slow {
    real: RpcNetworks,
    pub(crate) held: Held,
}

impl Networks for Slow {
    fn chain(&self, network: &Network) -> Arc<dyn Chain> {
        self.real.chain(network)
    }

    fn state(&self, network: &Network) -> Arc<dyn State> {
        self.real.state(network)
    }

    fn transactions(&self, network: &Network) -> Arc<dyn Transactions> {
        self.real.transactions(network)
    }

    fn history(&self, network: &Network) -> Arc<dyn History> {
        self.real.history(network)
    }

    fn bundler(&self, network: &Network) -> Arc<dyn Bundler> {
        Arc::new(SlowBundler { real: self.real.bundler(network), held: self.held.clone() })
    }
}

struct SlowBundler {
    real: Arc<dyn Bundler>,
    held: Held,
}

#[async_trait]
impl Bundler for SlowBundler {
    async fn estimate(&self, op: &UserOperation, at: Address) -> Result<GasLimits, NetworkError> {
        self.real.estimate(op, at).await
    }

    async fn send(&self, op: &UserOperation, at: Address) -> Result<B256, NetworkError> {
        let sent = self.real.send(op, at).await;
        self.held.sent.fetch_add(1, Ordering::SeqCst);
        sent
    }

    async fn receipt(&self, hash: B256) -> Result<Option<OpReceipt>, NetworkError> {
        if self.held.held.load(Ordering::SeqCst) {
            return Ok(None);
        }
        self.real.receipt(hash).await
    }

    async fn fees(&self) -> Result<Option<Fees>, NetworkError> {
        self.real.fees().await
    }
}
