//! One lock per name: what may only happen one after another waits here.
//!
//! Why: a second enable operation of the same key while the first is pending is lost (spec 5.4).
//! Refuses: to lock anything across names.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

/// A key row and a chain.
type Name = (i64, u64);

/// Locks by key row and chain. They are few and stay.
#[derive(Debug, Default)]
pub(crate) struct Locks {
    by_name: Mutex<HashMap<Name, Arc<tokio::sync::Mutex<()>>>>,
}

impl Locks {
    /// Waits until nobody else holds this key on this chain.
    pub(crate) async fn hold(&self, key_id: i64, chain_id: u64) -> OwnedMutexGuard<()> {
        let lock = {
            let mut all = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry((key_id, chain_id)).or_default())
        };
        lock.lock_owned().await
    }
}
