//! The account's address, for an agent.

use crate::error::Result;
use crate::use_case::number::secs;
use crate::views::{AgentAccount, AgentNetwork};
use crate::wallet::Wallet;

impl Wallet {
    /// The account and the networks it can be used on. Reads no chain.
    ///
    /// # Errors
    /// `NotFound` for an unknown agent or without an account; the store's.
    pub async fn agent_address(&self, agent_id: u32) -> Result<AgentAccount> {
        self.agent_needed(agent_id).await?;
        let account = self.account_needed().await?;
        let networks = self.stored(|s| s.networks()).await?;
        let networks = networks.into_iter().map(|network| AgentNetwork {
            chain_id: secs(network.chain_id),
            name: network.name,
            native_symbol: network.native_symbol,
            built_in: network.built_in,
        });
        Ok(AgentAccount {
            address: account.address.to_checksum(None),
            name: account.name,
            networks: networks.collect(),
        })
    }
}
