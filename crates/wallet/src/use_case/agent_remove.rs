//! Forgets an agent. Its keys are revoked first: a key outlives the name of its holder.

use crate::error::{Code, Error, Result};
use crate::record::LogEvent;
use crate::tags::Tag;
use crate::wallet::Wallet;

impl Wallet {
    /// Removes an agent whose keys are all ended; its token is dead from then on.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` while a key of it may be live; the store's.
    pub async fn agent_remove(&self, id: u32) -> Result<()> {
        let agent = self.agent_needed(id).await?;
        let keys = self.stored(|s| s.keys()).await?;
        let live: Vec<&str> = keys
            .iter()
            .filter(|key| key.agent_id == agent.id && key.may_be_live())
            .map(|key| key.name.as_str())
            .collect();
        if !live.is_empty() {
            let message = format!("{} still holds live keys: {}.", agent.name, live.join(", "));
            return Err(Error::new(Code::Invalid, message, "Revoke them first, then remove it."));
        }
        let now = self.now();
        self.stored(move |s| {
            s.remove_agent(agent.id)?;
            s.append(now, &LogEvent::Agent { name: agent.name, added: false })?;
            Ok(())
        })
        .await?;
        self.stale(&[Tag::Agents, Tag::Activity]);
        Ok(())
    }
}
