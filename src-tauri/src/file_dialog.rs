//! The system's own window to choose a file.
//!
//! Why: an ABI is usually a file of a project, a proof belongs where the person keeps such things,
//! and typing paths is for programs.
//! Refuses: to read more than an ABI can be, and to wait for a dialog that this desktop cannot show.

use std::path::PathBuf;

use latchkey_wallet::error::Error;
use latchkey_wallet::open;

/// Longest file that is read, in bytes.
const MOST: u64 = 2 * 1024 * 1024;

/// The text of the file that the person chose; `None` when none was chosen.
///
/// # Errors
/// `Invalid` when the desktop has no such dialog, or the file cannot be read or is too long.
pub(crate) async fn abi() -> Result<Option<String>, Error> {
    if !can_ask() {
        let message = "This desktop has no window to choose files with.";
        return Err(Error::invalid(message, "Paste the ABI instead.").at("abi"));
    }
    let dialog = rfd::AsyncFileDialog::new()
        .set_title("Open an ABI")
        .add_filter("ABI or artifact", &["json", "abi", "txt", "sol"]);
    let Some(file) = dialog.pick_file().await else { return Ok(None) };
    let path = file.path().to_owned();
    let unreadable = || {
        let advice = "Choose a text file of at most 2 MiB, or paste the ABI.";
        Error::invalid("This file cannot be read.", advice).at("abi")
    };
    let size = tokio::fs::metadata(&path).await.map_err(|_gone| unreadable())?.len();
    if size > MOST {
        return Err(unreadable());
    }
    tokio::fs::read_to_string(&path).await.map(Some).map_err(|_not_text| unreadable())
}

/// Writes a value as JSON where the person says; the path, or `None` when they chose none.
///
/// # Errors
/// `Invalid` when the desktop has no such dialog, or the file cannot be written.
pub(crate) async fn save_json<T: serde::Serialize>(
    title: &str,
    name: &str,
    value: &T,
) -> Result<Option<String>, Error> {
    if !can_ask() {
        let message = "This desktop has no window to choose files with.";
        return Err(Error::invalid(message, "Use the command line: latchkey help."));
    }
    let text = serde_json::to_string_pretty(value)
        .map_err(|_unwritable| Error::bug("This could not be written down."))?;
    let dialog = rfd::AsyncFileDialog::new()
        .set_title(title)
        .set_file_name(name)
        .add_filter("JSON", &["json"]);
    let Some(file) = dialog.save_file().await else { return Ok(None) };
    let path = file.path().to_owned();
    tokio::fs::write(&path, text).await.map_err(|error| {
        let message = format!("{} cannot be written: {error}.", path.display());
        Error::invalid(message, "Choose another place.")
    })?;
    Ok(Some(path.display().to_string()))
}

/// Where a kill bundle is to go: a new folder inside the one that the person chose; `None` when none
/// was chosen.
///
/// # Errors
/// `Invalid` when the desktop has no such dialog, or the chosen folder is full of bundles.
pub(crate) async fn folder() -> Result<Option<PathBuf>, Error> {
    if !can_ask() {
        let message = "This desktop has no window to choose folders with.";
        return Err(Error::invalid(message, "Use `latchkey bundle FOLDER` in a terminal."));
    }
    let dialog = rfd::AsyncFileDialog::new().set_title("Where to keep the kill bundle");
    let Some(chosen) = dialog.pick_folder().await else { return Ok(None) };
    let free = (1..1000)
        .map(|n| chosen.path().join(format!("latchkey-kill-bundle-{n}")))
        .find(|path| !path.exists());
    free.map(Some).ok_or_else(|| {
        Error::invalid("That folder holds too many kill bundles.", "Choose another folder.")
    })
}

/// Writes a backup of the store to the place that the person chose; `None` when none was chosen.
///
/// # Errors
/// `Invalid` when the desktop has no such dialog; the store's.
pub(crate) async fn store_backup() -> Result<Option<String>, Error> {
    if !can_ask() {
        let message = "This desktop has no window to choose files with.";
        let advice = "Say `latchkey backup FILE` on the command line instead.";
        return Err(Error::invalid(message, advice));
    }
    let dialog = rfd::AsyncFileDialog::new()
        .set_title("Save a backup of Latchkey's store")
        .set_file_name("latchkey-backup.db");
    let Some(file) = dialog.save_file().await else { return Ok(None) };
    let (path, folders) = (file.path().to_owned(), open::folders()?);
    let work = tokio::task::spawn_blocking(move || {
        // The dialog has asked about a file that is there already.
        let _replaced = std::fs::remove_file(&path);
        open::back_up(&folders, &path)
    });
    let kept = work.await.unwrap_or_else(|_cut| Err(Error::bug("The backup was cut off.")))?;
    Ok(Some(kept.path))
}

/// Whether something answers for file dialogs: on Linux the desktop's portal, on the session bus.
fn can_ask() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    set("DBUS_SESSION_BUS_ADDRESS") && (set("DISPLAY") || set("WAYLAND_DISPLAY"))
}
