//! Approve mode: one request, one window, one verdict, exit.
//!
//! Why: an owner key is opened once, for one thing, in front of a person.
//! Refuses: whatever is not a whole well-formed request, a second request, an asker that went away,
//! a computer without a display. Silence is refusal.

mod case;
mod commit;
pub(crate) mod desk;
#[cfg(test)]
mod hostile;
mod refusal;
pub(crate) mod sheets;
mod transactions;
pub(crate) mod watch;
pub(crate) mod worker;

use std::{
    io::{Read, Write},
    path::Path,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use latchkey_core::approval::{ApprovalRequest, Refusal};

pub use case::{Approved, Case, Opened};
pub use refusal::Refused;

use crate::{
    outbox::Outbox,
    protocol::{self, FrameError},
    vault::Vaults,
    window::{self, WindowParts, look::Look},
};

/// How long a verdict that is being stored and written may take once the window is gone.
const SETTLE: Duration = Duration::from_secs(20);

/// Wakes the window from another thread, once it is open.
pub(crate) type Waker = Arc<OnceLock<egui::Context>>;

/// Reads the request, asks, answers. Everything that goes wrong becomes a refusal. `over`: where the
/// window's middle should be, in points; a wish, which a desktop may not grant.
pub fn run(
    mut input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    data: &Path,
    over: Option<(i32, i32)>,
) {
    let started = Instant::now();
    let Some(Taken { case, outbox, deadline_secs }) = take(&mut input, Box::new(output)) else {
        return;
    };
    let asking = Asking {
        over,
        deadline_secs,
        started,
        outbox: Arc::clone(&outbox),
        waker: Waker::default(),
    };
    watch::pipe(input, &outbox, &asking.waker);
    watch::deadline(deadline_secs, started, &outbox);
    if let Err(error) = asking.ask(case, data) {
        tracing::warn!(%error, "no window");
        outbox.refuse(Refusal::NoDisplay);
    }
    // The window is gone; if nothing was decided, that is a refusal too.
    outbox.refuse(Refusal::Closed);
    outbox.settle(SETTLE);
}

/// A request that may be shown, and the one right to answer it.
pub(crate) struct Taken {
    pub(crate) case: Case,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) deadline_secs: u16,
}

/// Reads the request; `None` when it was refused already.
pub(crate) fn take(input: &mut impl Read, output: Box<dyn Write + Send>) -> Option<Taken> {
    let request = match read_request(input) {
        Ok(request) => request,
        Err(error) => {
            let message = format!("The request was not taken: {error}.");
            Outbox::new(String::new(), output).refuse_saying(Refusal::Malformed, &message);
            return None;
        }
    };
    let outbox = Arc::new(Outbox::new(request.request_id.clone(), output));
    let deadline_secs = request.deadline_secs;
    match Case::new(request) {
        Ok(case) => Some(Taken { case, outbox, deadline_secs }),
        Err(Refused { reason, message }) => {
            outbox.refuse_saying(reason, &message);
            None
        }
    }
}

fn read_request(input: &mut impl Read) -> Result<ApprovalRequest, FrameError> {
    match protocol::read_frame(input)? {
        Some(body) => protocol::decode_request(&body),
        None => Err(FrameError::Truncated { got: 0, wanted: 4 }),
    }
}

#[derive(Debug, thiserror::Error)]
enum NoWindow {
    #[error("the look cannot be read: {0}")]
    Look(#[from] window::tokens::TokenError),
    #[error("the window could not be opened: {0}")]
    Window(#[from] eframe::Error),
    #[error("no thread could be started: {0}")]
    Thread(#[from] std::io::Error),
}

struct Asking {
    over: Option<(i32, i32)>,
    deadline_secs: u16,
    started: Instant,
    outbox: Arc<Outbox>,
    waker: Waker,
}

impl Asking {
    fn ask(self, case: Case, data: &Path) -> Result<(), NoWindow> {
        let Self { over, deadline_secs, started, outbox, waker } = self;
        let (sheet, data) = (case.sheet(), data.to_owned());
        let desk = worker::start(case, outbox, Arc::clone(&waker), move || Vaults::open(&data))?;
        let parts = WindowParts {
            look: Look::built_in()?,
            sheet,
            deadline_secs,
            over,
            desk,
            clock: Box::new(move || started.elapsed()),
        };
        window::show(parts, move |ctx| {
            let _ = waker.set(ctx);
        })?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
