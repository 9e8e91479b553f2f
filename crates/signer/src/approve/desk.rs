//! The window's end of the worker thread.

use std::sync::{
    Arc,
    mpsc::{Receiver, Sender},
};

use latchkey_core::approval::Refusal;
use zeroize::Zeroizing;

use crate::{
    outbox::Outbox,
    window::app::{Desk, News},
};

/// Orders go out, news come in.
#[derive(Debug)]
pub(super) struct WorkerDesk {
    pub(super) outbox: Arc<Outbox>,
    pub(super) orders: Sender<Zeroizing<String>>,
    pub(super) news: Receiver<News>,
}

impl Desk for WorkerDesk {
    fn news(&mut self) -> Option<News> {
        // The pipe and the clock refuse past the worker.
        let refused = || self.outbox.refused().map(News::Failed);
        self.news.try_recv().ok().or_else(refused)
    }

    fn try_passphrase(&mut self, passphrase: Zeroizing<String>) {
        if self.orders.send(passphrase).is_err() {
            self.outbox.refuse(Refusal::VaultUnavailable);
        }
    }

    fn refuse(&mut self, reason: Refusal) {
        self.outbox.refuse(reason);
    }
}
