//! The log's check, and a backup of the store.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::LogCheckView;
use tauri::State;

use crate::app::App;
use crate::file_dialog;

/// Reads the whole log and finds the first line that is missing, altered or cut off.
#[tauri::command]
#[specta::specta]
pub(crate) async fn log_verify(app: State<'_, App>) -> Result<LogCheckView, Error> {
    app.wallet()?.log_verify().await
}

/// Writes a backup of the store to a place chosen in the system's dialog; `null` when none was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn store_backup_save(app: State<'_, App>) -> Result<Option<String>, Error> {
    app.wallet()?;
    file_dialog::store_backup().await
}
