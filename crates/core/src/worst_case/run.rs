//! From calls and counts to numbers, for one chain (spec 4.3, 12.1).
//!
//! Why: most per call × calls per operation × operations, for each asset.
//! Refuses: nothing; what is not known comes in as no limit.

use alloy_primitives::U256;

use super::{
    Approval, Asset, Context, ContractCall, Leak, Messages, Most, OfChain, OnChain, Operations,
    reach::{self, Effect, Reach},
};
use crate::policy::{Policy, PolicyFlag, describe::summary::Summary};

pub(super) fn on_chain(
    (policies, summary): (&[Policy], &Summary<'_>),
    reaches: &[Reach],
    ctx: &Context<'_>,
    chain: &OfChain,
) -> OnChain {
    let operations = Operations::of(policies, summary, ctx, chain);
    let works = !operations.life.is_none();
    let run =
        Run { reaches: if works { reaches } else { &[] }, operations, gas: chain.transaction_gas };
    OnChain {
        chain_id: chain.chain_id,
        leaks: run.assets().into_iter().map(|asset| run.leak(asset)).collect(),
        operations,
        calls: run.calls(|reach| Some(reach.gas)),
        gas: gas(summary, chain, works),
        approvals: run.approvals(),
        contracts: run.contracts(),
        messages: messages(summary, ctx.flag),
        takeover: works
            && (summary.calls.is_empty()
                || reach::delegates(&summary.calls)
                || reaches.iter().any(|reach| reach.takes_over(ctx))),
    }
}

fn gas(summary: &Summary<'_>, chain: &OfChain, works: bool) -> Most {
    let left = chain.counters.as_ref().and_then(|facts| facts.gas_left);
    match summary.gas_wei {
        _ if !works => Most::NONE,
        None => Most::NoLimit,
        Some(wei) => Most::AtMost(U256::from(left.map_or(wei, |left| left.min(wei)))),
    }
}

fn messages(summary: &Summary<'_>, flag: PolicyFlag) -> Messages {
    match (flag, &summary.message_callers) {
        (PolicyFlag::NotForSignature | PolicyFlag::Neither, _) => Messages::Nothing,
        (PolicyFlag::All | PolicyFlag::NotForUserOp, None) => Messages::Anything,
        (PolicyFlag::All | PolicyFlag::NotForUserOp, Some(callers)) if callers.is_empty() => {
            Messages::Nothing
        }
        (PolicyFlag::All | PolicyFlag::NotForUserOp, Some(callers)) => {
            Messages::For(callers.clone())
        }
    }
}

/// Calls, how many operations, and the gas of a transaction.
struct Run<'a> {
    reaches: &'a [Reach],
    operations: Operations,
    gas: Option<u64>,
}

impl Run<'_> {
    fn assets(&self) -> Vec<Asset> {
        let mut out = vec![Asset::Native];
        let known = |r: &&Reach| !matches!(r.effect, Effect::Plain | Effect::Unknown);
        out.extend(self.reaches.iter().filter(known).map(token_of));
        out.sort_by_key(|asset| match asset {
            Asset::Native => 0,
            Asset::Token(_) => 1,
            Asset::AnyToken => 2,
        });
        let mut once = Vec::new();
        for asset in out {
            if !once.contains(&asset) && !self.per_call(asset).is_none() {
                once.push(asset);
            }
        }
        once
    }

    /// What one call takes of an asset.
    fn taken(reach: &Reach, asset: Asset) -> Most {
        match (asset, reach.effect) {
            (Asset::Native, _) => reach.value,
            (_, Effect::Plain | Effect::Unknown) => Most::NONE,
            (Asset::Token(token), _) if reach.reaches(token) => reach.tokens,
            (Asset::AnyToken, _) if reach.target.is_zero() => reach.tokens,
            (Asset::Token(_) | Asset::AnyToken, _) => Most::NONE,
        }
    }

    fn per_call(&self, asset: Asset) -> Most {
        let each = self.reaches.iter().map(|reach| Self::taken(reach, asset));
        each.fold(Most::NONE, Most::or)
    }

    /// How many of the calls with a gas fit into one operation.
    fn calls(&self, gas: impl Fn(&Reach) -> Option<u64>) -> Most {
        let least = self.reaches.iter().filter_map(gas).min();
        match (self.gas, least) {
            (_, None) => Most::NONE,
            (None, Some(_)) => Most::NoLimit,
            (Some(all), Some(each)) => Most::count(all.checked_div(each).unwrap_or(u64::MAX)),
        }
    }

    fn leak(&self, asset: Asset) -> Leak {
        let calls = self.calls(|reach| {
            let moves = !Self::taken(reach, asset).is_none();
            let gas = if asset == Asset::Native { reach.gas_with_value() } else { reach.gas };
            moves.then_some(gas)
        });
        let call = self.per_call(asset);
        let operation = call.times(calls);
        let Operations { per_day, life } = self.operations;
        Leak { asset, call, operation, day: operation.times(per_day), life: operation.times(life) }
    }

    fn approvals(&self) -> Vec<Approval> {
        let allows = |r: &&Reach| matches!(r.effect, Effect::Allows(_) | Effect::AllowsAll);
        let mut out: Vec<Approval> = Vec::new();
        for reach in self.reaches.iter().filter(allows) {
            let asset = token_of(reach);
            if out.iter().all(|one| one.asset != asset) {
                out.push(Approval { asset, life: self.leak(asset).life });
            }
        }
        out
    }

    fn contracts(&self) -> Vec<ContractCall> {
        let unknown = self.reaches.iter().filter(|reach| reach.effect == Effect::Unknown);
        let call = |reach: &Reach| ContractCall {
            target: (!reach.target.is_zero()).then_some(reach.target),
            selector: reach.selector,
        };
        unknown.map(call).collect()
    }
}

fn token_of(reach: &Reach) -> Asset {
    if reach.target.is_zero() { Asset::AnyToken } else { Asset::Token(reach.target) }
}
