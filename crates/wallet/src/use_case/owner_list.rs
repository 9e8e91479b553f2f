//! The owner keys of the account, and which one each network names.

use latchkey_core::account::Owner;
use latchkey_core::approval::{OwnerKind, OwnerPublic};
use latchkey_core::key_state::{AccountFacts, Inquiry};

use crate::error::{Error, Result};
use crate::ports::{Answers, BlockRef};
use crate::record::{Account, Network, OwnerKey};
use crate::use_case::each::each;
use crate::use_case::keys_on_chain::{asked, block};
use crate::use_case::number::{row, secs};
use crate::views::{OwnerKeyView, OwnerOnChain, ReadAt};
use crate::wallet::Wallet;

/// What one network says of one owner.
#[derive(Debug, Clone)]
pub(crate) struct OwnerReading {
    /// Where.
    pub(crate) network: Network,
    /// The account as it is there, held against that owner; or why it was not read.
    pub(crate) found: std::result::Result<(AccountFacts, BlockRef), String>,
}

impl Wallet {
    /// The owner keys of the account, the one that owns it first.
    ///
    /// # Errors
    /// `NotFound` without an account; the store's. A network that does not answer is not an error.
    pub async fn owner_list(&self) -> Result<Vec<OwnerKeyView>> {
        let account = self.account_needed().await?;
        let keys = self.owner_keys(&account).await?;
        let mut views = Vec::with_capacity(keys.len());
        for key in keys {
            let readings = self.read_owner(&account, &key.owner_of(&account.spec)).await?;
            views.push(self.owner_view(&account, &key, &readings));
        }
        views.sort_by_key(|view| !view.owns);
        Ok(views)
    }

    pub(crate) async fn owner_keys(&self, account: &Account) -> Result<Vec<OwnerKey>> {
        let id = account.id;
        self.stored(move |s| s.owner_keys(id)).await
    }

    /// One owner key of the account.
    pub(crate) async fn owner_key(&self, account: &Account, id: u32) -> Result<OwnerKey> {
        let keys = self.owner_keys(account).await?;
        let found = keys.into_iter().find(|key| row(key.id) == id);
        found.ok_or_else(|| Error::not_found("owner key"))
    }

    /// Reads every network for whether this owner is the account's.
    pub(crate) async fn read_owner(
        &self,
        account: &Account,
        owner: &Owner,
    ) -> Result<Vec<OwnerReading>> {
        let networks = self.stored(|s| s.networks()).await?;
        each(networks.into_iter().map(|network| {
            let (wallet, account, owner) = (self.clone(), account.clone(), *owner);
            async move {
                let found = wallet.read_owner_on(&account, &owner, &network).await;
                OwnerReading { network, found: found.map_err(|error| error.message) }
            }
        }))
        .await
    }

    async fn read_owner_on(
        &self,
        account: &Account,
        owner: &Owner,
        network: &Network,
    ) -> Result<(AccountFacts, BlockRef)> {
        let chain = self.ports().networks.chain(network);
        let inquiry = Inquiry { account: &account.spec, owner, keys: &[], strangers: &[] };
        let read = chain.read(inquiry.questions().into_iter().map(asked).collect()).await;
        let Answers { at, answers } =
            read.map_err(|error| Error::network(&network.name, &error))?;
        let replies: Vec<_> = answers.into_iter().map(std::result::Result::ok).collect();
        let found = inquiry.read(&replies, block(at, 0)).ok_or_else(|| {
            let message = format!("The account on {} cannot be read.", network.name);
            Error::invalid(message, "Check the network in Settings.")
        })?;
        Ok((found.account, at))
    }

    pub(crate) fn owner_view(
        &self,
        account: &Account,
        key: &OwnerKey,
        readings: &[OwnerReading],
    ) -> OwnerKeyView {
        let now = secs(self.now());
        let chains = readings.iter().map(|reading| {
            let found = reading.found.as_ref().ok();
            OwnerOnChain {
                chain_id: secs(reading.network.chain_id),
                network: reading.network.name.clone(),
                owns: found.map(|(facts, _)| facts.same_owner),
                deployed: found.map(|(facts, _)| facts.deployed),
                read_at: found.map(|(_, at)| ReadAt { block: secs(at.number), at: now }),
            }
        });
        let at_rest = rests_here(key.kind);
        OwnerKeyView {
            id: row(key.id),
            kind: key.kind,
            label: key.owner_of(&account.spec).label(),
            kept_in: key.kept_in,
            owns: is_owner(account, key),
            locks: key.locks.clone(),
            can_back_up: at_rest,
            can_add_lock: at_rest,
            made_at: secs(key.created_at),
            tested_at: key.tested_at.map(secs),
            backed_up_at: key.backed_up_at.map(secs),
            chains: chains.collect(),
        }
    }
}

/// Whether a key is the one that owns the account, as last proven.
pub(crate) fn is_owner(account: &Account, key: &OwnerKey) -> bool {
    key.public == account.public
}

/// Whether the key itself, sealed, rests on this computer; only such a key can be copied.
pub(crate) const fn rests_here(kind: OwnerKind) -> bool {
    match kind {
        OwnerKind::Passphrase | OwnerKind::SecurityKeySealed | OwnerKind::TouchId => true,
        OwnerKind::SecurityKey
        | OwnerKind::SecureEnclave
        | OwnerKind::WindowsHello
        | OwnerKind::Ledger => false,
    }
}

/// The kinds that can be made on this system, the recommended one first.
#[must_use]
pub(crate) fn kinds_here() -> Vec<OwnerKind> {
    let runs = |kind: &OwnerKind| match kind {
        OwnerKind::Passphrase | OwnerKind::Ledger => true,
        OwnerKind::SecurityKeySealed | OwnerKind::SecurityKey => !cfg!(target_os = "windows"),
        OwnerKind::TouchId | OwnerKind::SecureEnclave => cfg!(target_os = "macos"),
        OwnerKind::WindowsHello => cfg!(target_os = "windows"),
    };
    OwnerKind::ALL.into_iter().filter(runs).collect()
}

/// Words for the log: how the key is held, and what names it.
pub(crate) fn in_words(kind: OwnerKind, public: OwnerPublic) -> String {
    match public {
        OwnerPublic::Address(address) => {
            format!("{}, {}", kind.words(), address.to_checksum(None))
        }
        OwnerPublic::Passkey(passkey) => {
            format!("{}, passkey {}", kind.words(), passkey.authenticator_id_hash)
        }
    }
}
