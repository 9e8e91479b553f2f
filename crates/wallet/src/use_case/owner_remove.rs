//! Takes an owner key out of the vault and off the account's list, once no network can still name it.
//!
//! Why: revoke before forget: a key that owns the account somewhere is the only way to act there. The
//! signer removes it in front of the person, and only while it holds another key of the account.
//! Refuses: while any network names it as the owner, or one cannot be read; when the signer refused,
//! the key stays on the list.

use latchkey_core::approval::{Ask, Refusal, RemoveOwner, Verdict};

use crate::error::{Code, Error, Result};
use crate::record::{Account, LogEvent, OwnerAct, OwnerKey};
use crate::tags::Tag;
use crate::use_case::ask::mistrust;
use crate::use_case::owner_list::{OwnerReading, in_words, is_owner};
use crate::wallet::Wallet;

impl Wallet {
    /// Has the owner key with this row removed from the vault, then takes it off the list.
    ///
    /// # Errors
    /// `Stale` while a network names it as the owner, `Offline` while one cannot be read; the
    /// signer's refusals; the store's.
    pub async fn owner_remove(&self, id: u32) -> Result<()> {
        let account = self.account_needed().await?;
        let key = self.owner_key(&account, id).await?;
        if is_owner(&account, &key) {
            let advice = "Change the owner to another key first.";
            return Err(Error::new(Code::Stale, "This key owns the account.", advice));
        }
        let readings = self.read_owner(&account, &key.owner_of(&account.spec)).await?;
        readings.iter().try_for_each(let_go)?;
        self.remove_from_vault(&account, &key).await?;
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

    /// Asks the signer, with the keys that are left.
    async fn remove_from_vault(&self, account: &Account, key: &OwnerKey) -> Result<()> {
        let others = self.owner_keys(account).await?;
        let others = others.iter().filter(|other| other.id != key.id).map(OwnerKey::reference);
        let ask = RemoveOwner {
            account_name: account.name.clone(),
            owner: key.reference(),
            kind: key.kind,
            others: others.collect(),
        };
        let what = format!("remove an owner key of {}", account.name);
        match self.ask_for_verdict(&what, Ask::RemoveOwner(ask)).await? {
            // Removed before, and only the list is behind.
            Verdict::OwnerRemoved { .. }
            | Verdict::Refused { reason: Refusal::UnknownOwner, .. } => Ok(()),
            Verdict::Refused { reason, message, .. } => Err(Error::refusal(reason, &message)),
            Verdict::OwnerCreated { .. }
            | Verdict::OwnerBackedUp { .. }
            | Verdict::LockAdded { .. }
            | Verdict::OwnerTested { .. }
            | Verdict::Reopened { .. }
            | Verdict::Granted { .. }
            | Verdict::Signed { .. }
            | Verdict::KillsSigned { .. }
            | Verdict::TransactionSigned { .. } => Err(mistrust("it removed no owner key")),
        }
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
