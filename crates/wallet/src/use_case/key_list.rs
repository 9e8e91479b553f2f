//! The keys, each with its state on every chain it was approved for.

use crate::error::{Error, Result};
use crate::record::{Account, Agent, Key, Network, Token};
use crate::use_case::key_view::Drawing;
use crate::use_case::keys_on_chain::ChainReading;
use crate::views::KeyView;
use crate::wallet::Wallet;

impl Wallet {
    /// Every key, newest first, read now. A chain that does not answer makes a key `Unknown` there.
    ///
    /// # Errors
    /// The store's.
    pub async fn key_list(&self) -> Result<Vec<KeyView>> {
        let Some(account) = self.stored(|s| s.accounts()).await?.into_iter().next() else {
            return Ok(Vec::new());
        };
        let keys = self.keys_of(&account).await?;
        self.draw(&account, &keys).await
    }

    /// Reads and draws these keys.
    pub(crate) async fn draw(&self, account: &Account, keys: &[Key]) -> Result<Vec<KeyView>> {
        let readings = self.read_keys(account, keys).await?;
        self.drawn(keys, &readings).await
    }

    /// Draws keys that were read.
    pub(crate) async fn drawn(
        &self,
        keys: &[Key],
        readings: &[ChainReading],
    ) -> Result<Vec<KeyView>> {
        let networks: Vec<(Network, Vec<Token>)> = self.networks_with_tokens().await?;
        let ids: Vec<i64> = keys.iter().map(|key| key.id).collect();
        let (agents, included): (Vec<Agent>, Vec<u64>) = self
            .stored(move |s| {
                let counts: std::result::Result<Vec<u64>, _> =
                    ids.iter().map(|id| s.included_count(*id)).collect();
                Ok((s.agents()?, counts?))
            })
            .await?;
        let (language, read_at) = (self.language().await?, self.now());
        let drawing = Drawing { networks: &networks, agents: &agents, readings, language, read_at };
        Ok(keys.iter().zip(included).map(|(key, count)| drawing.key(key, count)).collect())
    }

    /// Keys of an account.
    pub(crate) async fn keys_of(&self, account: &Account) -> Result<Vec<Key>> {
        let id = account.id;
        let keys = self.stored(|s| s.keys()).await?;
        Ok(keys.into_iter().filter(|key| key.account_id == id).collect())
    }

    /// One key of the account.
    pub(crate) async fn key_needed(&self, id: u32) -> Result<Key> {
        let found = self.stored(move |s| s.key(i64::from(id))).await?;
        found.ok_or_else(|| Error::not_found("key"))
    }
}
