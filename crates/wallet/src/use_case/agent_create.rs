//! A new agent: a name, a token that is shown once, and what to paste into its client.

use alloy_primitives::B256;
use latchkey_core::text;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::record::{Agent, LogEvent, Setting};
use crate::tags::Tag;
use crate::use_case::agent_list::view;
use crate::use_case::snippets;
use crate::views::NewAgent;
use crate::wallet::Wallet;

/// What every token begins with, so that a leaked one is recognised.
pub const TOKEN_PREFIX: &str = "lk_";

/// SHA-256 of a token as the agent sends it: what the store keeps and looks up.
#[must_use]
pub fn token_sha256(token: &str) -> B256 {
    B256::from_slice(&Sha256::digest(token.as_bytes()))
}

impl Wallet {
    /// Makes an agent. Its token is in the answer and nowhere else.
    ///
    /// # Errors
    /// `Invalid` at `name` when nothing readable is left of it or another agent has it; the
    /// store's.
    pub async fn agent_create(&self, name: String) -> Result<NewAgent> {
        let name = text::clean(&name, text::NAME_MAX);
        if name.is_empty() {
            return Err(Error::invalid("The agent has no name.", "Write one.").at("name"));
        }
        let taken = self.stored(|s| s.agents()).await?;
        let lower = name.to_lowercase();
        if taken.iter().any(|agent| !agent.removed && agent.name.to_lowercase() == lower) {
            let message = format!("There is already an agent named {name}.");
            return Err(Error::invalid(message, "Choose another name.").at("name"));
        }
        let token = format!("{TOKEN_PREFIX}{}", hex::encode(self.ports().entropy.bytes32()));
        let now = self.now();
        let row = Agent {
            id: 0,
            name,
            token_sha256: token_sha256(&token),
            created_at: now,
            last_seen_at: None,
            removed: false,
        };
        let agent = self
            .stored(move |s| {
                let agent = s.create_agent(&row)?;
                s.append(now, &LogEvent::Agent { name: agent.name.clone(), added: true })?;
                Ok(agent)
            })
            .await?;
        self.stale(&[Tag::Agents, Tag::Activity]);
        let http_url = self.http_url_or_expected().await?;
        let shim = &self.ports().host.shim_path;
        let snippets = snippets::all(shim, &agent.name, &http_url, &token);
        Ok(NewAgent { agent: view(&agent, &[], &[]), token, snippets })
    }

    /// Where agents connect over HTTP, or will once they are let in.
    async fn http_url_or_expected(&self) -> Result<String> {
        if let Some(url) = self.with_live(|live| live.http_url.clone()) {
            return Ok(url);
        }
        let kept = self.stored(|s| s.setting(Setting::McpPort)).await?;
        let port = kept.and_then(|port| port.parse().ok()).unwrap_or(snippets::MCP_PORT);
        Ok(format!("http://127.0.0.1:{port}{}", snippets::MCP_PATH))
    }
}
