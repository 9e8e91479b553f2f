//! The account and what it holds.

use latchkey_core::approval::OwnerKind;
use latchkey_wallet::error::Error;
use latchkey_wallet::views::{AccountView, Holdings};
use tauri::State;

use crate::app::App;

/// Makes the account; the signer's window makes its owner key with the person.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_create(
    app: State<'_, App>,
    name: String,
    kind: OwnerKind,
) -> Result<AccountView, Error> {
    app.wallet()?.account_create(name, kind).await
}

/// The same with an owner key from a backup file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_import(
    app: State<'_, App>,
    name: String,
) -> Result<AccountView, Error> {
    app.wallet()?.account_import(name).await
}

/// Balances per network.
#[tauri::command]
#[specta::specta]
pub(crate) async fn holdings(app: State<'_, App>) -> Result<Vec<Holdings>, Error> {
    app.wallet()?.holdings().await
}

/// Test money, on the built-in network only.
#[tauri::command]
#[specta::specta]
pub(crate) async fn faucet(app: State<'_, App>, chain_id: u32) -> Result<(), Error> {
    app.wallet()?.faucet(chain_id).await
}
