//! The line to one session signer process.
//!
//! Why: calls take turns on the pipe; the process itself can be killed at any moment beside them.
//! Refuses: to hand out an answer after a kill, and to go on after a broken or late answer, since
//! question and answer would no longer match.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use latchkey_core::approval::{SessionReply, SessionRequest};
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::sync::{mpsc, watch};

use crate::adapter::signer_process::frame::{self, FrameError};
use crate::adapter::signer_process::program::SignerProgram;
use crate::adapter::signer_process::said::Said;
use crate::ports::{Ended, SignerError};

/// For one answer; a keychain may ask the person to unlock it first.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a kill watches the process go; it never takes longer than this.
const WATCH: Duration = Duration::from_millis(20);

/// Most answers it may give before they are taken; one that babbles is ended.
const AHEAD: usize = 8;

/// One process, its pipe and its fate.
#[derive(Debug)]
pub(super) struct Line {
    child: Arc<Mutex<Child>>,
    pipe: tokio::sync::Mutex<Pipe>,
    /// Its other end is dropped when the process is gone.
    listening: watch::Receiver<()>,
    killed: AtomicBool,
    ids: AtomicU64,
    said: Said,
}

#[derive(Debug)]
struct Pipe {
    input: ChildStdin,
    replies: mpsc::Receiver<Heard>,
}

type Heard = Result<SessionReply, FrameError>;

impl Line {
    pub(super) fn open(program: &SignerProgram) -> Result<Self, SignerError> {
        let mut child = program.start("session")?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(SignerError::Crashed("it has no pipe".to_owned()));
        };
        let said = Said::listen(child.stderr.take());
        let child = Arc::new(Mutex::new(child));
        let (heard, replies) = mpsc::channel(AHEAD);
        let (alive, listening) = watch::channel(());
        let body = Arc::clone(&child);
        tokio::spawn(async move {
            listen(output, heard).await;
            reap(&body).await;
            drop(alive);
        });
        Ok(Self {
            child,
            pipe: tokio::sync::Mutex::new(Pipe { input, replies }),
            listening,
            killed: AtomicBool::new(false),
            ids: AtomicU64::new(1),
            said,
        })
    }

    pub(super) fn next_id(&self) -> u64 {
        self.ids.fetch_add(1, Ordering::Relaxed)
    }

    /// Whether the process runs and was not killed. Asks the system, so a death is seen at once.
    pub(super) fn alive(&self) -> bool {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        !self.killed.load(Ordering::SeqCst) && matches!(child.try_wait(), Ok(None))
    }

    /// Resolves when the process is gone.
    pub(super) fn ended(&self) -> Ended {
        let mut listening = self.listening.clone();
        Box::pin(async move {
            let _closed = listening.changed().await;
        })
    }

    /// Kills the process and watches it go for a moment. Never waits for a call in progress.
    pub(super) fn kill(&self) {
        self.killed.store(true, Ordering::SeqCst);
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = child.start_kill() {
            tracing::debug!(%error, "the session signer was gone already");
        }
        let until = Instant::now() + WATCH;
        while matches!(child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// One question, one answer.
    pub(super) async fn ask(&self, request: &SessionRequest) -> Result<SessionReply, SignerError> {
        let mut pipe = self.pipe.lock().await;
        if !self.alive() {
            return Err(SignerError::Off);
        }
        // Dropping this future half-way would leave an answer on the pipe for the next question.
        let guard = KillUnlessDone { line: self, done: false };
        let talk = tokio::time::timeout(PATIENCE, pipe.talk(request)).await;
        if self.killed.load(Ordering::SeqCst) {
            return Err(SignerError::Off);
        }
        match talk {
            Ok(Ok(reply)) => {
                guard.finish();
                Ok(reply)
            }
            Ok(Err(FrameError::Ended)) => {
                Err(SignerError::Crashed(self.said.last_or("it ended by itself").await))
            }
            Ok(Err(error)) => Err(SignerError::Unexpected(error.to_string())),
            Err(_elapsed) => Err(SignerError::Crashed("it did not answer".to_owned())),
        }
    }
}

impl Pipe {
    async fn talk(&mut self, request: &SessionRequest) -> Heard {
        match frame::write(&mut self.input, request).await {
            Ok(()) => self.replies.recv().await.unwrap_or(Err(FrameError::Ended)),
            // Nobody reads any more; nonsense that it said before tells why.
            Err(FrameError::Ended) if !self.replies.is_empty() => {
                let last = self.replies.recv().await.unwrap_or(Err(FrameError::Ended));
                last.and(Err(FrameError::Ended))
            }
            Err(error) => Err(error),
        }
    }
}

/// Reads until the end, until what is read cannot be understood, or until nobody takes it.
async fn listen(mut output: ChildStdout, heard: mpsc::Sender<Heard>) {
    loop {
        let reply = frame::read(&mut output).await;
        let over = reply.is_err();
        if heard.try_send(reply).is_err() || over {
            return;
        }
    }
}

/// Ends a process that says no more, and takes it off the system's list.
async fn reap(child: &Mutex<Child>) {
    loop {
        {
            let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
            let _gone_already = child.start_kill();
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

struct KillUnlessDone<'a> {
    line: &'a Line,
    done: bool,
}

impl KillUnlessDone<'_> {
    fn finish(mut self) {
        self.done = true;
    }
}

impl Drop for KillUnlessDone<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.line.kill();
        }
    }
}
