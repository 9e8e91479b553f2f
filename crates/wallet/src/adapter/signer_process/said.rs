//! What the signing program writes to its error stream.
//!
//! Why: when it ends without an answer, its last line says why; the rest goes to our own trace.
//! Refuses: to keep more than one cleaned, cut line, and to stop reading (a full pipe would stall
//! the program).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use latchkey_core::text::{REASON_MAX, clean};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::sync::watch;

/// Longest line that is read in one piece, in bytes.
const MAX_LINE_BYTES: u64 = 4096;

/// How long the stream may outlive the program before its last line is taken as it is.
const LINGER: Duration = Duration::from_millis(300);

/// The last line said so far.
#[derive(Debug, Clone)]
pub(super) struct Said {
    last: Arc<Mutex<String>>,
    /// Its other end lives as long as the stream.
    open: watch::Receiver<()>,
}

impl Said {
    /// Listens until the stream ends.
    pub(super) fn listen(stream: Option<impl AsyncRead + Unpin + Send + 'static>) -> Self {
        let (alive, open) = watch::channel(());
        let said = Self { last: Arc::default(), open };
        if let Some(stream) = stream {
            let heard = Arc::clone(&said.last);
            tokio::spawn(async move {
                follow(BufReader::new(stream), &heard).await;
                drop(alive);
            });
        }
        said
    }

    /// The last line of a program that has ended, or these words if it said nothing.
    pub(super) async fn last_or(&self, nothing: &str) -> String {
        let mut open = self.open.clone();
        let _ended = tokio::time::timeout(LINGER, open.changed()).await;
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_empty() { nothing.to_owned() } else { last.clone() }
    }
}

async fn follow(mut stream: impl AsyncBufReadExt + Unpin, last: &Mutex<String>) {
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut stream).take(MAX_LINE_BYTES).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {
                let words = clean(&String::from_utf8_lossy(&line), REASON_MAX);
                tracing::debug!(target: "latchkey::signer", "{words}");
                *last.lock().unwrap_or_else(PoisonError::into_inner) = words;
            }
        }
    }
}
