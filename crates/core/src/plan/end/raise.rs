//! `invalidateNonce` in steps the contract accepts (spec 9.2).
//!
//! Why: `n` must be above `validNonceFrom` and at most [`MAX_RAISE`] above `currentNonce`; a nonce
//! further ahead is reached by several calls of one batch.
//! Refuses: a distance that no sensible batch covers.

use alloy_primitives::{Address, Bytes, U256};

use super::Nonces;
use crate::kernel::execute::Call;
use crate::kernel::install::invalidate_nonce;

/// Kernel accepts `invalidateNonce(n)` only for `n ≤ currentNonce + 10` (spec 9.2).
pub const MAX_RAISE: u32 = 10;

/// Most raises put into one batch, so that foreign nonces cannot make it grow without bound.
const MAX_RAISES: usize = 20;

/// An approval was signed for a nonce so far ahead that no batch reaches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an approval for nonce {nonce} is too far ahead of the account's nonce {current}")]
pub struct TooFar {
    /// The approval's nonce.
    pub nonce: u32,
    /// The account's.
    pub current: u32,
}

/// A call of the account to itself.
pub(super) const fn to_self(account: Address, data: Bytes) -> Call {
    Call { to: account, value: U256::ZERO, data }
}

/// The first nonce above `highest`, and above everything that stands now.
pub(super) fn goal(nonces: Nonces, highest: u32) -> Result<u32, TooFar> {
    let above = highest.max(nonces.current).max(nonces.valid_from);
    above.checked_add(1).ok_or(TooFar { nonce: highest, current: nonces.current })
}

/// The calls that raise to `goal`.
pub(super) fn raise(account: Address, nonces: Nonces, goal: u32) -> Result<Vec<Call>, TooFar> {
    let mut calls = Vec::new();
    let mut current = nonces.current;
    while current < goal {
        if calls.len() >= MAX_RAISES {
            let nonce = goal.saturating_sub(1);
            return Err(TooFar { nonce, current: nonces.current });
        }
        current = goal.min(current.saturating_add(MAX_RAISE));
        calls.push(to_self(account, invalidate_nonce(current)));
    }
    Ok(calls)
}
