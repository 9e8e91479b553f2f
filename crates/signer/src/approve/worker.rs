//! The thread that touches keys: opens the vault, lets the key talk with the person, stores, writes
//! the verdict.
//!
//! Why: a keychain may wait for its own prompt, a passphrase is slow by design and a device waits for
//! a touch; the window must stay alive, so that Refuse, Escape and the deadline always work.
//! Refuses: to store or send anything once the approval has ended.

use std::{
    io,
    sync::{
        Arc,
        mpsc::{Sender, channel},
    },
    thread,
    time::Duration,
};

use super::{
    Waker,
    case::{Approved, Case, Opened},
    desk::{WindowTalk, WorkerDesk},
    refusal::Refused,
};
use crate::{
    outbox::Outbox,
    vault::Vaults,
    window::app::{News, Ready},
};

/// How long the window waits for the vault before it opens anyway.
const PATIENCE: Duration = Duration::from_millis(60);

/// Starts the thread, and waits a moment so that a quick vault is ready in the first frame.
pub(crate) fn start(
    case: Case,
    outbox: Arc<Outbox>,
    waker: Waker,
    open_vault: impl FnOnce() -> Vaults + Send + 'static,
) -> io::Result<WorkerDesk> {
    let (give, answers) = channel();
    let (tell, news) = channel();
    let (ready, is_ready) = channel();
    let talk = WindowTalk { outbox: Arc::clone(&outbox), waker, tell, answers };
    let worker = Worker { talk, ready };
    thread::Builder::new().name("vault".into()).spawn(move || worker.work(case, open_vault()))?;
    let _late = is_ready.recv_timeout(PATIENCE);
    Ok(WorkerDesk { outbox, answers: give, news, told: false })
}

struct Worker {
    talk: WindowTalk,
    ready: Sender<()>,
}

impl Worker {
    fn work(self, case: Case, vaults: Vaults) {
        let mut opened = match case.open(vaults) {
            Ok(opened) => opened,
            Err(refused) => return self.fail(&refused),
        };
        let (key, kept_in) = (opened.described(), opened.place());
        self.talk.say(News::Ready(Box::new(Ready { key, kept_in })));
        let _unheard = self.ready.send(());
        match opened.run(&self.talk) {
            Ok(approved) => self.finish(opened, approved),
            Err(error) => self.fail(&error.into()),
        }
    }

    /// Only who gets the claim stores and sends; a refusal that came first wins.
    fn finish(&self, opened: Opened, result: Approved) {
        let Some(claim) = self.talk.outbox.claim() else { return result.undo() };
        match result.commit(opened, claim.request_id()) {
            Ok(verdict) => {
                if let Err(error) = claim.send(&verdict) {
                    tracing::warn!(%error, "the asker did not hear the approval");
                }
                self.talk.say(News::Approved);
            }
            Err(Refused { reason, message }) => {
                claim.refuse(reason, &message);
                self.talk.say(News::Failed(reason));
            }
        }
    }

    fn fail(&self, refused: &Refused) {
        self.talk.outbox.refuse_saying(refused.reason, &refused.message);
        self.talk.say(News::Failed(refused.reason));
        let _unheard = self.ready.send(());
    }
}
