//! What the web view hears: that something changed and must be read again, and which screen the
//! person asked for from outside the window.
//!
//! Why: one event with tags; nothing polls, and no data travels on it.

use std::sync::Arc;

use latchkey_wallet::Wallet;
use latchkey_wallet::tags::Tag;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::notices::DesktopNotices;
use crate::tray;

/// Read these again.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
#[tauri_specta(event_name = "changed")]
pub(crate) struct Changed {
    /// What.
    pub(crate) tags: Vec<Tag>,
}

/// Go to this screen.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
#[tauri_specta(event_name = "show")]
pub(crate) struct Show {
    /// Which.
    pub(crate) screen: Place,
}

/// A screen that can be asked for from outside the window.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Place {
    /// What happened.
    Activity,
}

const EVERYTHING: [Tag; 9] = [
    Tag::Status,
    Tag::Holdings,
    Tag::Networks,
    Tag::Keys,
    Tag::Agents,
    Tag::Owners,
    Tag::Activity,
    Tag::Notices,
    Tag::Drift,
];

/// Passes the wallet's changes on to the window until the wallet is gone.
pub(crate) fn forward(app: AppHandle, wallet: &Wallet) {
    let mut changes = wallet.changes();
    tauri::async_runtime::spawn(async move {
        loop {
            let tags = match changes.recv().await {
                Ok(changed) => changed.tags,
                Err(RecvError::Lagged(_)) => EVERYTHING.to_vec(),
                Err(RecvError::Closed) => return,
            };
            let _window_gone = Changed { tags }.emit(&app);
        }
    });
}

/// Tells of the uses of keys on this desktop, while the person wants that.
pub(crate) fn notify(app: AppHandle, wallet: &Wallet) {
    let (wallet, clicked) = (wallet.clone(), move || {
        tray::show_window(&app);
        let _window_gone = Show { screen: Place::Activity }.emit(&app);
    });
    let desktop = Arc::new(DesktopNotices::new(clicked));
    tauri::async_runtime::spawn(async move { wallet.notify(desktop) });
}
