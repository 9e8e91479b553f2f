//! What the web view hears: that something changed and must be read again.
//!
//! Why: one event with tags; nothing polls, and no data travels on it.

use latchkey_wallet::Wallet;
use latchkey_wallet::tags::Tag;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

/// Read these again.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
#[tauri_specta(event_name = "changed")]
pub(crate) struct Changed {
    /// What.
    pub(crate) tags: Vec<Tag>,
}

const EVERYTHING: [Tag; 6] =
    [Tag::Status, Tag::Holdings, Tag::Networks, Tag::Keys, Tag::Agents, Tag::Activity];

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
