//! The ways out when no bundler answers, the panic key and the kill bundle.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{ExitReport, ExitWays, PanicKeyView};
use tauri::State;

use crate::app::App;
use crate::file_dialog;

/// Which ways work on each network, and why the others do not.
#[tauri::command]
#[specta::specta]
pub(crate) async fn exit_ways(app: State<'_, App>) -> Result<Vec<ExitWays>, Error> {
    app.wallet()?.exit_ways().await
}

/// Ends one key, or every key, by plain transactions of the owner's address.
#[tauri::command]
#[specta::specta]
pub(crate) async fn exit_direct(
    app: State<'_, App>,
    key_id: Option<u32>,
) -> Result<ExitReport, Error> {
    app.wallet()?.exit_direct(key_id).await
}

/// The panic key and what it holds; none until it is made.
#[tauri::command]
#[specta::specta]
pub(crate) async fn panic_key(app: State<'_, App>) -> Result<Option<PanicKeyView>, Error> {
    app.wallet()?.panic_key().await
}

/// Makes the panic key, unless there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn panic_key_make(app: State<'_, App>) -> Result<PanicKeyView, Error> {
    app.wallet()?.panic_key_make().await
}

/// Writes the kill bundle into a folder that the person chooses; answers where, or nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn kill_bundle_save(app: State<'_, App>) -> Result<Option<String>, Error> {
    let wallet = app.wallet()?;
    let Some(folder) = file_dialog::folder().await? else { return Ok(None) };
    wallet.kill_bundle_write(folder).await.map(|bundle| Some(bundle.path))
}
