//! Puts a wallet together from the real adapters, for the desktop and the command line alike.
//!
//! Refuses: a store it cannot read or that a newer version wrote; the file stays as it is.

use std::path::Path;
use std::sync::Arc;

use latchkey_core::approval::Asker;

use crate::adapter::abi_source::HttpAbiSource;
use crate::adapter::clock::SystemClock;
use crate::adapter::entropy::SystemEntropy;
use crate::adapter::local_stop::LocalStop;
use crate::adapter::lock::AppLock;
use crate::adapter::networks::RpcNetworks;
use crate::adapter::signer_process::{
    ApproverProcess, PanicSigner, SessionSigner, SignerProgram, WindowPlace,
};
use crate::adapter::sqlite::{RestoreError, SqliteStore};
use crate::error::{Code, Error, Result};
use crate::folders::{FolderError, Folders};
use crate::use_case::number::{count, secs};
use crate::views::{BackupView, RestoreView};
use crate::wallet::{Host, Ports, Wallet};

/// A wallet over the store of these folders and the signer beside this program.
///
/// # Errors
/// The store's; or that this program does not know where it is.
pub fn wallet(folders: &Folders, host: Host) -> Result<Wallet> {
    wallet_with(folders, host, SignerProgram::beside_this_program().map_err(Error::from)?)
}

/// The same, where the signer's windows open over the app's own.
///
/// # Errors
/// As [`wallet`].
pub fn wallet_over(folders: &Folders, host: Host, place: WindowPlace) -> Result<Wallet> {
    let signer = SignerProgram::beside_this_program().map_err(Error::from)?;
    wallet_with(folders, host, signer.over(place))
}

/// The same, where the signer asks on the controlling terminal: for a computer without a display,
/// and only when the person says so.
///
/// # Errors
/// As [`wallet`].
pub fn wallet_on_terminal(folders: &Folders, host: Host) -> Result<Wallet> {
    let signer = SignerProgram::beside_this_program().map_err(Error::from)?;
    wallet_with(folders, host, signer.on_terminal())
}

fn wallet_with(folders: &Folders, host: Host, signer: SignerProgram) -> Result<Wallet> {
    let store = SqliteStore::open(&folders.store()).map_err(Error::from)?;
    Ok(Wallet::new(Ports {
        store: Arc::new(store),
        networks: Arc::new(RpcNetworks::default()),
        approver: Arc::new(ApproverProcess::new(signer.clone())),
        sessions: Arc::new(SessionSigner::new(
            signer.clone(),
            LocalStop::in_data_folder(folders.data()),
        )),
        panic: Arc::new(PanicSigner::new(signer)),
        clock: Arc::new(SystemClock::start()),
        entropy: Arc::new(SystemEntropy),
        abis: Arc::new(HttpAbiSource::default()),
        host,
    }))
}

/// Writes a backup of the store into one file, while the app may run. It holds no secret.
///
/// # Errors
/// `Invalid` where something lies there already; `Store` when it cannot be written or read back.
pub fn back_up(folders: &Folders, to: &Path) -> Result<BackupView> {
    if to.exists() {
        let message = format!("{} is there already.", to.display());
        return Err(Error::invalid(message, "Nothing was written. Choose another name."));
    }
    let store = SqliteStore::open(&folders.store()).map_err(Error::from)?;
    let check = store.back_up(to).map_err(Error::from)?;
    let (path, whole) = (to.display().to_string(), check.fault.is_none());
    Ok(BackupView { path, lines: secs(check.lines), whole })
}

/// Puts a backup in the place of the store, while nothing runs. `at` in unix seconds.
///
/// # Errors
/// `Invalid` while the app runs, for a backup whose log is not whole, and where keys or accounts would
/// be lost; `Store` for files that cannot be read or written. Nothing is changed then.
pub fn restore(folders: &Folders, from: &Path, at: u64) -> Result<RestoreView> {
    let _alone = AppLock::take(&folders.lock())
        .map_err(|error| Error::invalid(error.to_string(), "Nothing was changed."))?;
    let restored = SqliteStore::restore(&folders.store(), from, at).map_err(unrestored)?;
    let next = "Start Latchkey: it reads the chains and says what became of each key. Agents stay out \
                until you let them in.";
    Ok(RestoreView {
        keys: count(restored.keys),
        live: count(restored.live),
        lines: secs(restored.lines),
        kept: restored.kept.map(|path| path.display().to_string()),
        next: next.to_owned(),
    })
}

fn unrestored(error: RestoreError) -> Error {
    let message = format!("Nothing was restored: {error}.");
    match error {
        RestoreError::Store(error) => error.into(),
        RestoreError::Log(_) => {
            Error::invalid(message, "Take an older backup. Nothing was changed.")
        }
        RestoreError::Unknown(_) => Error::invalid(
            message,
            "These would be forgotten while they may be live on chain. Revoke those keys first (`latchkey \
             key revoke`), or make a new backup and keep the present store. Nothing was changed.",
        ),
    }
}

/// The folders of the user who runs this, the data folder made.
///
/// # Errors
/// `Store`, saying which folder cannot be used and why.
pub fn folders() -> Result<Folders> {
    let folders = Folders::of_this_user().map_err(unusable)?;
    folders.make().map_err(unusable)?;
    Ok(folders)
}

/// The same error for every folder that cannot be had.
#[must_use]
pub fn unusable(error: FolderError) -> Error {
    Error::new(Code::Store, "Latchkey has no place for its data.", error.to_string())
}

/// What the running program knows of itself.
#[must_use]
pub fn host(version: &str, asker: Asker) -> Host {
    let me = std::env::current_exe().ok();
    let shim_name = format!("latchkey-mcp{}", std::env::consts::EXE_SUFFIX);
    let shim = me.as_ref().map(|path| path.with_file_name(shim_name));
    Host {
        version: version.to_owned(),
        program: me.map(|path| path.display().to_string()),
        shim_path: shim.map(|path| path.display().to_string()).unwrap_or_default(),
        asker,
    }
}
