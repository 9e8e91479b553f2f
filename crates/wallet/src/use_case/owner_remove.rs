//! Takes an owner key off the account's list, once no network can still name it.
//!
//! Why: revoke before forget: a key that owns the account somewhere is the only way to act there.
//! Refuses: while any network names it as the owner, or one cannot be read. Its entry in the vault
//! stays; a key that is off the list can be added again.

use crate::error::{Code, Error, Result};
use crate::record::{LogEvent, OwnerAct};
use crate::tags::Tag;
use crate::use_case::owner_list::{OwnerReading, in_words, is_owner};
use crate::wallet::Wallet;

impl Wallet {
    /// Takes the owner key with this row off the list.
    ///
    /// # Errors
    /// `Stale` while a network names it as the owner, `Offline` while one cannot be read; the
    /// store's.
    pub async fn owner_remove(&self, id: u32) -> Result<()> {
        let account = self.account_needed().await?;
        let key = self.owner_key(&account, id).await?;
        if is_owner(&account, &key) {
            let advice = "Change the owner to another key first.";
            return Err(Error::new(Code::Stale, "This key owns the account.", advice));
        }
        let readings = self.read_owner(&account, &key.owner_of(&account.spec)).await?;
        readings.iter().try_for_each(let_go)?;
        let event =
            LogEvent::OwnerKey { act: OwnerAct::Removed, key: in_words(key.kind, key.public) };
        let (row, now) = (key.id, self.now());
        self.stored(move |s| {
            s.forget_owner_key(row)?;
            s.append(now, &event)
        })
        .await?;
        self.stale(&[Tag::Owners, Tag::Activity]);
        Ok(())
    }
}

/// Whether one network lets a key go.
fn let_go(reading: &OwnerReading) -> Result<()> {
    let name = &reading.network.name;
    match &reading.found {
        Ok((facts, _)) if !facts.same_owner => Ok(()),
        Ok((facts, _)) => {
            let owns = if facts.deployed { "owns" } else { "would own" };
            Err(Error::new(
                Code::Stale,
                format!("On {name} this key {owns} the account."),
                "Nothing was removed. Change the owner there first, or remove the network.",
            ))
        }
        Err(why) => Err(Error::new(
            Code::Offline,
            format!("Whether this key owns the account on {name} is not known: {why}"),
            "Nothing was removed. Try again when it answers.",
        )),
    }
}
