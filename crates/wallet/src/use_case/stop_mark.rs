//! The stop mark, from the wallet's side: every way in looks for it, and undoing it asks the owner.
//!
//! Why: a stop may come from another program while this one hangs, so it is not remembered here but
//! looked for, each time, before an agent is let in and before anything of an agent's is sent.
//! Refuses: to take the mark away. The signer does that, once the owner key has proved itself.

use latchkey_core::approval::{Ask, KeyClaim, OwnerRef, ReopenAsk, StopMark, Verdict};

use crate::error::{Code, Error, Result};
use crate::ports::{Store, StoreError};
use crate::record::{LogEvent, Setting};
use crate::tags::Tag;
use crate::use_case::ask::mistrust;
use crate::wallet::Wallet;

impl Wallet {
    /// The stop mark, while everything is stopped.
    #[must_use]
    pub fn stopped(&self) -> Option<StopMark> {
        self.ports().sessions.stopped()
    }

    /// Why no agent is let in at this moment; `None` while they are.
    #[must_use]
    pub fn shut_out(&self) -> Option<Error> {
        if self.stopped().is_some() {
            return Some(Error::stopped());
        }
        (!self.access_on()).then(Error::off)
    }

    /// Takes note of a stop that came from elsewhere: shuts agents out here too, drops what waits for
    /// their signatures, writes the line if it is not there yet. The host asks every moment and at
    /// start, and closes the agents' doors when the answer is yes.
    ///
    /// # Errors
    /// The store's; agents are shut out nevertheless, and the next question writes it.
    pub async fn stop_noticed(&self) -> Result<bool> {
        let Some(mark) = self.stopped() else {
            if self.with_live(|live| live.stop.take()).is_some() {
                self.stale(&[Tag::Status]);
            }
            return Ok(false);
        };
        if self.with_live(|live| live.stop.as_ref() == Some(&mark.id)) {
            return Ok(true);
        }
        self.shut_now();
        self.stale(&[Tag::Status]);
        let (now, id) = (self.now(), mark.id.clone());
        self.stored(move |s| write_down(s, now, &mark)).await?;
        self.with_live(|live| live.stop = Some(id));
        self.stale(&[Tag::Status, Tag::Activity]);
        Ok(true)
    }

    /// Asks the owner to let agents in again, if everything is stopped.
    pub(crate) async fn reopen(&self) -> Result<()> {
        let Some(mark) = self.stopped() else { return Ok(()) };
        self.stop_noticed().await?;
        let account = self.account_needed().await?;
        let agents = self.stored(|s| s.agents()).await?;
        let keys = self.live_keys(&account).await?;
        let claim = |key: &crate::record::Key| KeyClaim {
            permission_id: key.permission_id,
            name: key.name.clone(),
            agent_name: agents
                .iter()
                .find(|agent| agent.id == key.agent_id)
                .map(|agent| agent.name.clone())
                .unwrap_or_default(),
        };
        let owner = OwnerRef { vault_id: account.vault_id.clone(), public: account.public };
        let keys = keys.iter().map(claim).collect();
        let ask = ReopenAsk { account_name: account.name.clone(), owner, mark: mark.clone(), keys };
        let verdict = self.ask("let agents in again after a stop", Ask::Reopen(ask)).await?;
        if !matches!(verdict, Verdict::Reopened { .. }) {
            return Err(mistrust("it answers something else"));
        }
        if self.stopped().is_some() {
            return Err(Error::new(
                Code::Off,
                "Everything was stopped again meanwhile.",
                "Agents are still shut out. Let them in again if you mean to.",
            ));
        }
        let (by, at) = (mark.by, mark.at_unix_secs);
        self.log(LogEvent::StopLifted { by, at }).await?;
        self.forget_ended(&account);
        Ok(())
    }
}

/// Writes a stop into the store, once: agents stay out over a start, and the log has its line.
///
/// # Errors
/// The store's.
pub fn write_down(
    store: &dyn Store,
    now: u64,
    mark: &StopMark,
) -> std::result::Result<(), StoreError> {
    if store.setting(Setting::StopLogged)?.as_deref() == Some(mark.id.as_str()) {
        return Ok(());
    }
    store.set_setting(Setting::AgentAccess, "off")?;
    store.append(now, &LogEvent::StopMarked { by: mark.by, at: mark.at_unix_secs })?;
    store.set_setting(Setting::StopLogged, &mark.id)
}
