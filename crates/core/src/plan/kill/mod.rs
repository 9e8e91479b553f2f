//! The off switch, prepared: kill operations of the owner that are signed together with the grant
//! and that anybody may fire later, with no key, no bundler and no balance (spec 2.4, 9.5; recorded
//! under “Off switch”).
//!
//! Why: when a key must die, the owner key may be out of reach. Each grant has lanes of its own
//! (root mode, the permission id as identifier), so nothing ordinary ever uses up a kill.
//! Refuses: default mode; there one part that no longer fits would undo all and use the lane up.

mod disarm;
mod prepared;
mod terms;
#[cfg(test)]
mod tests;

use alloy_primitives::{Bytes, U256};
use serde::{Deserialize, Serialize};

use super::bare;
use super::end::{MAX_RAISE, Nonces, repair, whatever_its_state};
use crate::account::{AccountSpec, Owner};
use crate::approval_tree::{Leaf, OperationLeaf};
use crate::chain::ENTRY_POINT_07;
use crate::kernel::execute::{Call, ExecMode, encode_execute};
use crate::kernel::install::{invalidate_nonce, uninstall_validation};
use crate::kernel::nonce::{full, kill_key};
use crate::permission::{PermissionId, ValidationId, validation_id};
use crate::user_op::quantity;

pub use disarm::{Disarm, disarm};
pub use prepared::{AskedKill, KillGround, asked_kills, granted_kills, prepared};
pub use terms::{Approved, BadTerms, MAX_KILL_COST, check_terms};

/// Lane of the kill that ends one key (`KI`).
pub const ONE_KEY_LANE: u16 = 0x4b49;

/// Lane of the kill that ends everything (`KA`), so that either works after the other.
pub const EVERYTHING_LANE: u16 = 0x4b41;

/// What a prepared kill ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KillForm {
    /// Its own key in whatever state it is then, and nothing else.
    OneKey {
        /// Policies of the permission.
        policies: usize,
        /// Nonce the approval is signed for.
        nonce: u32,
    },
    /// The listed keys, and with them every operation and approval below the present nonce plus
    /// [`MAX_RAISE`]: it survives nine raises in between. A key installed later that is not listed
    /// keeps signing messages up to 0.3.2.
    Everything {
        /// Each with the number of its policies.
        keys: Vec<(ValidationId, usize)>,
    },
}

/// A kill to prepare on one chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KillPlan<'a> {
    /// The account.
    pub account: &'a AccountSpec,
    /// Who owns it there when this is signed.
    pub owner: &'a Owner,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Whether the account exists there when this is signed.
    pub deployed: bool,
    /// Its nonces there when this is signed.
    pub nonces: Nonces,
    /// The grant whose lanes are used.
    pub permission_id: PermissionId,
    /// What it ends.
    pub form: KillForm,
}

/// Gas of a kill. With fee 0 a wide limit costs nothing; too small a `call` uses the lane up and
/// kills nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KillGas {
    /// Gas for the calls.
    pub call: u128,
    /// Gas for deployment and validation.
    pub verification: u128,
    /// Gas for the bundler.
    pub pre_verification: u128,
}

/// Price of a unit of gas, wei; as JSON, minimal hex quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fees {
    /// `maxFeePerGas`.
    #[serde(with = "quantity::u128")]
    pub max_fee_per_gas: u128,
    /// `maxPriorityFeePerGas`.
    #[serde(with = "quantity::u128")]
    pub max_priority_fee_per_gas: u128,
}

/// One prepared operation: a leaf of the grant's approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kill {
    /// It ends every key; else its own alone.
    pub everything: bool,
    /// Carries the factory: good only before the account exists (then AA10). Without it, good only
    /// afterwards. Both share a lane, so only one of them can ever run.
    pub deploys: bool,
    /// Fee 0 needs no balance and no bundler takes it; a real fee is for bundlers.
    pub fees: Fees,
    /// The operation, unsigned, and where it is for.
    pub leaf: OperationLeaf,
}

impl Fees {
    /// The submitter pays.
    pub const NONE: Self = Self { max_fee_per_gas: 0, max_priority_fee_per_gas: 0 };
}

impl KillGas {
    /// Far above need for so many keys (recorded: 0.26 million for one key of four policies).
    #[must_use]
    pub fn wide(keys: usize) -> Self {
        let keys = u128::try_from(keys).unwrap_or(u128::MAX).saturating_sub(1);
        let call = keys.saturating_mul(300_000).saturating_add(2_000_000);
        Self { call, verification: 5_000_000, pre_verification: 100_000 }
    }
}

impl Kill {
    /// As a leaf of an approval.
    #[must_use]
    pub fn into_leaf(self) -> Leaf {
        Leaf::Operation(Box::new(self.leaf))
    }
}

impl KillPlan<'_> {
    /// The nonce of every variant: root mode, the permission id as identifier, sequence 0.
    #[must_use]
    pub fn nonce(&self) -> U256 {
        let lane = match self.form {
            KillForm::OneKey { .. } => ONE_KEY_LANE,
            KillForm::Everything { .. } => EVERYTHING_LANE,
        };
        full(kill_key(self.permission_id, lane), 0)
    }

    /// The calls, to be sent in try mode.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        let account = self.account.address();
        match &self.form {
            KillForm::OneKey { policies, nonce } => {
                let id = validation_id(self.permission_id);
                whatever_its_state(account, id, *policies, *nonce)
            }
            KillForm::Everything { keys } => {
                let own = |data: Bytes| Call { to: account, value: U256::ZERO, data };
                let raised = self.nonces.current.saturating_add(MAX_RAISE);
                let ends = keys.iter().map(|(id, policies)| {
                    own(uninstall_validation(*id, policies.saturating_add(1)))
                });
                let mut calls: Vec<Call> = ends.collect();
                calls.push(own(invalidate_nonce(raised)));
                calls.extend(repair(self.account, self.owner, raised));
                calls
            }
        }
    }

    /// Calldata of every variant.
    #[must_use]
    pub fn call_data(&self) -> Bytes {
        encode_execute(&self.calls(), ExecMode::Try)
    }

    /// The operations to sign: for each fee one without factory and, while the account does not
    /// exist, one with it.
    #[must_use]
    pub fn operations(&self, gas: KillGas, fees: &[Fees]) -> Vec<Kill> {
        let shapes: &[bool] = if self.deployed { &[false] } else { &[true, false] };
        let each = fees.iter().flat_map(|fees| shapes.iter().map(move |deploys| (*fees, *deploys)));
        each.map(|(fees, deploys)| self.operation(gas, fees, deploys)).collect()
    }

    fn operation(&self, gas: KillGas, fees: Fees, deploys: bool) -> Kill {
        let mut operation = bare(self.account, !deploys, self.nonce(), self.call_data());
        operation.call_gas_limit = gas.call;
        operation.verification_gas_limit = gas.verification;
        operation.pre_verification_gas = U256::from(gas.pre_verification);
        operation.max_fee_per_gas = fees.max_fee_per_gas;
        operation.max_priority_fee_per_gas = fees.max_priority_fee_per_gas;
        let leaf =
            OperationLeaf { chain_id: self.chain_id, entry_point: ENTRY_POINT_07, operation };
        let everything = match self.form {
            KillForm::OneKey { .. } => false,
            KillForm::Everything { .. } => true,
        };
        Kill { everything, deploys, fees, leaf }
    }
}
