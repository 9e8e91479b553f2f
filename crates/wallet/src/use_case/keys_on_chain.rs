//! Reads keys on their chains: one round trip per chain for all keys there.
//!
//! Why: a list, a revocation and an operation decide on the same facts, read the same way.
//! Refuses: to call a key ended because a chain did not answer.

use std::sync::Arc;

use latchkey_core::account::{AccountSpec, Owner};
use latchkey_core::key_state::{
    AccountFacts, Approved, Block, Finding, Findings, Inquiry, Question, Unclear, Verdict, decide,
};
use latchkey_core::permission::Permission;
use latchkey_core::plan::Standing;

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
        let networks = self.stored(|s| s.networks()).await?;
        let mut chains: Vec<u64> =
            keys.iter().flat_map(|key| &key.approvals).map(|a| a.chain_id).collect();
        chains.sort_unstable();
        chains.dedup();
        let now = self.now();
        let readings = each(chains.into_iter().map(|chain_id| {
            let network = networks.iter().find(|n| n.chain_id == chain_id).cloned();
            let chain = network.as_ref().map(|network| self.ports().networks.chain(network));
            let asked = Asked {
                chain_id,
                network,
                account: account.spec.clone(),
                owner: account.owner(),
                former_keys: account.former_keys,
                keys: here(keys, chain_id),
                now,
            };
            async move { asked.read(chain).await }
        }))
        .await?;
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
fn here(keys: &[Key], chain_id: u64) -> Vec<(i64, Permission, Approval)> {
    let one = |key: &Key| {
        let approval = key.approvals.iter().find(|approval| approval.chain_id == chain_id)?;
        Some((key.id, key.permission(), approval.clone()))
    };
    keys.iter().filter_map(one).collect()
}

struct Asked {
    chain_id: u64,
    network: Option<Network>,
    account: AccountSpec,
    owner: Owner,
    /// Keys up to this row were approved by a former owner.
    former_keys: i64,
    keys: Vec<(i64, Permission, Approval)>,
    now: u64,
}

impl Asked {
    async fn read(self, chain: Option<Arc<dyn Chain>>) -> ChainReading {
        let problem = match (&self.network, chain) {
            (Some(network), Some(chain)) => match self.answers(chain.as_ref(), network).await {
                Ok((findings, strict, at)) => return self.reading(findings, &strict, at),
                Err(error) => error.to_string(),
            },
            (_, _) => format!("Chain {} is not among the networks any more.", self.chain_id),
        };
        self.unread(problem)
    }

    /// Findings by the later of both times, findings by block time alone, and the block.
    async fn answers(
        &self,
        chain: &dyn Chain,
        network: &Network,
    ) -> Result<(Findings, Findings, BlockRef)> {
        let keys: Vec<(Permission, u32)> =
            self.keys.iter().map(|(_, p, a)| (p.clone(), a.validation_nonce)).collect();
        let inquiry = Inquiry { account: &self.account, owner: &self.owner, keys: &keys };
        let read = chain.read(inquiry.questions().into_iter().map(asked).collect()).await;
        let Answers { at, answers } =
            read.map_err(|error| Error::network(&network.name, &error))?;
        let replies: Vec<_> = answers.into_iter().map(std::result::Result::ok).collect();
        let unclear = || {
            let message = format!("{} answered something that is no Kernel account.", network.name);
            Error::invalid(message, "Check the network's address in Settings.")
        };
        let lately = block(at, self.now);
        let lately = inquiry.read(&replies, lately).ok_or_else(unclear)?;
        let strict = inquiry.read(&replies, block(at, 0)).ok_or_else(unclear)?;
        Ok((self.judged(lately), self.judged(strict), at))
    }

    /// An unused approval of a former owner counts for nothing, whoever the chain names now.
    fn judged(&self, mut findings: Findings) -> Findings {
        let account = AccountFacts { same_owner: false, ..findings.account };
        let now = findings.block.timestamp;
        for ((key_id, permission, approval), finding) in self.keys.iter().zip(&mut findings.keys) {
            let Some(facts) = finding.facts.as_ref().filter(|_| *key_id <= self.former_keys) else {
                continue;
            };
            let (version, nonce) = (self.account.version, approval.validation_nonce);
            finding.verdict = decide(Approved { version, permission, nonce }, &account, facts, now);
        }
        findings
    }

    fn reading(self, findings: Findings, strict: &Findings, at: BlockRef) -> ChainReading {
        let pairs = self.keys.iter().zip(findings.keys).zip(&strict.keys);
        let keys = pairs.map(|(((key_id, _, _), finding), strict)| KeyReading {
            key_id: *key_id,
            ending: strict.verdict.ending,
            finding,
        });
        ChainReading {
            chain_id: self.chain_id,
            account: Some(findings.account),
            at: Some(at),
            keys: keys.collect(),
            problem: None,
            network: self.network,
        }
    }

    fn unread(self, problem: String) -> ChainReading {
        let keys = self.keys.iter().map(|(key_id, permission, approval)| {
            let nonce = approval.validation_nonce;
            let verdict = Verdict::unread(permission, nonce, Unclear::NotRead);
            let finding = Finding { facts: None, verdict };
            KeyReading { key_id: *key_id, ending: verdict.ending, finding }
        });
        ChainReading {
            chain_id: self.chain_id,
            account: None,
            at: None,
            keys: keys.collect(),
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
