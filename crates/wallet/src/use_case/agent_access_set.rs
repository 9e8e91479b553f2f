//! Lets agents in, or shuts them out.

use latchkey_core::approval::SessionKeyRef;

use crate::error::{Code, Error, Result};
use crate::record::{Account, Key, LogEvent, Setting};
use crate::tags::Tag;
use crate::views::{AgentAccess, Notice, Severity};
use crate::wallet::Wallet;

const ON: &str = "on";
const OFF: &str = "off";

impl Wallet {
    /// Starts the session signer with every key that may be live, or ends it. The host starts and
    /// stops the agents' listeners on the answer. After a stop the owner is asked first, in the
    /// signer's window; after a plain switching off nobody is.
    ///
    /// # Errors
    /// `NotFound` without an account; the signer's; the store's. On an error when switching on,
    /// access stays off.
    pub async fn agent_access_set(&self, on: bool) -> Result<AgentAccess> {
        if on {
            self.reopen().await?;
            self.let_in().await?;
        } else {
            self.shut_now();
        }
        let now = self.now();
        let kept = self.stored(move |s| {
            s.set_setting(Setting::AgentAccess, if on { ON } else { OFF })?;
            s.append(now, &LogEvent::AgentAccess { on })?;
            Ok(())
        });
        if let Err(error) = kept.await {
            self.shut_now();
            return Err(error);
        }
        self.stale(&[Tag::Status, Tag::Activity]);
        if on && !self.access_on() {
            // Somebody stopped everything while this was written; their word is kept.
            self.stored(|s| s.set_setting(Setting::AgentAccess, OFF)).await?;
            return Err(Error::off());
        }
        Ok(self.agent_access())
    }

    /// Whether agents were let in when the app last ran and nobody stopped them since; the host
    /// asks once at start and then calls [`Wallet::agent_access_set`].
    ///
    /// # Errors
    /// The store's.
    pub async fn agent_access_was_on(&self) -> Result<bool> {
        let on = self.stored(|s| s.setting(Setting::AgentAccess)).await?.as_deref() == Some(ON);
        Ok(on && self.stopped().is_none())
    }

    async fn let_in(&self) -> Result<()> {
        let stops = self.stops();
        let account = self.account_needed().await?;
        let keys = self.stored(|s| s.keys()).await?;
        let live: Vec<&Key> = keys.iter().filter(|key| key.may_be_live()).collect();
        let refs = live.iter().map(|key| key_ref(&account, key)).collect();
        let missing = self.ports().sessions.start(refs).await?;
        if !self.ports().sessions.running() {
            return Err(Error::new(
                Code::Signer,
                "The session signer ended at once.",
                "Agents are still shut out. Try again; if it stays so, install Latchkey again.",
            ));
        }
        if !self.access_open(stops) {
            return Err(Error::off());
        }
        self.watch_session();
        for key in live.iter().filter(|key| missing.contains(&key_ref(&account, key))) {
            self.notice_add(Notice {
                severity: Severity::Warn,
                text: format!(
                    "The vault does not hold the key {}, so its agent cannot use it. Its approval \
                     is still live on chain: revoke it and grant a new one.",
                    key.name
                ),
            });
        }
        Ok(())
    }
}

/// How the signer's vault calls a key.
pub(crate) fn key_ref(account: &Account, key: &Key) -> SessionKeyRef {
    SessionKeyRef { account: account.address, permission_id: key.permission_id }
}
