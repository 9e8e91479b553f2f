//! Ending one key's approval alone: the tombstone (spec 9.4), and the form that fits any state.
//!
//! Why: a tombstone takes no other approval with it, except on 0.3.3 for a key that was installed at
//! the present nonce: there the installation itself raises the nonce by one (spec 5.3).
//! Refuses: nothing; whether the tombstone can be laid is decided by the caller.

use alloy_primitives::Address;

use super::Ground;
use super::raise::to_self;
use crate::kernel::execute::Call;
use crate::kernel::install::{tombstone_calls, uninstall_validation};
use crate::permission::ValidationId;

/// An approval to burn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Burn {
    pub(super) validation_id: ValidationId,
    pub(super) nonce: u32,
    pub(super) stored: u32,
}

impl Burn {
    /// Whether laying the tombstone raises `currentNonce` by one.
    pub(super) const fn raises(&self, ground: &Ground<'_>) -> bool {
        ground.good_for(self.stored) > ground.nonces.current
    }

    pub(super) fn calls(&self, account: Address) -> [Call; 2] {
        tombstone_calls(account, self.validation_id, self.nonce)
    }
}

/// One key in whatever state it is, nothing else touched; only to be sent in try mode. Installed:
/// the first call ends it. Approved for the present nonce: the second and third burn the approval.
/// Whatever does not fit fails without harm.
pub(crate) fn whatever_its_state(
    account: Address,
    validation_id: ValidationId,
    policies: usize,
    nonce: u32,
) -> Vec<Call> {
    let entries = policies.saturating_add(1);
    let mut calls = vec![to_self(account, uninstall_validation(validation_id, entries))];
    calls.extend(tombstone_calls(account, validation_id, nonce));
    calls
}
