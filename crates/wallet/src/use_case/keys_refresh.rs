//! Reads the keys anew: on demand, after own actions, and when a chain has a new block.
//!
//! Why: readings get old by themselves; a screen only ever draws the last one.
//! Refuses: two readings of one chain at once, and to make anybody wait but the one who asks for it.

use crate::error::Result;
use crate::record::{Account, Key};
use crate::tags::Tag;
use crate::use_case::each::each;
use crate::use_case::history::Head;
use crate::use_case::key_view::chains;
use crate::views::KeyView;
use crate::wallet::Wallet;

/// A list that is older is read anew in the background, seconds.
const OLD: u64 = 15;

impl Wallet {
    /// Every key, newest first, read now on all its chains.
    ///
    /// # Errors
    /// The store's. A chain that does not answer makes a key `Unknown` there.
    pub async fn keys_refresh(&self) -> Result<Vec<KeyView>> {
        let Some(account) = self.stored(|s| s.accounts()).await?.into_iter().next() else {
            return Ok(Vec::new());
        };
        let keys = self.keys_of(&account).await?;
        self.refresh_chains(&account, self.chains_of(&keys).await?).await?;
        self.drawn(&account, &keys).await
    }

    /// Reads these chains, what happened there included, and tells what changed.
    async fn refresh_chains(&self, account: &Account, chains: Vec<u64>) -> Result<()> {
        let all = each(chains.into_iter().map(|chain_id| {
            let (wallet, account) = (self.clone(), account.clone());
            async move { wallet.refresh_chain(&account, chain_id).await }
        }));
        all.await?.into_iter().collect::<Result<Vec<()>>>()?;
        self.stale(&[Tag::Keys, Tag::Drift]);
        Ok(())
    }

    /// Reads one chain: first the keys, then what happened, then the keys that were found by that.
    async fn refresh_chain(&self, account: &Account, chain_id: u64) -> Result<()> {
        let keys = self.keys_of(account).await?;
        let there: Vec<Key> = keys
            .into_iter()
            .filter(|key| key.approvals.iter().any(|a| a.chain_id == chain_id))
            .collect();
        let readings = self.read_keys_on(account, &there, vec![chain_id]).await?;
        let Some(reading) = readings.into_iter().next() else { return Ok(()) };
        let (Some(at), Some(facts), Some(network)) = (reading.at, reading.account, reading.network)
        else {
            return Ok(());
        };
        let known = self.strangers_of(account).await?.len();
        let head = Head { block: at.number, deployed: facts.deployed };
        match self.look_back(account, &network, head).await {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) => {
                tracing::debug!(%error, chain_id, "what happened there was not read");
                return Ok(());
            }
        }
        if self.strangers_of(account).await?.len() != known {
            self.read_keys_on(account, &there, vec![chain_id]).await?;
        }
        self.find_drift(account).await
    }

    /// Reads a chain in the background, unless somebody does already.
    pub(crate) fn refresh_soon(&self, chain_id: u64) {
        if !self.last_read().begin(chain_id) {
            return;
        }
        let wallet = self.clone();
        tokio::spawn(async move {
            loop {
                if let Err(error) = wallet.refresh_one(chain_id).await {
                    tracing::debug!(%error, chain_id, "the keys were not read");
                }
                if !wallet.last_read().ended(chain_id) {
                    return;
                }
            }
        });
    }

    /// Reads every chain in the background, after something was done that may have changed keys.
    pub(crate) async fn refresh_all_soon(&self) -> Result<()> {
        for network in self.stored(|s| s.networks()).await? {
            self.refresh_soon(network.chain_id);
        }
        Ok(())
    }

    async fn refresh_one(&self, chain_id: u64) -> Result<()> {
        let Some(account) = self.stored(|s| s.accounts()).await?.into_iter().next() else {
            return Ok(());
        };
        self.refresh_chains(&account, vec![chain_id]).await
    }

    /// Reads what was not read for a while, in the background.
    pub(crate) fn refresh_old(&self, chains: &[u64]) {
        let now = self.now();
        for chain_id in chains {
            if now.abs_diff(self.last_read().tried(*chain_id).at) >= OLD {
                self.refresh_soon(*chain_id);
            }
        }
    }

    /// Every network, and where keys were approved on networks that are gone.
    pub(crate) async fn chains_of(&self, keys: &[Key]) -> Result<Vec<u64>> {
        let networks = self.stored(|s| s.networks()).await?;
        let mut all: Vec<u64> = networks.iter().map(|network| network.chain_id).collect();
        all.extend(keys.iter().flat_map(chains));
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }
}
