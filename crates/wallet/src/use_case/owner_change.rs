//! Gives the account to another of its owner keys, on every network where it exists.
//!
//! Why: a lost, broken or distrusted key must be replaceable. The new key is enrolled and tested
//! before anything is asked; the chain is read again afterwards, and only then is it the owner here.
//! A network that is added later knows nothing of a change: made there, the account would belong to
//! its first owner, who then signs for the present one to own it there too.
//! Refuses: a key that was never tested; to begin while a network cannot be read, since the account
//! would then have two owners without anybody knowing where.

use latchkey_core::account::Owner;
use latchkey_core::approval::Purpose;
use latchkey_core::kernel::change_owner::change_owner_calls;
use latchkey_core::kernel::execute::ExecMode;
use latchkey_core::kernel::nonce::lane_of_name;

use crate::error::{Code, Error, Result};
use crate::record::{Account, LogEvent, OwnerKey};
use crate::tags::Tag;
use crate::use_case::number::secs;
use crate::use_case::owner_list::{OwnerReading, in_words, is_owner};
use crate::use_case::owner_op::{OwnerAsk, OwnerJob, PricedJob};
use crate::use_case::send::Sent;
use crate::views::{OwnerChangeOnChain, OwnerChangeReport, ReadAt};
use crate::wallet::Wallet;

/// What was tried on a chain.
type Tried = (u64, std::result::Result<Sent, String>);

impl Wallet {
    /// Changes the owner to the key with this row.
    ///
    /// # Errors
    /// `Invalid` when the key is the owner or was never tested; `Offline` when a network cannot be
    /// read; `Stale` when somebody else owns the account on one; the signer's refusals; the store's.
    /// Once something was sent, the report says what became of it.
    pub async fn owner_change(&self, id: u32) -> Result<OwnerChangeReport> {
        let account = self.account_needed().await?;
        let key = self.owner_key(&account, id).await?;
        let to = key.owner_of(&account.spec);
        let there = self.read_owner(&account, &to).await?;
        let giver = self.giver(&account, &key, &there).await?;
        let before = self.read_owner(&account, &giver.owner()).await?;
        let (jobs, mut tried) = self.change_jobs(&giver, &to, &before, &there).await?;
        if !jobs.is_empty() {
            let chains: Vec<u64> = jobs.iter().map(|job| job.network.chain_id).collect();
            let what = format!(
                "change the owner of {} to {}",
                account.name,
                in_words(key.kind, key.public)
            );
            let ask = OwnerAsk { purpose: Purpose::ChangeOwner, what, keys: Vec::new() };
            let sent = self.owner_send(&giver, ask, jobs).await?;
            let outcomes = sent.into_iter().map(|sent| sent.map_err(|error| error.to_string()));
            tried.extend(chains.into_iter().zip(outcomes));
        }
        let after = self.read_owner(&account, &to).await?;
        let report = self.change_report(&after, &tried);
        self.keep_change(&account, &key, &report, &tried).await?;
        self.refresh_all_soon().await?;
        self.stale(&[Tag::Owners, Tag::Status, Tag::Keys, Tag::Activity, Tag::Holdings]);
        Ok(report)
    }

    /// The account as its giver signs for it: the present owner; or, where the present owner is to
    /// own it on networks too that were added after the last change, the first one, to whom it would
    /// belong there.
    async fn giver(
        &self,
        account: &Account,
        key: &OwnerKey,
        there: &[OwnerReading],
    ) -> Result<Account> {
        let later = |reading: &OwnerReading| {
            let found = reading.found.as_ref();
            found.is_ok_and(|(facts, _)| !facts.deployed && !facts.same_owner)
        };
        if !is_owner(account, key) || !there.iter().any(later) {
            ready(account, key)?;
            return Ok(account.clone());
        }
        let keys = self.owner_keys(account).await?;
        let first = keys.into_iter().find(|key| key.owner_of(&account.spec) == account.spec.owner);
        let first = first.ok_or_else(|| {
            Error::new(
                Code::Stale,
                "The account's first owner key is not on this list any more, and only it can make \
                 the account on a new network.",
                "Nobody was asked. Import its backup, or remove the network.",
            )
        })?;
        let OwnerKey { vault_id, kept_in, kind, public, .. } = first;
        Ok(Account { vault_id, kept_in, kind, public, ..account.clone() })
    }

    /// One operation per network where the old owner owns the account. Where the account does not
    /// exist yet it is made and given away in one operation, if it can pay for it.
    async fn change_jobs(
        &self,
        account: &Account,
        to: &Owner,
        before: &[OwnerReading],
        there: &[OwnerReading],
    ) -> Result<(Vec<PricedJob>, Vec<Tried>)> {
        let calls = change_owner_calls(&account.spec, &account.owner(), to);
        let (mut jobs, mut tried) = (Vec::new(), Vec::new());
        for (old, new) in before.iter().zip(there) {
            let name = &old.network.name;
            let ((old_facts, _), (new_facts, _)) =
                old.found.clone().and_then(|o| Ok((o, new.found.clone()?))).map_err(|why| {
                    let advice =
                        "Nobody was asked. Try again when it answers, or remove the network.";
                    Error::new(Code::Offline, format!("{name} cannot be read: {why}"), advice)
                })?;
            if new_facts.same_owner {
                continue;
            }
            if !old_facts.same_owner {
                if old_facts.deployed {
                    let message = format!("On {name} the account belongs to somebody else.");
                    return Err(Error::new(
                        Code::Stale,
                        message,
                        "Nobody was asked. Remove the network, or sign there with the key that owns it.",
                    ));
                }
                let why = "The account does not exist there; its first owner would own it.";
                tried.push((old.network.chain_id, Err(why.to_owned())));
                continue;
            }
            let job = OwnerJob {
                network: old.network.clone(),
                deployed: old_facts.deployed,
                lane: lane_of_name("latchkey: change owner"),
                mode: ExecMode::Default,
                calls: calls.clone(),
            };
            match self.owner_price(account, job).await {
                Ok(job) => jobs.push(job),
                Err(error) if old_facts.deployed => return Err(error),
                Err(error) => tried.push((old.network.chain_id, Err(error.to_string()))),
            }
        }
        Ok((jobs, tried))
    }

    fn change_report(&self, after: &[OwnerReading], tried: &[Tried]) -> OwnerChangeReport {
        let now = secs(self.now());
        let chains: Vec<OwnerChangeOnChain> = after
            .iter()
            .map(|reading| {
                let tried = tried.iter().find(|(chain, _)| *chain == reading.network.chain_id);
                on_chain(reading, tried.map(|(_, tried)| tried), now)
            })
            .collect();
        let missing =
            |reading: &OwnerReading| reading.found.as_ref().is_ok_and(|(facts, _)| !facts.deployed);
        let proven = after
            .iter()
            .zip(&chains)
            .all(|(reading, chain)| chain.changed == Some(true) || missing(reading))
            && chains.iter().any(|chain| chain.changed == Some(true));
        OwnerChangeReport { chains, proven }
    }

    /// Writes a line for every network that was proven, and the new owner once all are.
    async fn keep_change(
        &self,
        account: &Account,
        key: &OwnerKey,
        report: &OwnerChangeReport,
        tried: &[Tried],
    ) -> Result<()> {
        let owner = in_words(key.kind, key.public);
        for (chain_id, outcome) in tried {
            let Ok(sent) = outcome else { continue };
            let there = report.chains.iter().find(|chain| chain.chain_id == secs(*chain_id));
            if there.is_some_and(|chain| chain.changed == Some(true)) {
                let (chain_id, owner) = (*chain_id, owner.clone());
                let transaction = sent.operation.transaction;
                self.log(LogEvent::OwnerChanged { chain_id, owner, transaction }).await?;
            }
        }
        // The owner of before stays it: what it granted since is not a former owner's.
        if report.proven && !is_owner(account, key) {
            let id = key.id;
            self.stored(move |s| s.owner_changed(id)).await?;
        }
        Ok(())
    }
}

fn ready(account: &Account, key: &OwnerKey) -> Result<()> {
    if is_owner(account, key) {
        let advice = "Choose another of its owner keys.";
        return Err(Error::invalid("This key owns the account already.", advice));
    }
    if key.tested_at.is_none() {
        return Err(Error::invalid(
            "This owner key was never tested. An account given to a key that cannot sign is lost.",
            "Test it first, in Settings.",
        ));
    }
    Ok(())
}

fn on_chain(
    reading: &OwnerReading,
    tried: Option<&std::result::Result<Sent, String>>,
    now: u32,
) -> OwnerChangeOnChain {
    let sent = tried.and_then(|tried| tried.as_ref().ok());
    let failed = tried.and_then(|tried| tried.as_ref().err());
    let found = reading.found.as_ref();
    let problem = failed.or_else(|| found.err()).cloned();
    OwnerChangeOnChain {
        chain_id: secs(reading.network.chain_id),
        network: reading.network.name.clone(),
        status: sent.map(|sent| sent.operation.status),
        transaction: sent.and_then(|sent| sent.operation.transaction).map(|hash| hash.to_string()),
        changed: found.ok().map(|(facts, _)| facts.same_owner),
        read_at: found.ok().map(|(_, at)| ReadAt { block: secs(at.number), at: now }),
        problem: problem.or_else(|| sent.and_then(|sent| sent.operation.reason.clone())),
    }
}
