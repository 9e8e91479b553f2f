//! The keys, each with its state on every chain it was approved for.

use crate::error::{Error, Result};
use crate::record::{Account, Agent, Key, Network, Token};
use crate::use_case::key_view::Drawing;
use crate::views::KeyView;
use crate::wallet::Wallet;

impl Wallet {
    /// Every key, newest first, as last read; no chain is waited for. What is old is read anew in the
    /// background, and `Changed` says when.
    ///
    /// # Errors
    /// The store's.
    pub async fn key_list(&self) -> Result<Vec<KeyView>> {
        let Some(account) = self.stored(|s| s.accounts()).await?.into_iter().next() else {
            return Ok(Vec::new());
        };
        let keys = self.keys_of(&account).await?;
        let drawn = self.drawn(&account, &keys).await?;
        self.refresh_old(&self.chains_of(&keys).await?);
        Ok(drawn)
    }

    /// Reads and draws these keys.
    pub(crate) async fn draw(&self, account: &Account, keys: &[Key]) -> Result<Vec<KeyView>> {
        self.read_keys(account, keys).await?;
        self.drawn(account, keys).await
    }

    /// Draws keys as last read.
    pub(crate) async fn drawn(&self, account: &Account, keys: &[Key]) -> Result<Vec<KeyView>> {
        let readings = self.last_readings(account, keys).await?;
        let history = self.history_of(account).await?;
        let networks: Vec<(Network, Vec<Token>)> = self.networks_with_tokens().await?;
        let ids: Vec<i64> = keys.iter().map(|key| key.id).collect();
        let (agents, included): (Vec<Agent>, Vec<u64>) = self
            .stored(move |s| {
                let counts: std::result::Result<Vec<u64>, _> =
                    ids.iter().map(|id| s.included_count(*id)).collect();
                Ok((s.agents()?, counts?))
            })
            .await?;
        let (language, now) = (self.language().await?, self.now());
        let drawing = Drawing {
            networks: &networks,
            agents: &agents,
            readings: &readings,
            history: &history,
            language,
            now,
        };
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
