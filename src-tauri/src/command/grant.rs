//! Granting a key.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{GrantForm, GrantPreview, KeyView};
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

/// Asks the owner in the signer's window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn grant(app: State<'_, App>, form: GrantForm) -> Result<KeyView, Error> {
    app.wallet()?.grant(form).await
}
