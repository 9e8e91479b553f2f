//! The one verdict: whoever is first writes it, nobody writes a second.
//!
//! Why: the person, the clock, the pipe and the vault can all end an approval at the same moment, in
//! different threads. A key is stored and a signature leaves only by who holds the [`Claim`].

use std::{
    io::Write,
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

use latchkey_core::approval::{Refusal, Verdict};

use crate::protocol::{self, FrameError};

type Pipe = Box<dyn Write + Send>;

/// Where the verdict goes.
pub struct Outbox {
    request_id: String,
    state: Mutex<State>,
    written: Arc<Written>,
}

/// Whether whoever took the [`Claim`] is through with it.
#[derive(Default)]
struct Written {
    through: Mutex<bool>,
    news: Condvar,
}

enum State {
    Open(Pipe),
    Claimed,
    Refused(Refusal),
}

/// The right to write the verdict.
pub struct Claim {
    request_id: String,
    pipe: Pipe,
    written: Arc<Written>,
}

impl Outbox {
    /// An open one for a request; the id is echoed.
    #[must_use]
    pub fn new(request_id: String, pipe: Pipe) -> Self {
        Self { request_id, state: Mutex::new(State::Open(pipe)), written: Arc::default() }
    }

    /// Refuses in the usual words. False when there is a verdict already.
    pub fn refuse(&self, reason: Refusal) -> bool {
        self.refuse_saying(reason, words(reason))
    }

    /// Refuses in other words. False when there is a verdict already.
    pub fn refuse_saying(&self, reason: Refusal, message: &str) -> bool {
        let Some(claim) = self.take(State::Refused(reason)) else { return false };
        claim.refuse(reason, message);
        true
    }

    /// Takes the right to write the verdict; `None` when it is taken.
    #[must_use]
    pub fn claim(&self) -> Option<Claim> {
        self.take(State::Claimed)
    }

    /// Why it was refused, once it was.
    #[must_use]
    pub fn refused(&self) -> Option<Refusal> {
        match &*self.state.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Refused(reason) => Some(*reason),
            State::Open(_) | State::Claimed => None,
        }
    }

    /// Waits until a verdict that was begun in another thread is written, so that the process does
    /// not end in the middle of it. Returns at once when nobody has begun one.
    pub fn settle(&self, patience: Duration) {
        if matches!(*self.state.lock().unwrap_or_else(PoisonError::into_inner), State::Open(_)) {
            return;
        }
        let through = self.written.through.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.written.news.wait_timeout_while(through, patience, |through| !*through);
        drop(waited);
    }

    fn take(&self, next: State) -> Option<Claim> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*state, State::Open(_)) {
            return None;
        }
        match std::mem::replace(&mut *state, next) {
            State::Open(pipe) => {
                let (request_id, written) = (self.request_id.clone(), Arc::clone(&self.written));
                Some(Claim { request_id, pipe, written })
            }
            State::Claimed | State::Refused(_) => None,
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        *self.written.through.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.written.news.notify_all();
    }
}

impl Claim {
    /// The request it belongs to.
    #[must_use]
    pub fn request_id(&self) -> String {
        self.request_id.clone()
    }

    /// Writes the verdict.
    ///
    /// # Errors
    /// [`FrameError`] when the asker is gone.
    pub fn send(mut self, verdict: &Verdict) -> Result<(), FrameError> {
        protocol::write_frame(&mut self.pipe, verdict)
    }

    /// Writes a refusal; that the asker is gone then changes nothing.
    pub fn refuse(self, reason: Refusal, message: &str) {
        tracing::info!(?reason, "refused");
        let request_id = self.request_id();
        let verdict = Verdict::Refused { request_id, reason, message: message.to_owned() };
        if let Err(error) = self.send(&verdict) {
            tracing::warn!(%error, "the asker did not hear the refusal");
        }
    }
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbox").field("refused", &self.refused()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Claim").field("request_id", &self.request_id).finish_non_exhaustive()
    }
}

/// What happened and what to do, for a person.
#[must_use]
pub const fn words(reason: Refusal) -> &'static str {
    match reason {
        Refusal::Declined => "You refused. Nothing was signed.",
        Refusal::Closed => {
            "The approval window was closed. Nothing was signed; ask again if you meant to approve."
        }
        Refusal::TimedOut => {
            "Nobody answered in time. Nothing was signed; ask again when you are there."
        }
        Refusal::Malformed => {
            "The request could not be read. Nothing was shown or signed; update the app."
        }
        Refusal::SecondRequest => {
            "A second request came while the first was open. Nothing was signed; ask one at a time."
        }
        Refusal::UnknownOwner => {
            "This computer's vault does not hold that owner key. Nothing was signed; approve where the account was made."
        }
        Refusal::VaultUnavailable => {
            "The vault did not answer. Nothing was signed; unlock your keychain and ask again."
        }
        Refusal::WrongPassphrase => {
            "It was wrong too often. Nothing was signed; ask again when you have it."
        }
        Refusal::Device => {
            "The device did not do it. Nothing was signed; plug it in and ask again."
        }
        Refusal::Unsupported => {
            "This version of Latchkey cannot do that on this computer. Nothing was signed."
        }
        Refusal::NoDisplay => {
            "No window could be opened. Nothing was signed; run Latchkey where there is a display, or approve on a terminal with --tty."
        }
        Refusal::Unsafe => {
            "The request breaks a rule that no approval can lift. Nothing was shown or signed."
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};

    use super::*;

    struct Sink(mpsc::Sender<Vec<u8>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.send(bytes.to_vec()).map_err(std::io::Error::other)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn of_many_endings_at_once_one_is_written() {
        let (tell, heard) = mpsc::channel();
        let outbox = Arc::new(Outbox::new("r".into(), Box::new(Sink(tell))));
        let race = |n: u8| {
            let outbox = Arc::clone(&outbox);
            std::thread::spawn(move || match n % 2 {
                0 => outbox.refuse(Refusal::TimedOut),
                _ => outbox.claim().is_some_and(|claim| {
                    claim.refuse(Refusal::Declined, "x");
                    true
                }),
            })
        };
        let racers: Vec<_> = (0..16).map(race).collect();
        let won = racers.into_iter().filter(|_| true).map(|r| r.join().unwrap());
        assert_eq!(won.filter(|won| *won).count(), 1);
        drop(outbox);
        assert_eq!(heard.iter().count(), 1, "one frame");
    }

    #[test]
    fn a_claimed_verdict_cannot_be_refused_by_others() {
        let outbox = Outbox::new("r".into(), Box::new(std::io::sink()));
        let claim = outbox.claim().unwrap();
        assert!(!outbox.refuse(Refusal::Closed));
        assert_eq!(outbox.refused(), None);
        drop(claim);
    }
}
