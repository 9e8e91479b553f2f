//! Several keys at once: what leaves if all of them leak, and whether that crosses a ceiling
//! (spec 12.1).
//!
//! Why: budgets are per key and per chain, so they add up, and nobody adds them up by hand.
//! Refuses: to add what no key bounds; one unlimited key makes the sum unlimited.

use alloy_primitives::U256;

use super::{Asset, Most, OnChain, Span, Way, WorstCase};

/// Keys that leak together.
#[derive(Debug, Clone, Default)]
pub struct Together<'a> {
    keys: Vec<&'a WorstCase>,
}

/// The worst case of these keys, should all leak at once.
#[must_use]
pub fn together<'a>(keys: impl IntoIterator<Item = &'a WorstCase>) -> Together<'a> {
    Together { keys: keys.into_iter().collect() }
}

impl Together<'_> {
    /// Each asset that some key names, with its chain, sorted. A key that can take over the account,
    /// or sign messages, endangers others as well: ask [`Self::worst`] about each that is held.
    #[must_use]
    pub fn assets(&self) -> Vec<(u64, Asset)> {
        let chains = self.keys.iter().flat_map(|key| &key.chains);
        let named = chains.flat_map(|chain| {
            let native = (!chain.gas.is_none()).then_some(Asset::Native);
            let assets = chain.leaks.iter().map(|leak| leak.asset).chain(native);
            assets.map(|asset| (chain.chain_id, asset))
        });
        let mut all: Vec<_> = named.collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Most that leaves of an asset on a chain, and the gravest way. Over a day or for life the
    /// keys add up; one operation is one key's.
    #[must_use]
    pub fn worst(&self, chain_id: u64, asset: Asset, span: Span) -> (Most, Way) {
        let each = self.on(chain_id).map(|chain| chain.worst(asset, span));
        each.fold((Most::NONE, Way::Operations), |(sum, way), (most, by)| {
            let sum = if span == Span::Operation { sum.or(most) } else { sum.plus(most) };
            (sum, gravest(way, by))
        })
    }

    /// True when some key could take over the account on this chain.
    #[must_use]
    pub fn takes_over(&self, chain_id: u64) -> bool {
        self.on(chain_id).any(|chain| chain.takeover)
    }

    fn on(&self, chain_id: u64) -> impl Iterator<Item = &OnChain> {
        self.keys.iter().filter_map(move |key| key.on(chain_id))
    }
}

const fn gravest(a: Way, b: Way) -> Way {
    match (a, b) {
        (Way::Takeover, _) | (_, Way::Takeover) => Way::Takeover,
        (Way::Messages, _) | (_, Way::Messages) => Way::Messages,
        (Way::Contract, _) | (_, Way::Contract) => Way::Contract,
        (Way::Operations, Way::Operations) => Way::Operations,
    }
}

/// What of a balance can leave at once: all of it where nothing limits it. A balance that is not
/// known makes the answer unknown, unless nothing leaves at all. Money that comes in later counts
/// for nothing here.
#[must_use]
pub fn at_risk(most: Most, balance: Option<U256>) -> Option<U256> {
    match (most, balance) {
        (Most::AtMost(limit), _) if limit.is_zero() => Some(U256::ZERO),
        (Most::AtMost(limit), Some(balance)) => Some(limit.min(balance)),
        (Most::NoLimit, Some(balance)) => Some(balance),
        (Most::AtMost(_) | Most::NoLimit, None) => None,
    }
}

/// Most that the owner lets leave, as a rule of this app. No contract enforces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Of what.
    pub asset: Asset,
    /// Over which time.
    pub span: Span,
    /// How much, smallest units.
    pub atoms: U256,
}

/// A ceiling that would be crossed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    /// Which.
    pub ceiling: Ceiling,
    /// What could leave.
    pub most: Most,
    /// How.
    pub way: Way,
}

/// The ceilings that these keys could cross, in their order. Give the new key alone for a ceiling
/// per key, or all keys with the new one for a ceiling over all.
///
/// What a contract other than the token takes by older allowances is not counted here (see
/// [`OnChain::contracts`]).
#[must_use]
pub fn crosses(keys: &Together<'_>, ceilings: &[Ceiling]) -> Vec<Crossing> {
    let crossing = |ceiling: &Ceiling| {
        let (most, way) = keys.worst(ceiling.chain_id, ceiling.asset, ceiling.span);
        let over = most.limit().is_none_or(|limit| limit > ceiling.atoms);
        over.then_some(Crossing { ceiling: *ceiling, most, way })
    };
    ceilings.iter().filter_map(crossing).collect()
}
