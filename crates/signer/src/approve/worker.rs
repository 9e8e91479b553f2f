//! The thread that touches keys: opens the vault, tries passphrases, signs, stores, writes the
//! verdict.
//!
//! Why: a keychain may wait for its own prompt and a passphrase is slow by design; the window must
//! stay alive, so that Refuse, Escape and the deadline always work.
//! Refuses: to store or send anything once the approval has ended.

use std::{
    io,
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

use zeroize::Zeroizing;

use super::{
    Waker,
    case::{Approved, Attempt, Case, Opened},
    desk::WorkerDesk,
    refusal::Refused,
};
use crate::{
    outbox::Outbox,
    vault::{Vaults, sealed::Cost},
    window::app::News,
};

/// How long the window waits for the vault before it opens anyway.
const PATIENCE: Duration = Duration::from_millis(60);

/// Starts the thread, and waits a moment so that a quick vault is ready in the first frame.
pub(super) fn start(
    case: Case,
    outbox: Arc<Outbox>,
    waker: Waker,
    data: &Path,
) -> io::Result<WorkerDesk> {
    let (orders, take) = channel();
    let (tell, news) = channel();
    let (ready, is_ready) = channel();
    let worker = Worker { outbox: Arc::clone(&outbox), waker, tell, ready };
    let data = data.to_owned();
    thread::Builder::new().name("vault".into()).spawn(move || worker.work(case, &data, &take))?;
    let _ = is_ready.recv_timeout(PATIENCE);
    Ok(WorkerDesk { outbox, orders, news, told: false })
}

struct Worker {
    outbox: Arc<Outbox>,
    waker: Waker,
    tell: Sender<News>,
    ready: Sender<()>,
}

impl Worker {
    fn work(self, case: Case, data: &Path, take: &Receiver<Zeroizing<String>>) {
        let opened = case.open(Vaults::open(data));
        let mut opened = match opened {
            Ok(opened) => opened,
            Err(refused) => return self.fail(&refused),
        };
        self.say(News::VaultReady(opened.place()));
        let _ = self.ready.send(());
        for passphrase in take {
            match opened.attempt(&passphrase, Cost::STANDARD) {
                Ok(Attempt::Wrong) => self.say(News::WrongPassphrase),
                Ok(Attempt::Right(result)) => return self.finish(opened, result),
                Err(refused) => return self.fail(&refused),
            }
        }
    }

    /// Only who gets the claim stores and sends; a refusal that came first wins.
    fn finish(&self, opened: Opened, result: Approved) {
        let Some(claim) = self.outbox.claim() else { return };
        match result.commit(opened, claim.request_id()) {
            Ok(verdict) => {
                if let Err(error) = claim.send(&verdict) {
                    tracing::warn!(%error, "the asker did not hear the approval");
                }
                self.say(News::Approved);
            }
            Err(Refused { reason, message }) => {
                claim.refuse(reason, &message);
                self.say(News::Failed(reason));
            }
        }
    }

    fn fail(&self, refused: &Refused) {
        self.outbox.refuse_saying(refused.reason, &refused.message);
        self.say(News::Failed(refused.reason));
        let _ = self.ready.send(());
    }

    fn say(&self, news: News) {
        let _ = self.tell.send(news);
        if let Some(ctx) = self.waker.get() {
            ctx.request_repaint();
        }
    }
}
