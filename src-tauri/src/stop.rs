//! Stop all keys on this machine: the same act from the window, the tray and the shortcut.
//!
//! Why: it must work with no network, no owner key and the window hung, so it waits for nothing.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::StopReport;
use tauri::{AppHandle, Manager};

use crate::app::App;

/// Kills the session signer, closes the doors, then writes down that it happened.
pub(crate) async fn everything(app: &App) -> Result<StopReport, Error> {
    let wallet = app.wallet()?;
    wallet.stop_now();
    app.doors().close(wallet);
    wallet.stop_local().await
}

/// The same, from where nobody waits for an answer.
pub(crate) fn from_outside(handle: &AppHandle) {
    let app = handle.state::<App>();
    if let Ok(wallet) = app.wallet() {
        wallet.stop_now();
        app.doors().close(wallet);
    }
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = everything(&handle.state::<App>()).await {
            tracing::error!(%error, "stopped, but not written down");
        }
    });
}
