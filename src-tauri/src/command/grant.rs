//! Granting a key.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{GrantForm, GrantPreview, GrantTry, KeyView, TryAnswer};
use tauri::State;

use crate::app::App;

/// What the form would grant.
#[tauri::command]
#[specta::specta]
pub(crate) async fn grant_preview(
    app: State<'_, App>,
    form: GrantForm,
) -> Result<GrantPreview, Error> {
    app.wallet()?.grant_preview(form).await
}

/// The form that would grant a key again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn grant_form_of_key(
    app: State<'_, App>,
    key_id: u32,
) -> Result<GrantForm, Error> {
    app.wallet()?.grant_form_of_key(key_id).await
}

/// The form in a JSON text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn grant_form_json(app: State<'_, App>, text: String) -> Result<GrantForm, Error> {
    app.wallet()?.grant_form_json(&text)
}

/// Asks the owner in the signer's window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn grant(app: State<'_, App>, form: GrantForm) -> Result<KeyView, Error> {
    app.wallet()?.grant(form).await
}

/// Tries calls against a form or a key; nothing is signed or sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn grant_try(app: State<'_, App>, asked: GrantTry) -> Result<TryAnswer, Error> {
    app.wallet()?.grant_try(asked).await
}
