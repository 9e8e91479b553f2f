//! What keeps an owner key from being lost: a backup, a further lock, a test.
//!
//! Why: each is done by the signer with the person, and dated here, so that the app can say how long
//! ago it was.
//! Refuses: to see what is typed, and to note anything that the signer did not confirm.

use latchkey_core::approval::{AddLock, Ask, BackupOwner, LockKind, TestOwner, Verdict};

use crate::error::{Error, Result};
use crate::record::{Account, LogEvent, OwnerAct, OwnerKey};
use crate::tags::Tag;
use crate::use_case::ask::mistrust;
use crate::use_case::owner_list::{in_words, rests_here};
use crate::views::OwnerKeyView;
use crate::wallet::Wallet;

impl Wallet {
    /// Writes a backup file; the person opens the key, types a password and chooses the place in
    /// the signer's window, which reads the file back before it says done.
    ///
    /// # Errors
    /// `Invalid` for a key inside a device; the signer's refusals; the store's.
    pub async fn owner_backup(&self, id: u32) -> Result<OwnerKeyView> {
        let (account, mut key) = self.key_at_rest(id).await?;
        let what = format!("back up the owner key of {}", account.name);
        let ask = BackupOwner { account_name: account.name.clone(), owner: key.reference() };
        let verdict = self.ask(&what, Ask::BackupOwner(ask)).await?;
        let Verdict::OwnerBackedUp { .. } = verdict else {
            return Err(mistrust("it wrote no backup"));
        };
        key.backed_up_at = Some(self.now());
        self.cared_for(&account, key, OwnerAct::BackedUp).await
    }

    /// Lets a further passphrase or security key open an owner key.
    ///
    /// # Errors
    /// As [`Self::owner_backup`].
    pub async fn owner_add_lock(&self, id: u32, lock: LockKind) -> Result<OwnerKeyView> {
        let (account, mut key) = self.key_at_rest(id).await?;
        let what = format!("add a lock to the owner key of {}", account.name);
        let (account_name, owner) = (account.name.clone(), key.reference());
        let ask = AddLock { account_name, owner, lock };
        let verdict = self.ask(&what, Ask::AddLock(ask)).await?;
        let Verdict::LockAdded { locks, .. } = verdict else {
            return Err(mistrust("it added no lock"));
        };
        key.locks = locks;
        self.cared_for(&account, key, OwnerAct::LockAdded).await
    }

    /// Has an owner key sign something that nobody accepts, to show that it still can.
    ///
    /// # Errors
    /// The signer's refusals; the store's.
    pub async fn owner_test(&self, id: u32) -> Result<OwnerKeyView> {
        let account = self.account_needed().await?;
        let mut key = self.owner_key(&account, id).await?;
        let what = format!("test an owner key of {}", account.name);
        let ask = TestOwner { account_name: account.name.clone(), owner: key.reference() };
        let verdict = self.ask(&what, Ask::TestOwner(ask)).await?;
        let Verdict::OwnerTested { .. } = verdict else {
            return Err(mistrust("it tested no owner key"));
        };
        key.tested_at = Some(self.now());
        self.cared_for(&account, key, OwnerAct::Tested).await
    }

    async fn key_at_rest(&self, id: u32) -> Result<(Account, OwnerKey)> {
        let account = self.account_needed().await?;
        let key = self.owner_key(&account, id).await?;
        if rests_here(key.kind) {
            return Ok((account, key));
        }
        Err(Error::invalid(
            "This owner key never leaves its device, so it cannot be copied or given another lock.",
            "Add a second owner key instead, and test it.",
        ))
    }

    async fn cared_for(
        &self,
        account: &Account,
        key: OwnerKey,
        act: OwnerAct,
    ) -> Result<OwnerKeyView> {
        let (row, now) = (key.clone(), self.now());
        let event = LogEvent::OwnerKey { act, key: in_words(key.kind, key.public) };
        self.stored(move |s| {
            s.update_owner_key(&row)?;
            s.append(now, &event)
        })
        .await?;
        self.stale(&[Tag::Owners, Tag::Activity]);
        let readings = self.read_owner(account, &key.owner_of(&account.spec)).await?;
        Ok(self.owner_view(account, &key, &readings))
    }
}
