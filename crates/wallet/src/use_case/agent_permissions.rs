//! An agent's own keys, read now.

use crate::error::Result;
use crate::views::KeyView;
use crate::wallet::Wallet;

impl Wallet {
    /// The keys of one agent, newest first, each with its state on every chain.
    ///
    /// # Errors
    /// `NotFound` for an unknown agent or without an account; the store's.
    pub async fn agent_permissions(&self, agent_id: u32) -> Result<Vec<KeyView>> {
        let agent = self.agent_needed(agent_id).await?;
        let account = self.account_needed().await?;
        let mut keys = self.keys_of(&account).await?;
        keys.retain(|key| key.agent_id == agent.id);
        self.draw(&account, &keys).await
    }
}
