//! The off switch that was signed with each grant: its health, renewing it, firing it.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{FireReport, SwitchHealth};
use tauri::State;

use crate::app::App;

/// Whether it would work now, key by key and network by network.
#[tauri::command]
#[specta::specta]
pub(crate) async fn switch_health(app: State<'_, App>) -> Result<SwitchHealth, Error> {
    app.wallet()?.switch_health().await
}

/// Signs it anew where that is needed; the signer's window asks once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn switch_renew(app: State<'_, App>) -> Result<SwitchHealth, Error> {
    app.wallet()?.switch_renew().await
}

/// Fires it for one key, or for all; no owner key is needed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn switch_fire(
    app: State<'_, App>,
    key_id: Option<u32>,
) -> Result<FireReport, Error> {
    app.wallet()?.switch_fire(key_id).await
}
