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
    pub(super) told: bool,
}

impl Desk for WorkerDesk {
    fn news(&mut self) -> Option<News> {
        if let Ok(news) = self.news.try_recv() {
            return Some(news);
        }
        // The pipe and the clock refuse past the worker; that is news once.
        let refused = self.outbox.refused().filter(|_| !self.told)?;
        self.told = true;
        Some(News::Failed(refused))
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
