//! `latchkey kill`: everything stops here and now.
//!
//! Why: it must work while the app hangs, so it asks nobody: it leaves the stop mark in the data folder
//! and kills the processes that hold session keys. Only then does it try to write the line into the
//! log; where another program holds the store, the app writes it when it next looks or starts.
//! Refuses: to let agents in again; that takes the owner, in the signer's window.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use latchkey_core::approval::{StopMark, StoppedBy};
use latchkey_wallet::adapter::local_stop::{LocalStop, mark_now};
use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::error::{Code, Error};
use latchkey_wallet::folders::Folders;
use latchkey_wallet::open;
use latchkey_wallet::use_case::write_stop_down;
use serde::Serialize;

/// How long the store is waited for, once everything is stopped.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a stop came to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Killed {
    /// Always; a stop that could not be marked is an error.
    stopped: bool,
    /// Milliseconds until no session signer was left.
    millis: u64,
    /// Session signers that were killed.
    killed: usize,
    /// Whether the log has its line already.
    logged: bool,
    /// What to do next.
    next: &'static str,
}

/// Stops everything, says what was done.
pub(crate) fn stop_here() -> Result<Killed, Error> {
    let began = Instant::now();
    let folders = open::folders()?;
    let mark = mark_now(StoppedBy::CommandLine);
    let stopped = LocalStop::in_data_folder(folders.data()).stop(&mark);
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    if let Some(why) = stopped.unmarked {
        let message = format!(
            "{} session signers were killed, but the stop mark could not be left: {why}.",
            stopped.killed
        );
        let advice = "Agents are out only until somebody lets them in. Make room in the data folder and say it again, or end Latchkey.";
        return Err(Error::new(Code::Store, message, advice));
    }
    let logged = write_down(folders, mark);
    let next = "Keys are still alive on chain: `latchkey kill --on-chain` fires the off switch that was signed with each, `latchkey key end-all` asks the owner. Agents stay out until the owner lets them in, in Latchkey.";
    Ok(Killed { stopped: true, millis, killed: stopped.killed, logged, next })
}

/// Writes the line if the store can be had soon. On a thread that nobody waits for at the end.
fn write_down(folders: Folders, mark: StopMark) -> bool {
    if !folders.store().is_file() {
        return false;
    }
    let (tell, told) = channel();
    std::thread::spawn(move || {
        let store = SqliteStore::open(&folders.store()).map(Arc::new);
        let at = mark.at_unix_secs;
        let written = store.and_then(|store| write_stop_down(store.as_ref(), at, &mark));
        let _nobody_waits = tell.send(written.is_ok());
    });
    told.recv_timeout(PATIENCE).unwrap_or(false)
}
