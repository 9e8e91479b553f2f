//! What the person wrote down: contacts, ceilings, the form being filled; and what is at stake.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{CeilingForm, CeilingView, Contact, ExposureRow};
use tauri::State;

use crate::app::App;

/// The address book.
#[tauri::command]
#[specta::specta]
pub(crate) async fn contact_list(app: State<'_, App>) -> Result<Vec<Contact>, Error> {
    app.wallet()?.contact_list().await
}

/// Writes a contact down.
#[tauri::command]
#[specta::specta]
pub(crate) async fn contact_add(
    app: State<'_, App>,
    name: String,
    address: String,
) -> Result<Contact, Error> {
    app.wallet()?.contact_add(name, address).await
}

/// Takes a contact out.
#[tauri::command]
#[specta::specta]
pub(crate) async fn contact_remove(app: State<'_, App>, id: u32) -> Result<(), Error> {
    app.wallet()?.contact_remove(id).await
}

/// The most that may leak, per network and asset.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ceiling_list(app: State<'_, App>) -> Result<Vec<CeilingView>, Error> {
    app.wallet()?.ceiling_list().await
}

/// Sets one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ceiling_set(
    app: State<'_, App>,
    form: CeilingForm,
) -> Result<Vec<CeilingView>, Error> {
    app.wallet()?.ceiling_set(form).await
}

/// Takes one away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ceiling_remove(
    app: State<'_, App>,
    chain_id: u32,
    token: Option<String>,
) -> Result<Vec<CeilingView>, Error> {
    app.wallet()?.ceiling_remove(chain_id, token).await
}

/// If every key leaked now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn exposure(app: State<'_, App>) -> Result<Vec<ExposureRow>, Error> {
    app.wallet()?.exposure().await
}

/// Keeps the form being filled.
#[tauri::command]
#[specta::specta]
pub(crate) async fn draft_keep(app: State<'_, App>, text: String) -> Result<(), Error> {
    app.wallet()?.draft_keep(text).await
}

/// The form that was being filled.
#[tauri::command]
#[specta::specta]
pub(crate) async fn draft_last(app: State<'_, App>) -> Result<Option<String>, Error> {
    app.wallet()?.draft_last().await
}

/// Drops it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn draft_drop(app: State<'_, App>) -> Result<(), Error> {
    app.wallet()?.draft_drop().await
}
