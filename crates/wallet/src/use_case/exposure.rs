//! If every key leaked now: what could leave, per network and asset, against what is there.
//!
//! Why: keys add up, and nobody adds them up by hand. Counters are read, so that what is used up
//! counts no more.
//! Refuses: to call an unread balance zero, and to leave out a key because a chain did not answer.

use std::collections::BTreeMap;

use alloy_primitives::{Address, U256};
use latchkey_core::policy::check;
use latchkey_core::text;
use latchkey_core::worst_case::{self, Asset, Context, OfChain, Span, WorstCase, at_risk};

use crate::error::Result;
use crate::record::{Account, CeilingRow, Key, Network, Token};
use crate::use_case::ceiling::live;
use crate::use_case::chain_facts::GasLimits;
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::keys_on_chain::ChainReading;
use crate::use_case::number::secs;
use crate::views::{Amount, ExposureRow, Holdings};
use crate::wallet::Wallet;

/// Balances by chain and token; `None` = the native coin.
type Balances = BTreeMap<(u32, Option<String>), U256>;

impl Wallet {
    /// One row per network with a live key and asset that could leave or has a ceiling.
    ///
    /// # Errors
    /// The store's. A network that does not answer makes balances unknown.
    pub async fn exposure(&self) -> Result<Vec<ExposureRow>> {
        let Some(account) = self.stored(|s| s.accounts()).await?.into_iter().next() else {
            return Ok(Vec::new());
        };
        let keys = self.keys_of(&account).await?;
        let readings = self.read_keys(&account, &keys).await?;
        let (networks, ceilings) =
            (self.networks_with_tokens().await?, self.stored(|s| s.ceilings()).await?);
        let known: Vec<Network> = networks.iter().map(|(network, _)| network.clone()).collect();
        let gas = self.gas_limits(&known).await?;
        let balances = balances(&self.holdings().await?);
        let now = self.now();
        let worst: Vec<WorstCase> = live(&keys, &account)
            .filter_map(|(key, chains)| of_key(key, &account, &chains, (&readings, &gas, now)))
            .collect();
        let sum = worst_case::together(&worst);
        let mut rows = Vec::new();
        for (chain_id, asset) in assets(&sum, &networks, &ceilings) {
            let row = Row { chain_id, asset, networks: &networks };
            rows.extend(row.view(sum.worst(chain_id, asset, Span::Life).0, &balances, &ceilings));
        }
        Ok(rows)
    }
}

/// What a key lets leave on the chains where it is not over, counters as read.
fn of_key(
    key: &Key,
    account: &Account,
    chains: &[u64],
    (readings, gas, now): (&[ChainReading], &GasLimits, u64),
) -> Option<WorstCase> {
    let on = |chain_id: &u64| {
        let read = readings.iter().find(|reading| reading.chain_id == *chain_id);
        let read = read.and_then(|reading| reading.keys.iter().find(|k| k.key_id == key.id));
        if read.is_some_and(super::keys_on_chain::KeyReading::over) {
            return None;
        }
        let facts = read.and_then(|read| read.finding.facts.as_ref());
        let counters = facts.filter(|facts| facts.installed).map(|facts| check::Facts {
            account: account.address,
            now_unix_secs: now,
            gas_left: facts.counters.gas_left,
            uses_left: facts.counters.uses_left,
            next_allowed_at: facts.counters.next_allowed_at,
            window: facts.counters.window,
        });
        let transaction_gas = gas.get(chain_id).copied();
        Some(OfChain { chain_id: *chain_id, transaction_gas, counters })
    };
    let chains: Vec<OfChain> = chains.iter().filter_map(on).collect();
    if chains.is_empty() {
        return None;
    }
    let (account, now) = (Some(account.address), Some(now));
    let context = Context { account, now, chains: &chains, ..Context::default() };
    Some(worst_case::of(&key.policies, &context))
}

/// What the keys name, what the person may hold where a key is live, and what has a ceiling.
fn assets(
    sum: &worst_case::Together<'_>,
    networks: &[(Network, Vec<Token>)],
    ceilings: &[CeilingRow],
) -> Vec<(u64, Asset)> {
    let named = sum.assets();
    let mut all: Vec<(u64, Asset)> =
        named.iter().copied().filter(|(_, asset)| *asset != Asset::AnyToken).collect();
    for (network, tokens) in networks
        .iter()
        .filter(|(n, _)| named.iter().any(|(c, _)| *c == n.chain_id) || sum.takes_over(n.chain_id))
    {
        all.push((network.chain_id, Asset::Native));
        all.extend(tokens.iter().map(|token| (network.chain_id, Asset::Token(token.address))));
    }
    let capped = ceilings.iter().map(|row| (row.chain_id, asset_of(row.token)));
    all.extend(capped);
    all.sort_unstable();
    all.dedup();
    all
}

fn asset_of(token: Option<Address>) -> Asset {
    token.map_or(Asset::Native, Asset::Token)
}

fn balances(holdings: &[Holdings]) -> Balances {
    let mut all = Balances::new();
    for (network, held) in holdings.iter().flat_map(|h| h.amounts.iter().map(move |a| (h, a))) {
        if let Ok(atoms) = U256::from_str_radix(&held.amount.atomic, 10) {
            all.insert((network.chain_id, held.token.clone()), atoms);
        }
    }
    all
}

struct Row<'a> {
    chain_id: u64,
    asset: Asset,
    networks: &'a [(Network, Vec<Token>)],
}

impl Row<'_> {
    fn view(
        &self,
        worst: worst_case::Most,
        balances: &Balances,
        ceilings: &[CeilingRow],
    ) -> Option<ExposureRow> {
        let (network, tokens) = self.networks.iter().find(|(n, _)| n.chain_id == self.chain_id)?;
        let (address, decimals, symbol) = match self.asset {
            Asset::Native => (None, NATIVE_DECIMALS, network.native_symbol.clone()),
            Asset::Token(address) => {
                let known = tokens.iter().find(|token| token.address == address);
                let (decimals, symbol) = known.map_or_else(
                    || (0, text::short_address(address)),
                    |t| (t.decimals, t.symbol.clone()),
                );
                (Some(address), decimals, symbol)
            }
            Asset::AnyToken => return None,
        };
        let words = |atoms: U256| -> Amount { in_words(atoms, decimals, &symbol) };
        let token = address.map(|address| address.to_checksum(None));
        let chain_id = secs(self.chain_id);
        let balance = balances.get(&(chain_id, token.clone())).copied();
        let ceiling =
            ceilings.iter().find(|row| (row.chain_id, row.token) == (self.chain_id, address));
        let ceiling = ceiling.map(|row| row.atoms);
        let capped = worst.limit();
        if worst.is_none() && ceiling.is_none() {
            return None;
        }
        Some(ExposureRow {
            chain_id,
            network: network.name.clone(),
            token,
            worst: capped.map(words),
            unlimited: worst.is_unlimited(),
            balance: balance.map(words),
            at_risk: at_risk(worst, balance).map(words),
            over: ceiling.is_some_and(|most| capped.is_none_or(|worst| worst > most)),
            ceiling: ceiling.map(words),
            symbol: symbol.clone(),
        })
    }
}
