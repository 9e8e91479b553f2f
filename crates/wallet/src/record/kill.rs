//! A prepared kill: an operation of the owner that was signed together with a grant and that anybody
//! may send later.
//!
//! Why: when a key must die, the owner key may be out of reach; what was signed before is all that is
//! left. What it was made for is kept with it, so that it can be said whether it still works.
//! Refuses: to change; a renewal adds newer rows, and a row stays while its key may be live.

use alloy_primitives::{B256, FixedBytes, U256};
use latchkey_core::approval::{KillTerms, OwnerPublic};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::plan::{Fees, MAX_RAISE};
use latchkey_core::user_op::UserOperation;
use serde::{Deserialize, Serialize};

/// A prepared kill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedKill {
    /// Row id; the newer the higher.
    pub id: i64,
    /// The key with whose grant, and on whose lanes, it was signed.
    pub key_id: i64,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// What it ends.
    pub ends: KillEnds,
    /// The operation with its signature, for EntryPoint 0.7.
    pub operation: UserOperation,
    /// What it was signed for.
    pub made_for: MadeFor,
    /// Unix seconds.
    pub made_at: u64,
}

/// What a prepared kill ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KillEnds {
    /// Its own key, in whatever state that is.
    OneKey,
    /// Its own key and the others that were listed, and every unused approval.
    Everything,
}

/// What a prepared kill was signed for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MadeFor {
    /// The owner key that signed it.
    pub owner: OwnerPublic,
    /// Permission id of its own key.
    pub permission_id: FixedBytes<4>,
    /// Nonce for which the approval of its own key was signed.
    pub validation_nonce: u32,
    /// How the account stood, and which other keys were listed.
    pub terms: KillTerms,
}

impl PreparedKill {
    /// Whether it carries the factory: good only before the account exists.
    #[must_use]
    pub const fn deploys(&self) -> bool {
        self.operation.factory.is_some()
    }

    /// What it pays for a unit of gas, wei; [`Fees::NONE`] = the submitter pays.
    #[must_use]
    pub const fn fees(&self) -> Fees {
        Fees {
            max_fee_per_gas: self.operation.max_fee_per_gas,
            max_priority_fee_per_gas: self.operation.max_priority_fee_per_gas,
        }
    }

    /// Whether a bundler earns something by taking it.
    #[must_use]
    pub const fn pays(&self) -> bool {
        self.operation.max_fee_per_gas > 0
    }

    /// Key of its EntryPoint nonce, the lane that only its like use (spec 2.4).
    #[must_use]
    pub fn lane(&self) -> U256 {
        self.operation.nonce >> 64_usize
    }

    /// Its `userOpHash`.
    #[must_use]
    pub fn hash(&self) -> B256 {
        self.operation.hash(ENTRY_POINT_07, self.chain_id)
    }

    /// Whether the everything form uninstalls this key.
    #[must_use]
    pub fn lists(&self, permission_id: FixedBytes<4>) -> bool {
        let MadeFor { permission_id: own, terms, .. } = &self.made_for;
        *own == permission_id || terms.others.iter().any(|one| one.permission_id == permission_id)
    }

    /// What the everything form raises the account's nonces to.
    #[must_use]
    pub const fn raises_to(&self) -> u32 {
        self.made_for.terms.nonces.current.saturating_add(MAX_RAISE)
    }
}
