//! Stop all keys on this machine: the same act from the window, the tray and the shortcut; and what
//! this app does when another program did it.
//!
//! Why: it must work with no network, no owner key and the window hung, so it waits for nothing.
//! Refuses: to let agents in; that asks the owner.

use std::time::Duration;

use latchkey_core::approval::StoppedBy;
use latchkey_wallet::error::Error;
use latchkey_wallet::views::StopReport;
use tauri::{AppHandle, Manager};

use crate::app::App;

/// How often the stop mark of another program is looked for. Nothing is signed or let in meanwhile:
/// that is looked for each time; this closes the doors and tells the window.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Kills the session signer, closes the doors, then writes down that it happened.
pub(crate) async fn everything(app: &App, by: StoppedBy) -> Result<StopReport, Error> {
    let wallet = app.wallet()?;
    let stop = wallet.stop_now_from(by);
    app.doors().close(wallet);
    wallet.stop_kept(stop).await
}

/// The same, from where nobody waits for an answer.
pub(crate) fn from_outside(handle: &AppHandle, by: StoppedBy) {
    let app = handle.state::<App>();
    let Ok(wallet) = app.wallet() else { return };
    let stop = wallet.stop_now_from(by);
    app.doors().close(wallet);
    let wallet = wallet.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = wallet.stop_kept(stop).await {
            tracing::error!(%error, "stopped, but not written down");
        }
    });
}

/// Looks for stops of other programs while the app runs.
pub(crate) fn listen(handle: &AppHandle) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            heed(&handle.state::<App>()).await;
            tokio::time::sleep(LOOK_EVERY).await;
        }
    });
}

async fn heed(app: &App) {
    let Ok(wallet) = app.wallet() else { return };
    if wallet.stopped().is_some() {
        app.doors().close(wallet);
    }
    if let Err(error) = wallet.stop_noticed().await {
        tracing::warn!(%error, "stopped, but not written down yet");
    }
}
