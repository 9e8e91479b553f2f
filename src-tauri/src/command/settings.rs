//! The state of the app as a whole, and what the person chose.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{NoticeSettings, Status};
use tauri::State;

use crate::app::App;

/// What every screen shows, or why the app cannot work.
#[tauri::command]
#[specta::specta]
pub(crate) async fn status(app: State<'_, App>) -> Result<Status, Error> {
    app.wallet()?.status().await
}

/// Whether the desktop tells of each use of a key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_settings(app: State<'_, App>) -> Result<NoticeSettings, Error> {
    app.wallet()?.notice_settings().await
}

/// Keeps that choice.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_settings_set(
    app: State<'_, App>,
    settings: NoticeSettings,
) -> Result<NoticeSettings, Error> {
    app.wallet()?.notice_settings_set(settings).await
}
