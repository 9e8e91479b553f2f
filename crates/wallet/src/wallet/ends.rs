//! Which jobs that end keys are under work in this process, and a bell that wakes them.
//!
//! Why: one worker per job, however often it is asked for; a chain that answers again, or a person
//! who presses a button, does not wait for the next try.
//! Refuses: to keep anything; jobs are in the store.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

/// Workers and their bell.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    driven: Mutex<BTreeSet<i64>>,
    bell: Notify,
}

impl Ends {
    /// Whether the caller is the one to work on it now.
    pub(crate) fn take(&self, job_id: i64) -> bool {
        self.driven.lock().unwrap_or_else(PoisonError::into_inner).insert(job_id)
    }

    /// Nobody works on it any more.
    pub(crate) fn leave(&self, job_id: i64) {
        self.driven.lock().unwrap_or_else(PoisonError::into_inner).remove(&job_id);
    }

    /// Wakes every worker that waits.
    pub(crate) fn ring(&self) {
        self.bell.notify_waiters();
    }

    /// Resolves when the bell rings.
    pub(crate) async fn rung(&self) {
        self.bell.notified().await;
    }
}
