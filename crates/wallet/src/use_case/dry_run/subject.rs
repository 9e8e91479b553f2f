//! What calls are tried against: a form that was not granted, or a key with what it has left.
//!
//! Refuses: to take a counter that was not read for one that was; it is unknown, and said so.

use latchkey_core::approval::Claims;
use latchkey_core::key_state::{Counters, State};
use latchkey_core::names::Names;
use latchkey_core::policy::Policy;
use latchkey_core::policy::check::Facts;
use latchkey_core::policy::describe::summary::Summary;

use crate::error::{Error, Result};
use crate::record::{Account, Key, Network, Token};
use crate::use_case::grant_form::{self, network_claim, token_claim};
use crate::use_case::key_view;
use crate::use_case::number::secs;
use crate::views::{CounterSource, GrantForm, GrantTry, TryCounters};
use crate::wallet::Wallet;

/// What calls are tried against.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) account: Account,
    pub(super) chain: (Network, Vec<Token>),
    pub(super) policies: Vec<Policy>,
    pub(super) claims: Claims,
    /// Chain time where it was read, unix seconds.
    pub(super) now: u64,
    pub(super) counted: Counted,
    /// The key, unless it is a draft.
    pub(super) live: Option<Live>,
}

/// A granted key.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub(super) key: Key,
    /// Where it stands; `None` = not read.
    pub(super) state: Option<State>,
    pub(super) deployed: bool,
}

/// What it has left, and how that is known.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub(super) counters: Counters,
    source: CounterSource,
    words: String,
}

impl Wallet {
    pub(super) async fn try_subject(&self, asked: &GrantTry) -> Result<Subject> {
        match (&asked.form, asked.key_id) {
            (Some(form), None) => self.try_draft(form, asked.chain_id).await,
            (None, Some(key_id)) => self.try_key(key_id, asked).await,
            (Some(_), Some(_)) | (None, None) => {
                let advice = "Name a form or a key.";
                Err(Error::invalid("Calls are tried against one form or one key.", advice))
            }
        }
    }

    async fn try_draft(&self, form: &GrantForm, chain_id: Option<u32>) -> Result<Subject> {
        let facts = self.form_facts(form).await?;
        let (wanted, problems) = grant_form::read(form, &facts);
        let unfinished = || {
            let advice = "Finish the form first.";
            Error::invalid("The form does not say yet what it allows.", advice)
        };
        let wanted = wanted.ok_or_else(|| problems.first_stop().unwrap_or_else(unfinished))?;
        let ids: Vec<u64> = wanted.networks.iter().map(|network| network.chain_id).collect();
        let network = chosen(&ids, chain_id, |id| {
            wanted.networks.iter().find(|network| network.chain_id == id).cloned()
        })?;
        let words = "This is a draft: nothing of it is used.".to_owned();
        let counters = Counters::AS_GRANTED;
        Ok(Subject {
            account: facts.account.clone(),
            chain: self.with_tokens(network).await?,
            policies: wanted.policies,
            claims: wanted.claims,
            now: facts.now,
            counted: Counted { counters, source: CounterSource::Draft, words },
            live: None,
        })
    }

    async fn try_key(&self, key_id: u32, asked: &GrantTry) -> Result<Subject> {
        let account = self.account_needed().await?;
        let found = self.stored(move |s| s.key(key_id.into())).await?;
        let mut key = found.ok_or_else(|| Error::not_found("key"))?;
        let networks = self.stored(|s| s.networks()).await?;
        let network = chosen(&key_view::chains(&key), asked.chain_id, |id| {
            networks.iter().find(|network| network.chain_id == id).cloned()
        })?;
        key.approvals.retain(|approval| approval.chain_id == network.chain_id);
        let chain = self.with_tokens(network).await?;
        let mut subject = Subject {
            claims: key_view::claims(&key, std::slice::from_ref(&chain)),
            policies: key.policies.clone(),
            now: self.now(),
            counted: Counted::unknown("The chain was not asked."),
            live: Some(Live { key, state: None, deployed: true }),
            account,
            chain,
        };
        if asked.simulate {
            self.read_counters(&mut subject).await?;
        }
        Ok(subject)
    }

    /// What the chain says the key has left.
    async fn read_counters(&self, subject: &mut Subject) -> Result<()> {
        let Some(live) = &mut subject.live else { return Ok(()) };
        let readings = self.read_keys(&subject.account, std::slice::from_ref(&live.key)).await?;
        let Some(reading) = readings.into_iter().next() else { return Ok(()) };
        if let Some(problem) = &reading.problem {
            subject.counted = Counted::unknown(problem);
            return Ok(());
        }
        let Some(found) = reading.keys.into_iter().next() else { return Ok(()) };
        live.state = Some(found.finding.verdict.state);
        live.deployed = reading.account.is_some_and(|account| account.deployed);
        subject.now = reading.at.map_or(subject.now, |at| at.timestamp.max(subject.now));
        let block = reading.at.map_or(0, |at| at.number);
        subject.counted = match found.finding.facts {
            Some(facts) => Counted {
                counters: facts.counters,
                source: CounterSource::Chain,
                words: format!("What is left was read at block {block}."),
            },
            None => Counted::unknown("The chain did not tell."),
        };
        Ok(())
    }

    async fn with_tokens(&self, network: Network) -> Result<(Network, Vec<Token>)> {
        let chain_id = network.chain_id;
        let tokens = self.stored(move |s| s.tokens(chain_id)).await?;
        Ok((network, tokens))
    }
}

/// The chain that is asked for, or the first.
fn chosen(
    ids: &[u64],
    asked: Option<u32>,
    find: impl Fn(u64) -> Option<Network>,
) -> Result<Network> {
    let id = match asked {
        Some(asked) => ids.iter().find(|id| secs(**id) == asked),
        None => ids.first(),
    };
    id.and_then(|id| find(*id)).ok_or_else(|| {
        let advice = "Choose one of its networks.";
        Error::invalid("The key is not for this network.", advice).at("chainId")
    })
}

impl Counted {
    fn unknown(why: &str) -> Self {
        let words = format!("What is left is not known, so it is taken as granted. {why}");
        Self { counters: Counters::AS_GRANTED, source: CounterSource::Unknown, words }
    }
}

impl Subject {
    /// Names for what the calls and the policies contain.
    pub(super) fn claims_with(&self, functions: Vec<String>) -> Claims {
        let mut claims = self.claims.clone();
        let (network, tokens) = &self.chain;
        for token in tokens.iter().map(token_claim) {
            if !claims.tokens.contains(&token) {
                claims.tokens.push(token);
            }
        }
        let network = network_claim(network);
        if !claims.networks.contains(&network) {
            claims.networks.push(network);
        }
        claims.functions.extend(functions);
        claims
    }

    /// For the check.
    pub(super) fn facts(&self) -> Facts {
        let counters = self.counted.counters;
        Facts {
            gas_left: counters.gas_left,
            uses_left: counters.uses_left,
            next_allowed_at: counters.next_allowed_at,
            window: counters.window,
            ..Facts::fresh(self.account.address, self.now)
        }
    }

    /// For people.
    pub(super) fn counters(&self, names: &Names<'_>) -> TryCounters {
        let (counters, summary) = (&self.counted.counters, Summary::of(&self.policies));
        let window = counters.window.filter(|window| window.ends_at > self.now);
        let granted = summary.uses.or_else(|| summary.window.map(|window| window.count));
        let uses = counters.uses_left.or_else(|| window.map(|window| window.uses)).or(granted);
        let gas = counters.gas_left.or(summary.gas_wei);
        let next = counters
            .next_allowed_at
            .or_else(|| window.filter(|window| window.uses == 0).map(|window| window.ends_at));
        TryCounters {
            source: self.counted.source,
            words: self.counted.words.clone(),
            uses_left: uses.map(|uses| uses.to_string()),
            gas_left: gas.map(|wei| names.native(alloy_primitives::U256::from(wei))),
            next_at: next.filter(|at| *at > self.now).map(secs),
        }
    }
}
