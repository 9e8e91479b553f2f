//! Owner keys: which there are, keeping them safe, changing the owner.

use latchkey_core::approval::{LockKind, OwnerKind};
use latchkey_wallet::error::Error;
use latchkey_wallet::views::{OwnerChangeReport, OwnerKeyView};
use tauri::State;

use crate::app::App;

/// The owner keys of the account, the one that owns it first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn owner_list(app: State<'_, App>) -> Result<Vec<OwnerKeyView>, Error> {
    app.wallet()?.owner_list().await
}

/// Makes or enrols another owner key, kept ready.
#[tauri::command]
#[specta::specta]
pub(crate) async fn owner_add(app: State<'_, App>, kind: OwnerKind) -> Result<OwnerKeyView, Error> {
    app.wallet()?.owner_add(kind).await
}

/// Takes another owner key from a backup file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn owner_import(app: State<'_, App>) -> Result<OwnerKeyView, Error> {
    app.wallet()?.owner_import().await
}

/// Writes a backup file; the signer's window asks for everything.
#[tauri::command]
#[specta::specta]
pub(crate) async fn owner_backup(app: State<'_, App>, id: u32) -> Result<OwnerKeyView, Error> {
    app.wallet()?.owner_backup(id).await
}

/// Lets a further passphrase or security key open an owner key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn owner_add_lock(
    app: State<'_, App>,
    id: u32,
    lock: LockKind,
) -> Result<OwnerKeyView, Error> {
    app.wallet()?.owner_add_lock(id, lock).await
}

/// Has an owner key sign a test.
#[tauri::command]
#[specta::specta]
pub(crate) async fn owner_test(app: State<'_, App>, id: u32) -> Result<OwnerKeyView, Error> {
    app.wallet()?.owner_test(id).await
}

/// Gives the account to another of its owner keys, on every network.
#[tauri::command]
#[specta::specta]
pub(crate) async fn owner_change(app: State<'_, App>, id: u32) -> Result<OwnerChangeReport, Error> {
    app.wallet()?.owner_change(id).await
}

/// Takes an owner key off the list, once no network can still name it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn owner_remove(app: State<'_, App>, id: u32) -> Result<(), Error> {
    app.wallet()?.owner_remove(id).await
}
