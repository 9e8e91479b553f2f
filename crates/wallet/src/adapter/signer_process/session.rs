//! The session signer: one process that signs for agents while agent access is on.
//!
//! Why: it holds the session keys; killing it is the first act of every stop.
//! Refuses: to let anything wait in front of a stop: the kill takes no lock that a call in
//! progress holds, and a call in progress answers "off" afterwards, whatever it had heard.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use alloy_primitives::Bytes;
use async_trait::async_trait;
use latchkey_core::approval::{
    PROTOCOL_VERSION, SessionKeyRef, SessionReply, SessionRequest, StopMark,
};
use latchkey_core::user_op::UserOperation;

use super::program::SignerProgram;
use crate::adapter::local_stop::LocalStop;
use crate::ports::{Ended, SessionProcess, SessionSigning, SignScope, SignerError};
use line::Line;

mod line;

/// Starts, asks and kills the session signer.
#[derive(Debug)]
pub struct SessionSigner {
    program: SignerProgram,
    mark: LocalStop,
    slot: Mutex<Slot>,
}

/// The process that runs; locked for moments only.
#[derive(Debug, Default)]
struct Slot {
    line: Option<Arc<Line>>,
    /// Stops so far: a start that was overtaken by a stop must not leave a process behind.
    stops: u64,
}

impl SessionSigner {
    /// With this program, stopped by the mark in its data folder; nothing is started.
    #[must_use]
    pub fn new(program: SignerProgram, mark: LocalStop) -> Self {
        Self { program, mark, slot: Mutex::default() }
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Kills what runs; answers how many stops there were, this one included.
    fn stop_counted(&self) -> u64 {
        let (line, stops) = {
            let mut slot = self.slot();
            slot.stops += 1;
            (slot.line.take(), slot.stops)
        };
        if let Some(line) = line {
            line.kill();
        }
        stops
    }

    /// Puts a process in place, unless somebody stopped since.
    fn install(&self, line: &Arc<Line>, stops: u64) -> Result<(), SignerError> {
        let mut slot = self.slot();
        if slot.stops != stops {
            return Err(SignerError::Off);
        }
        slot.line = Some(Arc::clone(line));
        Ok(())
    }

    fn line(&self) -> Result<Arc<Line>, SignerError> {
        self.slot().line.as_ref().filter(|line| line.alive()).cloned().ok_or(SignerError::Off)
    }

    /// Asks a process of its own that loads no key and ends at once.
    async fn ask_once(&self, request: &SessionRequest) -> Result<SessionReply, SignerError> {
        let line = Line::open(&self.program)?;
        let open = SessionRequest::Open { version: PROTOCOL_VERSION, keys: Vec::new() };
        let answer = match line.ask(&open).await {
            Ok(SessionReply::Loaded { .. }) => line.ask(request).await,
            answer => answer,
        };
        line.kill();
        answer
    }

    /// Asks the process that runs now.
    async fn ask(&self, request: SessionRequest) -> Result<SessionReply, SignerError> {
        self.line()?.ask(&request).await
    }
}

impl SessionProcess for SessionSigner {
    fn stop(&self) {
        self.stop_counted();
    }

    fn running(&self) -> bool {
        self.line().is_ok()
    }

    fn stopped(&self) -> Option<StopMark> {
        self.mark.read()
    }

    fn stop_everything(&self, mark: &StopMark) -> Result<(), String> {
        // The mark is first: whoever starts a signer in between finds it. Its own process is ended on
        // the line as well, which knows it without any file.
        let stopped = self.mark.stop(mark);
        self.stop();
        stopped.unmarked.map_or(Ok(()), Err)
    }

    fn ended(&self) -> Ended {
        self.line().map_or_else(|_off| -> Ended { Box::pin(async {}) }, |line| line.ended())
    }
}

impl Drop for SessionSigner {
    fn drop(&mut self) {
        self.stop();
    }
}

#[async_trait]
impl SessionSigning for SessionSigner {
    async fn start(&self, keys: Vec<SessionKeyRef>) -> Result<Vec<SessionKeyRef>, SignerError> {
        let stops = self.stop_counted();
        let line = Arc::new(Line::open(&self.program)?);
        // Put in place before it is asked, so that a stop in the meantime ends it. Dropped on an
        // error, which kills the process too.
        self.install(&line, stops)?;
        let asked = keys.clone();
        match line.ask(&SessionRequest::Open { version: PROTOCOL_VERSION, keys }).await {
            Ok(SessionReply::Loaded { loaded, missing }) if all(&asked, &loaded, &missing) => {
                Ok(missing)
            }
            answer => {
                line.kill();
                Err(unexpected(answer))
            }
        }
    }

    async fn add(&self, key: SessionKeyRef) -> Result<(), SignerError> {
        match self.ask(SessionRequest::Add { key: key.clone() }).await {
            Ok(SessionReply::Loaded { loaded, .. }) if loaded.contains(&key) => Ok(()),
            Ok(SessionReply::Loaded { .. }) => {
                Err(SignerError::Unexpected("it did not find the key in the vault".to_owned()))
            }
            answer => Err(unexpected(answer)),
        }
    }

    async fn drop_key(&self, key: SessionKeyRef) -> Result<(), SignerError> {
        match self.ask(SessionRequest::Drop { key: key.clone() }).await {
            Ok(SessionReply::Loaded { loaded, .. }) if !loaded.contains(&key) => Ok(()),
            answer => {
                // A key that cannot be dropped must not stay.
                self.stop();
                Err(unexpected(answer))
            }
        }
    }

    async fn forget(&self, key: SessionKeyRef) -> Result<(), SignerError> {
        let request = SessionRequest::Forget { key: key.clone() };
        let answer = match self.line() {
            Ok(line) => line.ask(&request).await,
            Err(_off) => self.ask_once(&request).await,
        };
        match answer {
            Ok(SessionReply::Forgotten { key: gone }) if gone == key => Ok(()),
            answer => Err(unexpected(answer)),
        }
    }

    async fn sign(
        &self,
        key: SessionKeyRef,
        scope: SignScope,
        op: UserOperation,
    ) -> Result<Bytes, SignerError> {
        let line = self.line()?;
        let id = line.next_id();
        let request = SessionRequest::Sign {
            id,
            key,
            chain_id: scope.chain_id,
            entry_point: scope.entry_point,
            now_unix_secs: scope.now_unix_secs,
            operation: Box::new(op),
        };
        match line.ask(&request).await {
            Ok(SessionReply::Signed { id: echo, signature }) if echo == id => Ok(signature),
            Ok(SessionReply::Refused { id: echo, reason, message }) if echo == id || echo == 0 => {
                Err(SignerError::SessionRefused { reason, message })
            }
            answer => {
                line.kill();
                Err(unexpected(answer))
            }
        }
    }
}

/// Every key asked for is either loaded or missing, and nothing else is.
fn all(asked: &[SessionKeyRef], loaded: &[SessionKeyRef], missing: &[SessionKeyRef]) -> bool {
    let told = || loaded.iter().chain(missing);
    asked.iter().all(|key| told().any(|one| one == key)) && told().all(|one| asked.contains(one))
}

fn unexpected(answer: Result<SessionReply, SignerError>) -> SignerError {
    match answer {
        Err(error) => error,
        Ok(SessionReply::Refused { reason, message, .. }) => {
            SignerError::SessionRefused { reason, message }
        }
        Ok(
            SessionReply::Loaded { .. }
            | SessionReply::Signed { .. }
            | SessionReply::Forgotten { .. },
        ) => SignerError::Unexpected("an answer to something else".to_owned()),
    }
}
