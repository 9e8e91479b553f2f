//! The worst a key can do, in numbers: per chain and token, in one operation, a day and for life.
//!
//! Why: limits per call read like limits in all (spec 4.3, 12.1). This computes what the chain
//! really holds, so that a person sees it, a ceiling can refuse it, and all keys can be added up.
//!
//! How: what one call can move × how many calls fit into one operation × how many operations there
//! are. Only the gas of a transaction bounds the calls of an operation: each takes at least what
//! EIP-2929 charges for a call and for the stored words that the call policy reads to judge it
//! ([`OfChain::transaction_gas`]; real calls cost ten times as much, so this is never too low).
//! The gas budget does not bound them: an operation may offer a price of zero, whoever holds the
//! key may send it himself and pay the network, and the gas policy then charges nothing.
//!
//! Refuses: to be less than what the policies allow. What is not understood is no limit; what a
//! called contract takes by allowances that the account gave it before is listed as
//! [`OnChain::contracts`] and is in no number.

mod context;
mod most;
mod numbers;
mod operations;
mod reach;
mod rows;
mod run;
#[cfg(test)]
mod tests;
mod together;

use crate::policy::{Policy, describe::summary::Summary};

pub use context::{Context, OfChain};
pub use most::Most;
pub use numbers::{Approval, Asset, ContractCall, Leak, Messages, OnChain, Span, Way, WorstCase};
pub use operations::Operations;
pub use rows::{Row, rows, table};
pub use together::{Ceiling, Crossing, Together, at_risk, crosses, together};

/// The worst case of a list of policies. Without chains in the context: of one chain, number 0.
#[must_use]
pub fn of(policies: &[Policy], ctx: &Context<'_>) -> WorstCase {
    let summary = Summary::of(policies);
    let reaches = reach::all(&summary.calls);
    let nameless = [OfChain::default()];
    let chains = if ctx.chains.is_empty() { &nameless } else { ctx.chains };
    let one = |chain: &OfChain| run::on_chain((policies, &summary), &reaches, ctx, chain);
    WorstCase { chains: chains.iter().map(one).collect() }
}
