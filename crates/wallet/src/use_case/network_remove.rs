//! Forgets a network on which no key can be alive.

use crate::error::{Error, Result};
use crate::record::LogEvent;
use crate::tags::Tag;
use crate::wallet::Wallet;

impl Wallet {
    /// Removes a network.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for the built-in network or while a key may be live there; the
    /// store's.
    pub async fn network_remove(&self, chain_id: u32) -> Result<()> {
        let network = self.network_needed(chain_id).await?;
        if network.built_in {
            let message = format!("{} is built in and stays.", network.name);
            return Err(Error::invalid(message, "Nothing was changed."));
        }
        let keys = self.stored(|s| s.keys()).await?;
        let live: Vec<&str> = keys
            .iter()
            .filter(|key| {
                let here = |a: &crate::record::Approval| a.chain_id == network.chain_id;
                key.approvals.iter().any(|a| here(a) && a.ended_at_block.is_none())
            })
            .map(|key| key.name.as_str())
            .collect();
        if !live.is_empty() {
            let message = format!("Keys may be live on {}: {}.", network.name, live.join(", "));
            return Err(Error::invalid(message, "Revoke them first, then remove the network."));
        }
        let now = self.now();
        self.stored(move |s| {
            s.remove_network(network.chain_id)?;
            let (chain_id, name) = (network.chain_id, network.name);
            s.append(now, &LogEvent::Network { chain_id, name, added: false })?;
            Ok(())
        })
        .await?;
        self.stale(&[Tag::Networks, Tag::Holdings, Tag::Activity]);
        Ok(())
    }
}
