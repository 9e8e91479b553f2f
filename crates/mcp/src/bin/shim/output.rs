//! The agent's side: whole lines, one at a time, from several threads.
//!
//! Refuses: anything but protocol.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// Standard output.
#[derive(Debug, Default)]
pub(crate) struct Output {
    gone: AtomicBool,
}

impl Output {
    /// Writes a line.
    pub(crate) fn line(&self, line: &[u8]) {
        let mut out = std::io::stdout().lock();
        let written =
            out.write_all(line).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
        if written.is_err() {
            self.gone.store(true, Ordering::SeqCst);
        }
    }

    /// Whether the agent stopped reading.
    pub(crate) fn gone(&self) -> bool {
        self.gone.load(Ordering::SeqCst)
    }
}
