//! Reads keys on their chains: one round trip per chain for all keys there.
//!
//! Why: a list, a revocation and an operation decide on the same facts, read the same way.
//! Refuses: to call a key ended because a chain did not answer.

use std::sync::Arc;

use latchkey_core::key_state::{
    AccountFacts, Approved, Block, Finding, Findings, Inquiry, KeyFacts, Question, State,
    StrangerFacts, Unclear, Verdict, decide,
};
use latchkey_core::permission::{Permission, ValidationId};
use latchkey_core::plan::{Ending, Standing};

use crate::error::{Error, Result};
use crate::ports::{Answers, BlockRef, Chain, Read};
use crate::record::{Account, Approval, Key, Network};
use crate::use_case::each::each;
use crate::wallet::Wallet;

/// What one chain said of some keys.
#[derive(Debug, Clone)]
pub(crate) struct ChainReading {
    /// Which chain; a removed network is only a chain id.
    pub(crate) chain_id: u64,
    /// The network, if it is still known.
    pub(crate) network: Option<Network>,
    /// The account there; `None` = not read, see `problem`.
    pub(crate) account: Option<AccountFacts>,
    /// Block of the reading.
    pub(crate) at: Option<BlockRef>,
    /// The keys that were asked for, by row id.
    pub(crate) keys: Vec<KeyReading>,
    /// What is there besides the keys of this app.
    pub(crate) strangers: Vec<StrangerReading>,
    /// Why it was not read.
    pub(crate) problem: Option<String>,
}

/// What one chain said of one key.
#[derive(Debug, Clone)]
pub(crate) struct KeyReading {
    /// Row id.
    pub(crate) key_id: i64,
    /// What was found, at the later of block time and the time here.
    pub(crate) finding: Finding,
    /// How it is ended, judged by the chain's own time; `None` = the chain itself shows that
    /// nothing is left to end.
    pub(crate) ending: Option<Standing>,
    /// Block of the reading; `None` = it was never read.
    pub(crate) at: Option<BlockRef>,
    /// When it was read here, unix seconds.
    pub(crate) read_at: u64,
    /// What it was at that block, if it is unknown now.
    pub(crate) was: Option<State>,
}

/// A validation on a chain that belongs to no key of this app.
#[derive(Debug, Clone)]
pub(crate) struct StrangerReading {
    /// Which.
    pub(crate) validation_id: ValidationId,
    /// What was read; `None` = the answer did not decode.
    pub(crate) facts: Option<StrangerFacts>,
    /// Whether it can send operations.
    pub(crate) operates: bool,
    /// Block of the reading.
    pub(crate) block: u64,
}

impl StrangerReading {
    /// How it is ended; `None` = it is not installed.
    pub(crate) fn ending(&self) -> Option<Ending> {
        let standing = self.facts.as_ref()?.standing()?;
        Some(Ending { validation_id: self.validation_id, standing })
    }
}

impl KeyReading {
    /// Over for good: no operation can pass, and nothing is installed that could still sign
    /// messages.
    pub(crate) const fn over(&self) -> bool {
        self.ending.is_none()
    }
}

impl Wallet {
    /// Reads these keys of the account on every chain they were approved for, and keeps what is
    /// over for good.
    pub(crate) async fn read_keys(
        &self,
        account: &Account,
        keys: &[Key],
    ) -> Result<Vec<ChainReading>> {
        let mut chains: Vec<u64> =
            keys.iter().flat_map(|key| &key.approvals).map(|a| a.chain_id).collect();
        chains.sort_unstable();
        chains.dedup();
        self.read_keys_on(account, keys, chains).await
    }

    /// The same on these chains only, whether a key was approved there or not.
    pub(crate) async fn read_keys_on(
        &self,
        account: &Account,
        keys: &[Key],
        chains: Vec<u64>,
    ) -> Result<Vec<ChainReading>> {
        let networks = self.stored(|s| s.networks()).await?;
        let strangers = self.strangers_of(account).await?;
        let now = self.now();
        let readings = each(chains.into_iter().map(|chain_id| {
            let network = networks.iter().find(|n| n.chain_id == chain_id).cloned();
            let chain = network.as_ref().map(|network| self.ports().networks.chain(network));
            let there = strangers.iter().filter(|(chain, _)| *chain == chain_id);
            let asked = Asked {
                chain_id,
                network,
                account: account.clone(),
                keys: here(keys, chain_id),
                strangers: there.map(|(_, id)| *id).collect(),
                now,
            };
            async move { asked.read(chain).await }
        }))
        .await?;
        self.remember(&readings).await?;
        if self.keep_ended(&readings, keys).await? {
            self.forget_ended(account);
        }
        Ok(readings)
    }

    /// Whether there was anything new to keep.
    async fn keep_ended(&self, readings: &[ChainReading], keys: &[Key]) -> Result<bool> {
        let mut ended: Vec<(i64, u64, u64)> = Vec::new();
        for reading in readings {
            let block = reading.at.map_or(0, |at| at.number);
            let over = reading.keys.iter().filter(|key| key.over());
            let fresh = over.filter(|read| {
                let kept = keys.iter().filter(|key| key.id == read.key_id);
                let approval =
                    kept.flat_map(|key| &key.approvals).find(|a| a.chain_id == reading.chain_id);
                approval.is_some_and(|approval| approval.ended_at_block.is_none())
            });
            ended.extend(fresh.map(|key| (key.key_id, reading.chain_id, block)));
        }
        if ended.is_empty() {
            return Ok(false);
        }
        self.stored(move |s| {
            ended.iter().try_for_each(|(key, chain, block)| s.end_approval(*key, *chain, *block))
        })
        .await?;
        Ok(true)
    }
}

/// The keys that were approved on a chain, each with its approval there.
fn here(keys: &[Key], chain_id: u64) -> Vec<(Key, Approval)> {
    let one = |key: &Key| {
        let approval = key.approvals.iter().find(|approval| approval.chain_id == chain_id)?;
        Some((key.clone(), approval.clone()))
    };
    keys.iter().filter_map(one).collect()
}

/// What follows for a key of an account, approved so, from what was read of both. An unused approval
/// of a former owner counts for nothing, whoever the chain names now.
pub(crate) fn judge(
    (account, key, approval): (&Account, &Key, &Approval),
    read: &AccountFacts,
    facts: Option<&KeyFacts>,
    now: u64,
) -> Verdict {
    let (permission, nonce) = (key.permission(), approval.validation_nonce);
    let Some(facts) = facts else {
        return Verdict::unread(&permission, nonce, Unclear::Unreadable);
    };
    let same_owner = read.same_owner && key.id > account.former_keys;
    let read = AccountFacts { same_owner, ..*read };
    let approved = Approved { version: account.spec.version, permission: &permission, nonce };
    decide(approved, &read, facts, now)
}

struct Asked {
    chain_id: u64,
    network: Option<Network>,
    account: Account,
    keys: Vec<(Key, Approval)>,
    strangers: Vec<ValidationId>,
    now: u64,
}

impl Asked {
    async fn read(self, chain: Option<Arc<dyn Chain>>) -> ChainReading {
        let problem = match (&self.network, chain) {
            (Some(network), Some(chain)) => match self.answers(chain.as_ref(), network).await {
                Ok((findings, at)) => return self.reading(findings, at),
                Err(error) => error.to_string(),
            },
            (_, _) => format!("Chain {} is not among the networks any more.", self.chain_id),
        };
        self.unread(problem)
    }

    async fn answers(&self, chain: &dyn Chain, network: &Network) -> Result<(Findings, BlockRef)> {
        let permission =
            |(key, approval): &(Key, Approval)| (key.permission(), approval.validation_nonce);
        let keys: Vec<(Permission, u32)> = self.keys.iter().map(permission).collect();
        let owner = self.account.owner();
        let strangers = &self.strangers;
        let inquiry =
            Inquiry { account: &self.account.spec, owner: &owner, keys: &keys, strangers };
        let read = chain.read(inquiry.questions().into_iter().map(asked).collect()).await;
        let Answers { at, answers } =
            read.map_err(|error| Error::network(&network.name, &error))?;
        let replies: Vec<_> = answers.into_iter().map(std::result::Result::ok).collect();
        let found = inquiry.read(&replies, block(at, self.now)).ok_or_else(|| {
            let message = format!("{} answered something that is no Kernel account.", network.name);
            Error::invalid(message, "Check the network's address in Settings.")
        })?;
        Ok((found, at))
    }

    fn reading(self, found: Findings, at: BlockRef) -> ChainReading {
        let keys = self.keys.iter().zip(found.keys).map(|((key, approval), finding)| {
            let of = (&self.account, key, approval);
            let judged = |time: u64| judge(of, &found.account, finding.facts.as_ref(), time);
            let (lately, strict) = (judged(found.block.timestamp), judged(at.timestamp));
            KeyReading {
                key_id: key.id,
                ending: strict.ending,
                finding: Finding { facts: finding.facts, verdict: lately },
                at: Some(at),
                read_at: self.now,
                was: None,
            }
        });
        let keys = keys.collect();
        let strangers = self.strangers.iter().zip(found.strangers).map(|(id, facts)| {
            let operates = facts.as_ref().is_none_or(|facts| facts.operates(&found.account));
            StrangerReading { validation_id: *id, facts, operates, block: at.number }
        });
        ChainReading {
            chain_id: self.chain_id,
            account: Some(found.account),
            at: Some(at),
            keys,
            strangers: strangers.collect(),
            problem: None,
            network: self.network,
        }
    }

    fn unread(self, problem: String) -> ChainReading {
        let keys = self.keys.iter().map(|(key, approval)| {
            let nonce = approval.validation_nonce;
            let verdict = Verdict::unread(&key.permission(), nonce, Unclear::NotRead);
            let (ending, finding) = (verdict.ending, Finding { facts: None, verdict });
            KeyReading { key_id: key.id, finding, ending, at: None, read_at: 0, was: None }
        });
        ChainReading {
            chain_id: self.chain_id,
            account: None,
            at: None,
            keys: keys.collect(),
            strangers: Vec::new(),
            problem: Some(problem),
            network: self.network,
        }
    }
}

/// A block with the time to judge by: its own, or a later one.
pub(crate) fn block(at: BlockRef, now: u64) -> Block {
    Block { number: at.number, timestamp: at.timestamp.max(now) }
}

/// A question of core, for the port.
pub(crate) fn asked(question: Question) -> Read {
    match question {
        Question::Code(address) => Read::Code(address),
        Question::Call { to, data } => Read::Call { to, data },
    }
}
