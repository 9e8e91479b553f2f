//! Opens the adapters for a network.
//!
//! Why: use cases hold records; only this port knows how to reach what a record names.
//! Refuses: to fail early; an unusable address is reported by the first call on it.

use std::sync::Arc;

use super::{Bundler, Chain, History, State, Transactions};
use crate::record::Network;

/// Opens the adapters for a network by its settings.
pub trait Networks: Send + Sync {
    /// Node of a network.
    fn chain(&self, network: &Network) -> Arc<dyn Chain>;
    /// Raw state of a network, for dry runs.
    fn state(&self, network: &Network) -> Arc<dyn State>;
    /// Plain transactions through the node of a network.
    fn transactions(&self, network: &Network) -> Arc<dyn Transactions>;
    /// Events and transactions of a network.
    fn history(&self, network: &Network) -> Arc<dyn History>;
    /// Bundler of a network.
    fn bundler(&self, network: &Network) -> Arc<dyn Bundler>;
}
