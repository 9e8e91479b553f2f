//! Two watchers beside the window: the pipe of the asker, and the clock.
//!
//! Why: an asker that went away or asks twice ends the approval even while the window is busy, and a
//! window that the desktop never paints must not outlive its deadline.

use std::{
    io::Read,
    process,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use latchkey_core::approval::Refusal;

use super::Waker;
use crate::outbox::Outbox;

/// How long a window gets to close itself after the verdict.
const GRACE: Duration = Duration::from_secs(2);

/// Waits for the next byte of the asker: any byte is a second request, the end is a refusal.
pub(crate) fn pipe(mut input: impl Read + Send + 'static, outbox: &Arc<Outbox>, waker: &Waker) {
    let (outbox, waker) = (Arc::clone(outbox), Arc::clone(waker));
    spawn("pipe", move || {
        let reason = match input.read(&mut [0u8]) {
            Ok(1..) => Refusal::SecondRequest,
            Ok(0) | Err(_) => Refusal::Closed,
        };
        if outbox.refuse(reason) {
            if let Some(ctx) = waker.get() {
                ctx.request_repaint();
            }
            leave();
        }
    });
}

/// Refuses shortly after the deadline, if the window has not; ends a window that does not close.
pub(crate) fn deadline(secs: u16, started: Instant, outbox: &Arc<Outbox>) {
    let outbox = Arc::clone(outbox);
    let late = Duration::from_secs(secs.into()) + GRACE;
    spawn("deadline", move || {
        thread::sleep(late.saturating_sub(started.elapsed()));
        outbox.refuse(Refusal::TimedOut);
        if outbox.refused().is_some() {
            leave();
        }
    });
}

/// Ends the process if the window does not: the verdict is written, nothing is left to do.
fn leave() {
    thread::sleep(GRACE);
    process::exit(0);
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) {
    if let Err(error) = thread::Builder::new().name(name.into()).spawn(work) {
        tracing::error!(%error, "a watcher could not be started; giving up");
        process::exit(1);
    }
}
