//! What left the account by one operation of a bundle, from the logs of its transaction (spec appendix A).
//!
//! Why: a bundle carries operations of many; the EntryPoint runs them one after another and tells
//! each end, so the logs between two ends belong to one operation.
//! Refuses: a transfer by another than the account, and what a token did without telling.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;

use super::ChainLog;
use crate::abi::{EntryPointEvents, TokenEvents};
use crate::chain::ENTRY_POINT_07;

/// Tokens that the operation `hash` moved out of `account`, smallest units, one row per token.
/// `logs` are those of its whole transaction, in order.
#[must_use]
pub fn spent(account: Address, hash: B256, logs: &[ChainLog]) -> Vec<(Address, U256)> {
    let Some(end) = logs.iter().position(|log| ends(log, Some(hash))) else { return Vec::new() };
    let before = logs.get(..end).unwrap_or_default();
    let begin = before.iter().rposition(|log| ends(log, None) || begins(log));
    let own = before.iter().skip(begin.map_or(0, |at| at.saturating_add(1)));
    let mut sums: Vec<(Address, U256)> = Vec::new();
    for log in own {
        let Some(moved) = moved_out(account, log) else { continue };
        match sums.iter_mut().find(|(token, _)| *token == log.address) {
            Some((_, sum)) => *sum = sum.saturating_add(moved),
            None => sums.push((log.address, moved)),
        }
    }
    sums
}

/// The end of this operation, or of any.
fn ends(log: &ChainLog, hash: Option<B256>) -> bool {
    let signature = EntryPointEvents::UserOperationEvent::SIGNATURE_HASH;
    log.address == ENTRY_POINT_07
        && log.topics.first() == Some(&signature)
        && hash.is_none_or(|hash| log.topics.get(1) == Some(&hash))
}

fn begins(log: &ChainLog) -> bool {
    let signature = EntryPointEvents::BeforeExecution::SIGNATURE_HASH;
    log.address == ENTRY_POINT_07 && log.topics.first() == Some(&signature)
}

fn moved_out(account: Address, log: &ChainLog) -> Option<U256> {
    let moved =
        TokenEvents::Transfer::decode_raw_log(log.topics.iter().copied(), &log.data).ok()?;
    let is = log.topics.first() == Some(&TokenEvents::Transfer::SIGNATURE_HASH);
    (is && moved.from == account && moved.to != account).then_some(moved.value)
}
