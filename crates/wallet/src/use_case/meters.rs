//! What a key used on one chain and has left: the counters of its policies, and its operations as
//! the chain has them.
//!
//! Why: what this app sent is not all that was sent; an agent may keep its own key, and a stolen key
//! sends by itself.
//! Refuses: to say what a key sent away while the chain was not gone through.

use alloy_primitives::{Address, U256};
use latchkey_core::history::Signer;
use latchkey_core::key_state::{Counters, KeyFacts};
use latchkey_core::policy::describe::summary::binds_operations;
use latchkey_core::policy::{Policy, PolicyKind};
use latchkey_core::text;

use crate::record::{History, Key, Network, SeenOperation, Token};
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::number::{count, secs};
use crate::views::{Amount, Meters, ReadAt};

/// One key on one chain.
pub(crate) struct Metered<'a> {
    pub(crate) key: &'a Key,
    pub(crate) network: &'a Network,
    pub(crate) tokens: &'a [Token],
    pub(crate) facts: Option<&'a KeyFacts>,
    pub(crate) history: &'a History,
    /// When the chain was last read, unix seconds.
    pub(crate) read_at: u64,
    pub(crate) now: u64,
}

impl Metered<'_> {
    /// Its meters.
    pub(crate) fn view(&self) -> Meters {
        let left = self.facts.filter(|facts| facts.installed).map(|facts| facts.counters);
        let gone = self.facts.is_some_and(|facts| facts.nonce > 0 && !facts.installed);
        let (uses, budget) = limits(&self.key.policies);
        let used: Vec<&SeenOperation> = self.operations().collect();
        let native = |wei: U256| in_words(wei, NATIVE_DECIMALS, &self.network.native_symbol);
        let cost = used.iter().fold(U256::ZERO, |sum, op| sum.saturating_add(op.cost_wei));
        let gas_left = left.map_or(budget.filter(|_| !gone), |left| left.gas_left.or(budget));
        let cursors = &self.history.cursors;
        let cursor = cursors.iter().find(|one| one.chain_id == self.network.chain_id);
        Meters {
            uses_left: left
                .map_or(uses.filter(|_| !gone), |left| uses_left(&left, self.now, uses))
                .map(secs),
            uses: uses.map(secs),
            gas_left: gas_left.map(|wei| native(U256::from(wei))),
            gas_budget: budget.map(|wei| native(U256::from(wei))),
            gas_spent: native(cost),
            next_allowed_at: left.and_then(|left| next(&left, self.now)).map(secs),
            spent: self.spent(&used),
            operations: count(used.len()),
            read_at: cursor
                .map(|cursor| ReadAt { block: secs(cursor.high), at: secs(self.read_at) }),
        }
    }

    fn operations(&self) -> impl Iterator<Item = &SeenOperation> {
        let chain_id = self.network.chain_id;
        let own = Signer::Permission(self.key.permission_id);
        let here = self.history.operations.iter().filter(move |op| op.chain_id == chain_id);
        here.filter(move |op| op.signer == own)
    }

    fn spent(&self, used: &[&SeenOperation]) -> Vec<Amount> {
        let native = used.iter().fold(U256::ZERO, |sum, op| sum.saturating_add(op.native_out));
        let mut sums: Vec<(Address, U256)> = Vec::new();
        for (token, atoms) in used.iter().flat_map(|op| &op.tokens_out) {
            match sums.iter_mut().find(|(known, _)| known == token) {
                Some((_, sum)) => *sum = sum.saturating_add(*atoms),
                None => sums.push((*token, *atoms)),
            }
        }
        let coin = (!native.is_zero())
            .then(|| in_words(native, NATIVE_DECIMALS, &self.network.native_symbol));
        coin.into_iter()
            .chain(sums.into_iter().map(|(token, sum)| self.token(token, sum)))
            .collect()
    }

    fn token(&self, address: Address, atoms: U256) -> Amount {
        match self.tokens.iter().find(|token| token.address == address) {
            Some(token) => in_words(atoms, token.decimals, &token.symbol),
            None => in_words(atoms, 0, &text::short_address(address)),
        }
    }
}

/// Uses and gas budget, wei, that the policies allow in all.
fn limits(policies: &[Policy]) -> (Option<u64>, Option<u128>) {
    let (mut uses, mut budget) = (None::<u64>, None::<u128>);
    for policy in policies.iter().filter(|policy| binds_operations(policy)) {
        match &policy.kind {
            PolicyKind::Gas(gas) => {
                let allowed = gas.allowed_wei;
                budget = Some(budget.map_or(allowed, |least| least.min(allowed)));
            }
            PolicyKind::RateLimit(rate) => {
                uses = Some(uses.map_or(rate.count, |count| count.min(rate.count)));
            }
            PolicyKind::Call(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo => {}
        }
    }
    (uses, budget)
}

/// Of a limit that resets, a window that ended is whole again.
fn uses_left(left: &Counters, now: u64, uses: Option<u64>) -> Option<u64> {
    let of_window = left.window.map(|window| {
        if window.ends_at <= now { uses.unwrap_or(window.uses) } else { window.uses }
    });
    left.uses_left.into_iter().chain(of_window).min()
}

/// The second of the next use, if it is still to come.
fn next(left: &Counters, now: u64) -> Option<u64> {
    let window = left.window.filter(|window| window.uses == 0).map(|window| window.ends_at);
    left.next_allowed_at.into_iter().chain(window).filter(|at| *at > now).max()
}
