//! The agents, with how many live keys each has.

use crate::error::{Error, Result};
use crate::record::{Agent, Key};
use crate::use_case::number::row;
use crate::views::AgentView;
use crate::wallet::Wallet;

impl Wallet {
    /// Agents that are not removed, oldest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn agent_list(&self) -> Result<Vec<AgentView>> {
        let (agents, keys, shadowed) =
            self.stored(|s| Ok((s.agents()?, s.keys()?, s.shadowed()?))).await?;
        let shown = agents.iter().filter(|agent| !agent.removed);
        Ok(shown.map(|agent| view(agent, &keys, &shadowed)).collect())
    }

    /// An agent that is not removed.
    pub(crate) async fn agent_needed(&self, id: u32) -> Result<Agent> {
        let agents = self.stored(|s| s.agents()).await?;
        let found = agents.into_iter().find(|agent| agent.id == i64::from(id) && !agent.removed);
        found.ok_or_else(|| Error::not_found("agent"))
    }
}

pub(crate) fn view(agent: &Agent, keys: &[Key], shadowed: &[i64]) -> AgentView {
    let live = keys.iter().filter(|key| key.agent_id == agent.id && key.may_be_live()).count();
    AgentView {
        id: row(agent.id),
        name: agent.name.clone(),
        created_at: crate::use_case::number::secs(agent.created_at),
        last_seen_at: agent.last_seen_at.map(crate::use_case::number::secs),
        live_keys: crate::use_case::number::count(live),
        shadow: shadowed.contains(&agent.id),
    }
}
