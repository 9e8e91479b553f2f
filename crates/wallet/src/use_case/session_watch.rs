//! What happens when the session signer ends by itself.
//!
//! Why: a person who sees "agents are let in" must be able to believe it.
//! Refuses: to start it again: a program that holds keys and crashed is looked at first.

use std::time::Duration;

use crate::tags::Tag;
use crate::views::{Notice, Severity};
use crate::wallet::Wallet;

/// A switch that was pressed again ends one process and starts the next; that takes less.
const RESTART: Duration = Duration::from_millis(500);

impl Wallet {
    /// Watches the session signer that runs now. If it ends while agents are let in, they are shut
    /// out and the person is told.
    pub(crate) fn watch_session(&self) {
        let ended = self.ports().sessions.ended();
        let wallet = self.downgrade();
        tokio::spawn(async move {
            ended.await;
            tokio::time::sleep(RESTART).await;
            if let Some(wallet) = wallet() {
                wallet.session_ended();
            }
        });
    }

    fn session_ended(&self) {
        // A stop of another program ends it too; that is taken note of where marks are looked for.
        if !self.access_on() || self.ports().sessions.running() {
            return;
        }
        self.shut_now();
        let text = "The session signer ended by itself, so agents are shut out. Nothing more is \
                    signed. Let them in again when you know why.";
        self.notice_add(Notice { severity: Severity::Warn, text: text.to_owned() });
        self.stale(&[Tag::Status]);
    }
}
