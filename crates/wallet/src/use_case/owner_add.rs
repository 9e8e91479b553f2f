//! Another owner key, kept ready: made here, enrolled on a device, or taken from a backup file.
//!
//! Why: the day a device is lost is too late to get a second one.
//! Refuses: to make it the owner; that is a change of owner, which asks the present one.

use latchkey_core::approval::{Ask, CreateOwner, ImportOwner, OwnerKind, Verdict};

use crate::error::Result;
use crate::record::{Account, LogEvent, OwnerAct, OwnerKey};
use crate::tags::Tag;
use crate::use_case::ask::mistrust;
use crate::use_case::owner_list::in_words;
use crate::views::OwnerKeyView;
use crate::wallet::Wallet;

impl Wallet {
    /// Makes or enrols another owner key. It owns nothing until the owner is changed.
    ///
    /// # Errors
    /// `NotFound` without an account; the signer's refusals; the store's.
    pub async fn owner_add(&self, kind: OwnerKind) -> Result<OwnerKeyView> {
        let account = self.account_needed().await?;
        let what = format!("make another owner key for {}: {}", account.name, kind.words());
        let ask = CreateOwner { account_name: account.name.clone(), kind };
        let verdict = self.ask(&what, Ask::CreateOwner(ask)).await?;
        self.owner_added(account, verdict, OwnerAct::Added).await
    }

    /// Takes another owner key from a backup file that the person chooses in the signer's window.
    ///
    /// # Errors
    /// As [`Self::owner_add`].
    pub async fn owner_import(&self) -> Result<OwnerKeyView> {
        let account = self.account_needed().await?;
        let what = format!("import an owner key for {}", account.name);
        let ask = ImportOwner { account_name: account.name.clone() };
        let verdict = self.ask(&what, Ask::ImportOwner(ask)).await?;
        self.owner_added(account, verdict, OwnerAct::Imported).await
    }

    async fn owner_added(
        &self,
        account: Account,
        verdict: Verdict,
        act: OwnerAct,
    ) -> Result<OwnerKeyView> {
        let Verdict::OwnerCreated { vault_id, public, kind, kept_in, .. } = verdict else {
            return Err(mistrust("it made no owner key"));
        };
        let now = self.now();
        let key = OwnerKey {
            id: 0,
            account_id: account.id,
            vault_id,
            public,
            kind,
            kept_in,
            locks: Vec::new(),
            created_at: now,
            tested_at: None,
            backed_up_at: None,
        };
        let event = LogEvent::OwnerKey { act, key: in_words(kind, public) };
        let known = self.owner_keys(&account).await?.into_iter().find(|k| k.public == public);
        let kept = self
            .stored(move |s| {
                let key = match known {
                    // It was lost here and came back: the row stays, and how it is held now.
                    Some(known) => {
                        let back = OwnerKey { id: known.id, created_at: known.created_at, ..key };
                        s.update_owner_key(&back)?;
                        back
                    }
                    None => s.create_owner_key(&key)?,
                };
                s.append(now, &event)?;
                Ok(key)
            })
            .await?;
        self.stale(&[Tag::Owners, Tag::Activity]);
        let readings = self.read_owner(&account, &kept.owner_of(&account.spec)).await?;
        Ok(self.owner_view(&account, &kept, &readings))
    }
}
