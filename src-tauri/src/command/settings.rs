//! The state of the app as a whole, and what the person chose.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{BuilderSettings, Language, NoticeSettings, Status};
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

/// What was chosen for the builder.
#[tauri::command]
#[specta::specta]
pub(crate) async fn builder_settings(app: State<'_, App>) -> Result<BuilderSettings, Error> {
    app.wallet()?.builder_settings().await
}

/// Chooses the language of sentences about keys.
#[tauri::command]
#[specta::specta]
pub(crate) async fn language_set(
    app: State<'_, App>,
    language: Language,
) -> Result<BuilderSettings, Error> {
    app.wallet()?.language_set(language).await
}

/// Switches looking contracts up online.
#[tauri::command]
#[specta::specta]
pub(crate) async fn online_lookup_set(
    app: State<'_, App>,
    on: bool,
) -> Result<BuilderSettings, Error> {
    app.wallet()?.online_lookup_set(on).await
}

/// Keeps a key for Etherscan; empty = none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn etherscan_key_set(
    app: State<'_, App>,
    key: String,
) -> Result<BuilderSettings, Error> {
    app.wallet()?.etherscan_key_set(key).await
}
