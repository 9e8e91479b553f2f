//! Writes the kill bundle: a folder that ends keys without Latchkey.
//!
//! Refuses: a folder that is there already; an older bundle is never mixed with a newer one.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Code, Error, Result};
use crate::kill_bundle::KillBundle;
use crate::record::LogEvent;
use crate::views::KillBundleView;
use crate::wallet::Wallet;

impl Wallet {
    /// Writes the bundle of every key that may be live to a new folder.
    ///
    /// # Errors
    /// `NotFound` without an account, or without a single prepared kill; `Invalid` when the folder is
    /// there or cannot be made; the store's.
    pub async fn kill_bundle_write(&self, folder: PathBuf) -> Result<KillBundleView> {
        let account = self.account_needed().await?;
        let keys = self.keys_of(&account).await?;
        let id = account.id;
        let (networks, kills) = self.stored(move |s| Ok((s.networks()?, s.kills(id)?))).await?;
        let bundle = KillBundle::new(&account, &keys, &networks, &kills, self.now());
        if bundle.kills.is_empty() {
            let message = "There is no prepared kill of a key that may be live.";
            return Err(Error::new(
                Code::NotFound,
                message,
                "Grant a key, or renew the off switch.",
            ));
        }
        let files = bundle.files();
        let files = files.map_err(|_no| Error::bug("An operation could not be written down."))?;
        let path = folder.display().to_string();
        let written = tokio::task::spawn_blocking(move || write(&folder, &files)).await;
        let written = written.map_err(|_cut| Error::bug("Writing was cut off."))?;
        written.map_err(|error| {
            let message = format!("The kill bundle could not be written: {error}.");
            Error::invalid(message, "Name a folder that is not there yet, on a disk with room.")
        })?;
        let count = bundle.kills.len();
        self.log(LogEvent::KillBundleWritten { kills: u64::try_from(count).unwrap_or(u64::MAX) })
            .await?;
        Ok(KillBundleView { path, kills: u32::try_from(count).unwrap_or(u32::MAX) })
    }
}

fn write(folder: &Path, files: &[(String, String)]) -> io::Result<()> {
    std::fs::create_dir(folder)?;
    for inner in ["operations", "calldata"] {
        std::fs::create_dir(folder.join(inner))?;
    }
    for (name, text) in files {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}
