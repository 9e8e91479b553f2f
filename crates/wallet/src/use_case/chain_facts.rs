//! What the linter and the worst case want to know of a chain, kept for a moment.
//!
//! Why: a preview is made at each keystroke; nodes are asked once in a while, in one round trip.
//! Refuses: to keep a failure, and to call unread things good; what was not read is unknown.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use alloy_primitives::Address;
use latchkey_core::lint::{ChainFacts, ContractFacts, Known};

use crate::error::Result;
use crate::ports::{Answer, Answers, Read};
use crate::record::Network;
use crate::use_case::each::each;
use crate::use_case::erc20;
use crate::wallet::Wallet;

/// How long an answer is used again, seconds.
const FRESH_SECS: u64 = 15;
/// Most answers that are kept.
const MANY: usize = 128;

/// When it was read, unix seconds, and what was answered; by chain and question.
type Kept = HashMap<(u64, Vec<Read>), (u64, Vec<Answer>)>;

/// Most gas of a transaction by chain id, where it was read.
pub(crate) type GasLimits = BTreeMap<u64, u64>;

/// Answers of a moment ago, by chain and question.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    kept: Mutex<Kept>,
    gas: Mutex<HashMap<u64, (u64, u64)>>,
}

impl Recent {
    fn get(&self, chain_id: u64, reads: &[Read], now: u64) -> Option<Vec<Answer>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, answers) = kept.get(&(chain_id, reads.to_vec()))?;
        (now.abs_diff(*at) <= FRESH_SECS).then(|| answers.clone())
    }

    fn put(&self, chain_id: u64, reads: Vec<Read>, now: u64, answers: Vec<Answer>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MANY {
            kept.clear();
        }
        kept.insert((chain_id, reads), (now, answers));
    }
}

impl Wallet {
    /// The account's coin and the code of contracts, on each of these networks; in their order.
    pub(crate) async fn chain_facts(
        &self,
        account: Address,
        networks: &[Network],
        contracts: &[Address],
    ) -> Result<Vec<ChainFacts>> {
        let reads = std::iter::once(Read::Balance(account));
        let reads: Vec<Read> = reads.chain(contracts.iter().map(|one| Read::Code(*one))).collect();
        each(networks.iter().map(|network| {
            let (wallet, network, reads) = (self.clone(), network.clone(), reads.clone());
            let contracts = contracts.to_vec();
            async move {
                let answers = wallet.recently(&network, reads).await.unwrap_or_default();
                facts(&network, &contracts, &answers)
            }
        }))
        .await
    }

    /// Most gas of a transaction, on each of these networks where it can be read.
    pub(crate) async fn gas_limits(&self, networks: &[Network]) -> Result<GasLimits> {
        let read = each(networks.iter().map(|network| {
            let (wallet, network) = (self.clone(), network.clone());
            async move { wallet.gas_limit(&network).await.map(|gas| (network.chain_id, gas)) }
        }));
        Ok(read.await?.into_iter().flatten().collect())
    }

    async fn gas_limit(&self, network: &Network) -> Option<u64> {
        let (now, recent) = (self.now(), self.recent());
        let known = recent
            .gas
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&network.chain_id)
            .copied();
        if let Some((_, gas)) = known.filter(|(at, _)| now.abs_diff(*at) <= FRESH_SECS) {
            return Some(gas);
        }
        let gas = self.ports().networks.chain(network).gas_limit().await.ok()?;
        let mut kept = recent.gas.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(network.chain_id, (now, gas));
        Some(gas)
    }

    /// Answers in the order asked, from a moment ago or now; `None` = the chain does not answer.
    async fn recently(&self, network: &Network, reads: Vec<Read>) -> Option<Vec<Answer>> {
        let now = self.now();
        if let Some(answers) = self.recent().get(network.chain_id, &reads, now) {
            return Some(answers);
        }
        let read = self.ports().networks.chain(network).read(reads.clone()).await;
        let Answers { answers, .. } = read.ok()?;
        self.recent().put(network.chain_id, reads, now, answers.clone());
        Some(answers)
    }
}

fn facts(network: &Network, contracts: &[Address], answers: &[Answer]) -> ChainFacts {
    let mut answers = answers.iter();
    let balance = erc20::word(answers.next());
    let found = contracts.iter().map(|address| {
        let code = match answers.next().and_then(|answer| answer.as_ref().ok()) {
            Some(code) if code.is_empty() => Known::No,
            Some(_) => Known::Yes,
            None => Known::Unknown,
        };
        ContractFacts { address: *address, code, abi_verified: Known::Unknown }
    });
    ChainFacts {
        chain_id: network.chain_id,
        name: network.name.clone(),
        balance,
        contracts: found.collect(),
        modules: Vec::new(),
    }
}
