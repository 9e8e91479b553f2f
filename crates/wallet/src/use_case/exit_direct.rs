//! Ends keys without a bundler: the owner key's own address calls the account on each chain.
//!
//! Why: a bundler that is down or says no must not keep a key alive (spec 9.5).
//! Refuses: to send what would revert, and success before the chains were read again.

use latchkey_core::approval::{Ask, Claims, TransactionAsk, Verdict};
use latchkey_core::kernel::execute::encode_execute;
use latchkey_core::transaction::{Sealed, Transaction, direct};

use crate::error::{Code, Error, Result};
use crate::record::{Account, Key, Network};
use crate::tags::Tag;
use crate::use_case::ask::mistrust;
use crate::use_case::each::each;
use crate::use_case::end_keys::Extent;
use crate::use_case::grant_form::network_claim;
use crate::use_case::keys_on_chain::ChainReading;
use crate::use_case::number::secs;
use crate::use_case::plain_send::PlainSent;
use crate::views::{ExitOnChain, ExitReport, ReadAt};
use crate::wallet::Wallet;

/// A priced transaction for one chain.
struct Job {
    network: Network,
    transaction: Transaction,
}

/// What was tried on a chain.
type Tried = (u64, Result<PlainSent>);

impl Wallet {
    /// Ends one key, or every key (`None`), with plain transactions that the owner signs once for all
    /// chains. `proven` only when every chain was read back as ended.
    ///
    /// # Errors
    /// `NotFound`; the signer's refusals; the store's. What went wrong on one chain is in the report.
    pub async fn exit_direct(&self, key_id: Option<u32>) -> Result<ExitReport> {
        let account = self.account_needed().await?;
        let (keys, extent) = match key_id {
            Some(id) => (vec![self.key_needed(id).await?], Extent::One),
            None => {
                if self.access_on() {
                    self.stop_local().await?;
                }
                (self.live_keys(&account).await?, Extent::All)
            }
        };
        let readings = self.read_keys(&account, &keys).await?;
        let mut tried: Vec<Tried> = Vec::new();
        let mut jobs: Vec<Job> = Vec::new();
        for reading in &readings {
            match self.direct_job(&account, &keys, reading, extent).await {
                Ok(Some(job)) => jobs.push(job),
                Ok(None) => {}
                Err(error) => tried.push((reading.chain_id, Err(error))),
            }
        }
        if !jobs.is_empty() {
            tried.extend(self.direct_send(&account, &keys, extent, jobs).await?);
        }
        let after = self.read_keys(&account, &keys).await?;
        self.refresh_all_soon().await?;
        self.stale(&[Tag::Keys, Tag::Status, Tag::Agents, Tag::Activity]);
        let now = secs(self.now());
        let chains: Vec<ExitOnChain> =
            after.iter().map(|reading| on_chain(&keys, reading, &tried, now)).collect();
        let proven = chains.iter().all(|chain| chain.alive.is_empty() && chain.read_at.is_some());
        Ok(ExitReport { proven, chains })
    }

    /// The priced transaction for one chain; `None` when nothing is left to end.
    async fn direct_job(
        &self,
        account: &Account,
        keys: &[Key],
        reading: &ChainReading,
        extent: Extent,
    ) -> Result<Option<Job>> {
        let Some((network, facts, plan)) = self.end_plan(account, keys, reading, extent)? else {
            return Ok(None);
        };
        let sender = direct::sender(account.spec.version, &account.owner(), facts.deployed);
        let payer = sender.map_err(|why| {
            let message = format!("On {} the owner key cannot call: {why}.", network.name);
            Error::new(Code::Invalid, message, "Use a bundler, or a prepared kill.")
        })?;
        let input = encode_execute(&plan.calls, plan.mode);
        let transaction = self.plain_price(&network, payer, account.address, input).await?;
        Ok(Some(Job { network, transaction }))
    }

    /// Asks once, checks what came back, sends all.
    async fn direct_send(
        &self,
        account: &Account,
        keys: &[Key],
        extent: Extent,
        jobs: Vec<Job>,
    ) -> Result<Vec<Tried>> {
        let asked = self.end_ask(keys, extent).await?;
        let networks = jobs.iter().map(|job| network_claim(&job.network)).collect();
        let what = format!("{}, without a bundler", asked.what);
        let ask = TransactionAsk {
            purpose: asked.purpose,
            owner: account.owner_ref(),
            account: account.spec.clone(),
            validator: account.validator(),
            transactions: jobs.iter().map(|job| job.transaction.clone()).collect(),
            keys: asked.keys,
            claims: Claims { networks, ..Claims::default() },
        };
        let verdict = self.ask(&what, Ask::Transaction(Box::new(ask))).await?;
        let Verdict::TransactionSigned { signatures, .. } = verdict else {
            return Err(mistrust("it signed no transactions"));
        };
        if signatures.len() != jobs.len() {
            return Err(mistrust("it signed another number of transactions"));
        }
        let sealed: Vec<(Network, Sealed)> = jobs
            .into_iter()
            .zip(&signatures)
            .map(|(job, signature)| sealed(account, job, signature))
            .collect::<Result<_>>()?;
        each(sealed.into_iter().map(|(network, sealed)| {
            let (wallet, what) = (self.clone(), capital(&what));
            async move { (network.chain_id, wallet.plain_send(&network, sealed, what).await) }
        }))
        .await
    }
}

/// The sealed transaction, if the owner signed exactly it.
fn sealed(account: &Account, job: Job, signature: &[u8]) -> Result<(Network, Sealed)> {
    let sealed = job.transaction.sealed(signature);
    let sealed = sealed.map_err(|_no| mistrust("a transaction's signature is none"))?;
    if account.public.address() != Some(sealed.from) {
        return Err(mistrust("somebody else than the owner signed a transaction"));
    }
    Ok((job.network, sealed))
}

fn on_chain(keys: &[Key], reading: &ChainReading, tried: &[Tried], now: u32) -> ExitOnChain {
    let names = |over: bool| {
        let read = reading.keys.iter().filter(move |read| read.over() == over);
        read.filter_map(|read| keys.iter().find(|key| key.id == read.key_id))
            .map(|key| key.name.clone())
            .collect::<Vec<String>>()
    };
    let outcome = tried.iter().find(|(chain, _)| *chain == reading.chain_id);
    let (transaction, problem) = match outcome.map(|(_, outcome)| outcome) {
        Some(Ok(sent)) => (Some(sent.hash.to_string()), unmined(sent)),
        Some(Err(error)) => (None, Some(error.to_string())),
        None => (None, None),
    };
    let network = reading.network.as_ref().map(|network| network.name.clone());
    ExitOnChain {
        chain_id: secs(reading.chain_id),
        network: network.unwrap_or_else(|| format!("chain {}", reading.chain_id)),
        transaction,
        read_at: reading.at.map(|at| ReadAt { block: secs(at.number), at: now }),
        ended: names(true),
        alive: names(false),
        problem: problem.or_else(|| reading.problem.clone()),
    }
}

fn unmined(sent: &PlainSent) -> Option<String> {
    match sent.receipt {
        None => Some("It was sent and is not mined yet. Look again later.".to_owned()),
        Some(receipt) if !receipt.success => Some("The transaction reverted.".to_owned()),
        Some(_) => None,
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}
