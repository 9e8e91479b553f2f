//! Networks: list, add, remove.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{NetworkForm, NetworkView};
use tauri::State;

use crate::app::App;

/// Every network and whether it answers.
#[tauri::command]
#[specta::specta]
pub(crate) async fn network_list(app: State<'_, App>) -> Result<Vec<NetworkView>, Error> {
    app.wallet()?.network_list().await
}

/// Adds one, after reading it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn network_add(
    app: State<'_, App>,
    form: NetworkForm,
) -> Result<NetworkView, Error> {
    app.wallet()?.network_add(form).await
}

/// Removes one, unless a key lives there.
#[tauri::command]
#[specta::specta]
pub(crate) async fn network_remove(app: State<'_, App>, chain_id: u32) -> Result<(), Error> {
    app.wallet()?.network_remove(chain_id).await
}
