//! Takes the private half of a key out of the vault once the chains have ended it everywhere.
//!
//! Why: a key that nobody can use any more is one secret less to lose.
//! Refuses: keys that may be live on any chain, as far as the store knows: a chain that was not read
//! as ended keeps the key (revoke before forget); and keys that agents hold themselves.

use crate::error::{Error, Result};
use crate::record::{Account, Holder};
use crate::tags::Tag;
use crate::use_case::agent_access_set::key_ref;
use crate::wallet::Wallet;

impl Wallet {
    /// Removes what can be removed, in the background; what fails is tried again at the next start.
    pub(crate) fn forget_ended(&self, account: &Account) {
        let (wallet, account) = (self.clone(), account.clone());
        tokio::spawn(async move {
            if let Err(error) = wallet.forget_now(&account).await {
                tracing::warn!(%error, "an ended key is still in the vault");
            }
        });
    }

    async fn forget_now(&self, account: &Account) -> Result<()> {
        let keys = self.keys_of(account).await?;
        let over = keys.iter().filter(|key| key.holder == Holder::Vault && !key.may_be_live());
        for key in over {
            self.ports().sessions.forget(key_ref(account, key)).await.map_err(Error::from)?;
            let id = key.id;
            self.stored(move |s| s.secret_removed(id)).await?;
            self.stale(&[Tag::Keys]);
        }
        Ok(())
    }
}
