//! The log in words.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::ActivityView;
use tauri::State;

use crate::app::App;

/// Lines before a place in the log, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn activity_list(
    app: State<'_, App>,
    before: Option<u32>,
    limit: u32,
) -> Result<Vec<ActivityView>, Error> {
    app.wallet()?.activity_list(before, limit).await
}
