//! Who an agent is, and that it called.

use alloy_primitives::B256;

use crate::error::Result;
use crate::tags::Tag;
use crate::use_case::agent_list::view;
use crate::views::AgentView;
use crate::wallet::Wallet;

/// Seconds between two notes of "last seen": a busy agent does not keep the disk busy.
const TOUCH_EVERY_SECS: u64 = 10;

impl Wallet {
    /// The agent whose token has this SHA-256, if it is not removed.
    ///
    /// # Errors
    /// The store's.
    pub async fn agent_by_token(&self, token_sha256: B256) -> Result<Option<AgentView>> {
        let found = self
            .stored(move |s| {
                let agent = s.agent_by_token(token_sha256)?;
                agent.map(|agent| Ok((agent, s.keys()?, s.shadowed()?))).transpose()
            })
            .await?;
        Ok(found.map(|(agent, keys, shadowed)| view(&agent, &keys, &shadowed)))
    }

    /// Notes that an agent called now.
    ///
    /// # Errors
    /// `NotFound`; the store's.
    pub async fn agent_touch(&self, id: u32) -> Result<()> {
        let agent = self.agent_needed(id).await?;
        let now = self.now();
        if agent.last_seen_at.is_some_and(|at| now < at.saturating_add(TOUCH_EVERY_SECS)) {
            return Ok(());
        }
        self.stored(move |s| s.touch_agent(agent.id, now)).await?;
        self.stale(&[Tag::Agents]);
        Ok(())
    }
}
