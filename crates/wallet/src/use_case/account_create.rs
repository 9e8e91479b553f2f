//! A new account: an owner key in the vault, and the address that follows from it.

use alloy_primitives::U256;
use latchkey_core::account::{AccountSpec, Owner};
use latchkey_core::approval::{Ask, CreateOwner, ImportOwner, OwnerKind, OwnerPublic, Verdict};
use latchkey_core::text;

use crate::error::{Error, Result};
use crate::record::{Account, LogEvent, Network};
use crate::tags::Tag;
use crate::use_case::ask::mistrust;
use crate::use_case::contracts::NEW_ACCOUNT_VERSION;
use crate::use_case::status::view;
use crate::views::{AccountView, Notice, Severity};
use crate::wallet::Wallet;

impl Wallet {
    /// Asks the signer for a new owner key and keeps the account that follows from it. On the
    /// built-in network it gets test money; without it the account is made all the same.
    ///
    /// # Errors
    /// `Invalid` at `name`; the signer's refusals; the store's.
    pub async fn account_create(&self, name: String, kind: OwnerKind) -> Result<AccountView> {
        let name = named(&name)?;
        let ask = CreateOwner { account_name: name.clone(), kind };
        let what = format!("make the account {name}");
        let verdict = self.ask(&what, Ask::CreateOwner(ask)).await?;
        self.account_of(name, verdict).await
    }

    /// The same with an owner key from a backup file, which the person chooses in the signer's
    /// window. An account that this key owned before has the same address again.
    ///
    /// # Errors
    /// As [`Self::account_create`].
    pub async fn account_import(&self, name: String) -> Result<AccountView> {
        let name = named(&name)?;
        let ask = ImportOwner { account_name: name.clone() };
        let what = format!("make the account {name} from a backup");
        let verdict = self.ask(&what, Ask::ImportOwner(ask)).await?;
        self.account_of(name, verdict).await
    }

    async fn account_of(&self, name: String, verdict: Verdict) -> Result<AccountView> {
        let Verdict::OwnerCreated { vault_id, public, kind, kept_in, .. } = verdict else {
            return Err(mistrust("it made no owner key"));
        };
        let accounts = self.stored(|s| s.accounts()).await?;
        let owner = match public {
            OwnerPublic::Address(address) => Owner::MultiChainEcdsa(address),
            OwnerPublic::Passkey(passkey) => Owner::WebAuthn(passkey),
        };
        let of_owner = accounts.iter().filter(|account| account.spec.owner == owner).count();
        let spec = AccountSpec { version: NEW_ACCOUNT_VERSION, owner, index: U256::from(of_owner) };
        let now = self.now();
        let row = Account {
            id: 0,
            name,
            address: spec.address(),
            spec,
            vault_id,
            kept_in,
            kind,
            public,
            former_keys: 0,
            created_at: now,
        };
        let account = self
            .stored(move |s| {
                let account = s.create_account(&row)?;
                let (name, address) = (account.name.clone(), account.address);
                s.append(now, &LogEvent::AccountCreated { account: address, name })?;
                Ok(account)
            })
            .await?;
        self.fund(&account).await?;
        self.stale(&[Tag::Status, Tag::Holdings, Tag::Owners, Tag::Activity]);
        Ok(view(&account))
    }

    async fn fund(&self, account: &Account) -> Result<()> {
        let networks = self.stored(|s| s.networks()).await?;
        for network in networks.iter().filter(|network| network.built_in) {
            if let Err(error) = self.pour(network, account).await {
                let text = format!("The new account has no test money yet. {error}");
                self.notice_add(Notice { severity: Severity::Warn, text });
            }
        }
        Ok(())
    }

    /// Test money from the built-in network's faucet.
    pub(crate) async fn pour(&self, network: &Network, account: &Account) -> Result<()> {
        let chain = self.ports().networks.chain(network);
        let poured = chain.faucet(account.address).await;
        poured.map_err(|error| Error::network(&network.name, &error))
    }
}

fn named(name: &str) -> Result<String> {
    let name = text::clean(name, text::NAME_MAX);
    if name.is_empty() {
        return Err(Error::invalid("The account has no name.", "Write one.").at("name"));
    }
    Ok(name)
}
