//! A desktop that keeps the notices it is shown.

use std::sync::{Mutex, PoisonError};

use latchkey_wallet::ports::{Notifier, UseNotice};

/// Keeps them in order.
#[derive(Debug, Default)]
pub struct FakeNotifier(Mutex<Vec<UseNotice>>);

impl FakeNotifier {
    /// What was shown so far.
    #[must_use]
    pub fn shown(&self) -> Vec<UseNotice> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Notifier for FakeNotifier {
    fn show(&self, notice: &UseNotice) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(notice.clone());
    }
}
