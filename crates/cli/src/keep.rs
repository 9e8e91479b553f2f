//! The log's check and export, the store's backup and restore.
//!
//! Refuses: to write over a file that is there.

use std::io::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use latchkey_wallet::error::Error;
use latchkey_wallet::{Wallet, open};

use crate::args::Log;
use crate::print::{Failure, answer, lines};

/// The log.
pub(crate) async fn log(words: Log, wallet: Wallet, json: bool) -> Result<(), Failure> {
    match words {
        Log::Verify => {
            let check = wallet.log_verify().await?;
            answer(json, &check)?;
            if check.whole { Ok(()) } else { Err(Failure::LogBroken) }
        }
        Log::Export { file } => {
            let text = wallet.log_export().await?;
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            let written = options.open(&file).and_then(|mut out| out.write_all(text.as_bytes()));
            written.map_err(|error| {
                let message = format!("{} was not written: {error}.", file.display());
                Error::invalid(message, "Choose another name or folder.")
            })?;
            lines(&[format!("{} lines in {}", text.lines().count(), file.display())])
        }
    }
}

/// A backup of the store.
pub(crate) fn back_up(file: &Path, json: bool) -> Result<(), Failure> {
    answer(json, &open::back_up(&open::folders()?, file)?)
}

/// A backup in the store's place.
pub(crate) fn restore(file: &Path, json: bool) -> Result<(), Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    answer(json, &open::restore(&open::folders()?, file, since.as_secs())?)
}
