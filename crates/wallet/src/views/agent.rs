//! Agents, and what to paste into their settings.
//!
//! Refuses: secrets, but for [`NewAgent::token`] and the snippets that carry it, shown once and kept out of `Debug`.

use serde::{Deserialize, Serialize};
use specta::Type;

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentView {
    /// Row id.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Unix seconds.
    pub created_at: u32,
    /// Unix seconds.
    pub last_seen_at: Option<u32>,
    /// Keys that are not ended.
    pub live_keys: u32,
    /// Shadow mode: it is watched, and nothing is signed for it.
    pub shadow: bool,
}

/// A new agent, with what to paste; the token is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewAgent {
    /// The agent.
    pub agent: AgentView,
    /// Bearer token for HTTP.
    pub token: String,
    /// What to paste, per client.
    pub snippets: Vec<Snippet>,
}

impl std::fmt::Debug for NewAgent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAgent").field("agent", &self.agent).finish_non_exhaustive()
    }
}

/// What to paste into a client.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Snippet {
    /// Name of the client, or "Any client over HTTP".
    pub client: String,
    /// Where it goes, in words.
    pub place: String,
    /// The text.
    pub text: String,
}

impl std::fmt::Debug for Snippet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snippet").field("client", &self.client).finish_non_exhaustive()
    }
}
