//! The exact calls that end keys (spec 9.2–9.5), by the state each was read in.
//!
//! Why: uninstalling a key that was never used ends nothing; raising the nonce to its present value
//! ends nothing; both are mined as if they had.
//! Refuses: to plan from a state that was not read; an unknown key is ended in every way there is.

use alloy_primitives::{Address, U256};

use crate::kernel::execute::Call;
use crate::kernel::install::{invalidate_nonce, tombstone_calls, uninstall_validation};
use crate::permission::ValidationId;

/// Kernel accepts `invalidateNonce(n)` only for `n ≤ currentNonce + 10` (spec 9.2).
pub const MAX_RAISE: u32 = 10;

/// Most raises put into one batch, so that a calldata of foreign nonces cannot grow without bound.
const MAX_RAISES: u32 = 20;

/// The account's nonces on one chain. While it is not deployed: current 1, valid from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nonces {
    /// `currentNonce()`.
    pub current: u32,
    /// `validNonceFrom()`.
    pub valid_from: u32,
}

impl Nonces {
    /// What an account has right after it is deployed (spec 1.4).
    pub const FRESH: Self = Self { current: 1, valid_from: 0 };
}

/// How a key stands on a chain, as far as ending it is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Installed with so many policies.
    Installed {
        /// `permissionConfig.policyData.length`.
        policies: usize,
    },
    /// Not installed; an approval signed for this nonce may install it.
    Approved {
        /// Nonce the approval was signed for.
        nonce: u32,
    },
    /// Not read. Ended as if it were installed and approved at once.
    Unknown {
        /// Policies it was granted with.
        policies: usize,
        /// Nonce the approval was signed for.
        nonce: u32,
    },
}

/// A key to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Its validation id (spec 1.3).
    pub validation_id: ValidationId,
    /// How it stands.
    pub standing: Standing,
}

/// An approval was signed for a nonce so far ahead that no batch reaches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an approval for nonce {nonce} is too far ahead of the account's nonce {current}")]
pub struct TooFar {
    /// The approval's nonce.
    pub nonce: u32,
    /// The account's.
    pub current: u32,
}

fn to_self(account: Address, data: alloy_primitives::Bytes) -> Call {
    Call { to: account, value: U256::ZERO, data }
}

/// `invalidateNonce` calls that end every approval up to and including `highest`, in steps the
/// contract accepts.
fn raise(account: Address, nonces: Nonces, highest: u32) -> Result<Vec<Call>, TooFar> {
    let too_far = TooFar { nonce: highest, current: nonces.current };
    let goal = highest.max(nonces.current).max(nonces.valid_from).checked_add(1).ok_or(too_far)?;
    let mut calls = Vec::new();
    let mut current = nonces.current;
    while current < goal || calls.is_empty() {
        if calls.len() >= usize::try_from(MAX_RAISES).unwrap_or(usize::MAX) {
            return Err(too_far);
        }
        current = goal.min(current.saturating_add(MAX_RAISE));
        calls.push(to_self(account, invalidate_nonce(current)));
    }
    Ok(calls)
}

/// Ends every listed key and every unused approval: one uninstall per installed key, then the nonce
/// raised above all signed nonces. To be sent in try mode, so that one failing uninstall never
/// stops the rest (spec 9.5).
///
/// # Errors
/// [`TooFar`] when an approval lies further ahead than one batch can raise the nonce.
pub fn stop_all(account: Address, keys: &[Ending], nonces: Nonces) -> Result<Vec<Call>, TooFar> {
    let uninstall = |key: &Ending| match key.standing {
        Standing::Installed { policies } | Standing::Unknown { policies, .. } => {
            let data = uninstall_validation(key.validation_id, policies.saturating_add(1));
            Some(to_self(account, data))
        }
        Standing::Approved { .. } => None,
    };
    let signed = |key: &Ending| match key.standing {
        Standing::Installed { .. } => 0,
        Standing::Approved { nonce } | Standing::Unknown { nonce, .. } => nonce,
    };
    let highest = keys.iter().map(signed).max().unwrap_or_default();
    let mut calls: Vec<Call> = keys.iter().filter_map(uninstall).collect();
    calls.extend(raise(account, nonces, highest)?);
    Ok(calls)
}

/// Ends one key and leaves the others alone where the contract allows it: uninstall when installed,
/// tombstone when its approval is unused (spec 9.4), and for an approval of a later nonce the nonce
/// raised above it, which ends every other unused approval too.
///
/// # Errors
/// [`TooFar`] as in [`stop_all`].
pub fn revoke(account: Address, key: &Ending, nonces: Nonces) -> Result<Vec<Call>, TooFar> {
    match key.standing {
        Standing::Installed { policies } => {
            let data = uninstall_validation(key.validation_id, policies.saturating_add(1));
            Ok(vec![to_self(account, data)])
        }
        Standing::Approved { nonce } if nonce == nonces.current => {
            Ok(tombstone_calls(account, key.validation_id, nonce).to_vec())
        }
        Standing::Approved { nonce } => raise(account, nonces, nonce),
        Standing::Unknown { policies, nonce } => {
            let data = uninstall_validation(key.validation_id, policies.saturating_add(1));
            let mut calls = vec![to_self(account, data)];
            calls.extend(tombstone_calls(account, key.validation_id, nonce));
            Ok(calls)
        }
    }
}
