//! Keys: their true state, and ending them.

use latchkey_core::approval::StoppedBy;
use latchkey_wallet::error::Error;
use latchkey_wallet::views::{DriftView, EndReport, KeyApproval, KeyView, StopReport};
use tauri::State;

use crate::app::App;
use crate::stop;

/// Every key with its state per chain, as last read.
#[tauri::command]
#[specta::specta]
pub(crate) async fn key_list(app: State<'_, App>) -> Result<Vec<KeyView>, Error> {
    app.wallet()?.key_list().await
}

/// Reads every key on its chains now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn keys_refresh(app: State<'_, App>) -> Result<Vec<KeyView>, Error> {
    app.wallet()?.keys_refresh().await
}

/// What chains show that this app did not do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn drift_list(app: State<'_, App>) -> Result<Vec<DriftView>, Error> {
    app.wallet()?.drift_list().await
}

/// The owner's approval of a key that its agent holds; it has no secret.
#[tauri::command]
#[specta::specta]
pub(crate) async fn key_approval(
    app: State<'_, App>,
    key_id: u32,
    chain_id: u32,
) -> Result<KeyApproval, Error> {
    app.wallet()?.key_approval(key_id, chain_id).await
}

/// Ends one key on all its chains; the signer's window asks once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn key_revoke(app: State<'_, App>, key_id: u32) -> Result<EndReport, Error> {
    app.wallet()?.key_revoke(key_id).await
}

/// Stops every agent on this machine at once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_local(app: State<'_, App>) -> Result<StopReport, Error> {
    stop::everything(&app, StoppedBy::Window).await
}

/// Ends every key on every chain; the signer's window asks once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_on_chain(app: State<'_, App>) -> Result<EndReport, Error> {
    app.wallet()?.stop_on_chain().await
}
