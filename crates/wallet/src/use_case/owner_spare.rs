//! Whether losing one security key would lose the account.
//!
//! Why: an owner key that a single security key opens is gone with that key. Before it carries
//! anything there must be a second way in: another lock, a backup, or another owner key that was
//! tested.
//! Refuses: to take the person's word for one; each was confirmed by the signer and dated.

use latchkey_core::approval::OwnerKind;

use crate::error::{Error, Result};
use crate::record::{Account, OwnerKey};
use crate::use_case::owner_list::is_owner;
use crate::wallet::Wallet;

impl Wallet {
    /// Refuses while one security key is the only way to the account's owner key.
    ///
    /// # Errors
    /// `Invalid` with what to do; the store's.
    pub(crate) async fn second_way_needed(&self, account: &Account) -> Result<()> {
        let keys = self.owner_keys(account).await?;
        let single = keys.iter().any(|key| is_owner(account, key) && has_one_way(key));
        let spare = keys.iter().any(|key| !is_owner(account, key) && key.tested_at.is_some());
        if !single || spare {
            return Ok(());
        }
        Err(Error::invalid(
            "A single security key is the only way to this account's owner key: lost, the account \
             is lost with it.",
            "Nothing was granted. In Settings, Owner keys, make a backup or add a second security \
             key first.",
        ))
    }
}

fn has_one_way(key: &OwnerKey) -> bool {
    key.kind == OwnerKind::SecurityKeySealed && key.locks.len() < 2 && key.backed_up_at.is_none()
}
