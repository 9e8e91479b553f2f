//! The state of the app as a whole.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::Status;
use tauri::State;

use crate::app::App;

/// What every screen shows, or why the app cannot work.
#[tauri::command]
#[specta::specta]
pub(crate) async fn status(app: State<'_, App>) -> Result<Status, Error> {
    app.wallet()?.status().await
}
