//! `latchkey-signer approve` asks a person about one request; `latchkey-signer session` signs for
//! session keys that are switched on; `latchkey-signer panic` pays for prepared kills, once. Frames on stdin and stdout, words on stderr. `approve --tty` asks
//! on the controlling terminal instead of in a window; `approve --over X,Y` opens the window with its
//! middle there, in points.
//!
//! Refuses: every other argument; there is no flag, variable or command that approves.

use std::{io, process::ExitCode};

use anyhow::{Context, bail};
use latchkey_signer::{approve, hardening, logs, panic, session};

fn main() -> ExitCode {
    // Before anything is read, and before there is a second thread.
    let hardened = hardening::apply();
    tracing_subscriber::fmt()
        .with_env_filter(logs::filter())
        .with_ansi(false)
        .with_writer(io::stderr)
        .init();
    match hardened.map_err(Into::into).and_then(|()| run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (mode, more, where_to) = (arguments.next(), arguments.next(), arguments.next());
    let folders = directories::ProjectDirs::from("", "", "latchkey")
        .context("there is no home folder to keep the vault in; set HOME")?;
    let words = (mode.as_ref().and_then(|m| m.to_str()), more.as_ref().map(|m| m.to_str()));
    match words {
        (Some("approve"), None) => {
            approve::run(io::stdin(), io::stdout(), folders.data_dir(), None);
        }
        (Some("approve"), Some(Some("--over"))) => {
            let middle = where_to.as_ref().and_then(|m| m.to_str()).and_then(place);
            let middle = middle.context("--over takes the middle of the app's window: X,Y")?;
            approve::run(io::stdin(), io::stdout(), folders.data_dir(), Some(middle));
        }
        #[cfg(unix)]
        (Some("approve"), Some(Some("--tty"))) => {
            latchkey_signer::tty::run(io::stdin(), io::stdout(), folders.data_dir());
        }
        (Some("session"), None) => {
            let _known = session::known::Known::write(folders.data_dir()).context(
                "a session signer that nobody can stop does not serve; check the data folder",
            )?;
            session::known::end_when_stopped(folders.data_dir())?;
            session::run(io::stdin().lock(), io::stdout().lock(), folders.data_dir())?;
        }
        (Some("panic"), None) => {
            panic::run(io::stdin().lock(), io::stdout().lock(), folders.data_dir())?;
        }
        _ => bail!(
            "usage: latchkey-signer approve [--tty|--over X,Y]|session|panic (the app starts it)"
        ),
    }
    Ok(())
}

/// `X,Y` in whole points.
fn place(word: &str) -> Option<(i32, i32)> {
    let (x, y) = word.split_once(',')?;
    Some((x.parse().ok()?, y.parse().ok()?))
}
