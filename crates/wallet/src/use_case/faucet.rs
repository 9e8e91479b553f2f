//! Test money, on the built-in network only.

use crate::error::{Error, Result};
use crate::tags::Tag;
use crate::wallet::Wallet;

impl Wallet {
    /// Gives the account test coins and demo tokens.
    ///
    /// # Errors
    /// `Invalid` on any other network; `NotFound` without an account; the network's.
    pub async fn faucet(&self, chain_id: u32) -> Result<()> {
        let account = self.account_needed().await?;
        let network = self.network_needed(chain_id).await?;
        if !network.built_in {
            let message = format!("{} has no faucet: money there is real.", network.name);
            let advice = format!("Send some to {}.", account.address.to_checksum(None));
            return Err(Error::invalid(message, advice));
        }
        self.pour(&network, &account).await?;
        self.stale(&[Tag::Holdings]);
        Ok(())
    }
}
