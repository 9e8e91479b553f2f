//! What travels on the pipe in panic mode: one request, one reply, nobody asked.
//!
//! Why: the panic key pays for prepared kills (spec 9.5) when no owner key is at hand; it is made by the
//! signer, lies in its vault without a lock and never leaves it.
//! Refuses: every field by which it could sign something else; the signer builds the transaction.

use alloy_primitives::{Address, Bytes, U256};
use serde::{Deserialize, Serialize};

use super::{OwnerPublic, OwnerRef, root};
use crate::account::{AccountSpec, Owner, RootValidator};
use crate::plan::Fees;
use crate::transaction::bundle::Bundle;
use crate::user_op::{UserOperation, quantity};

/// To the signer in panic mode; exactly one per process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum PanicRequest {
    /// Make a panic key, unless there is one; either way its address is told.
    #[serde(rename_all = "camelCase")]
    Make {
        /// Must equal [`super::PROTOCOL_VERSION`].
        version: u16,
    },
    /// Sign one `handleOps` of prepared kills.
    #[serde(rename_all = "camelCase")]
    Sign {
        /// Must equal [`super::PROTOCOL_VERSION`].
        version: u16,
        /// Of what, and for how much.
        kills: Box<PanicKills>,
    },
}

/// Signed kills of one account, and what may be paid for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PanicKills {
    /// The account whose keys they end.
    pub account: AccountSpec,
    /// What the chain knows its owner by.
    pub owner: OwnerPublic,
    /// As in [`super::GrantAsk::validator`].
    #[serde(default)]
    pub validator: Option<RootValidator>,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Transactions that the panic key has made there.
    pub nonce: u64,
    /// Highest price of a unit of gas, wei.
    #[serde(with = "quantity::u128")]
    pub max_fee_per_gas: u128,
    /// Highest tip per unit of gas, wei.
    #[serde(with = "quantity::u128")]
    pub max_priority_fee_per_gas: u128,
    /// Most gas it may use.
    pub gas_limit: u64,
    /// The most that it may cost, wei.
    #[serde(with = "quantity::u256")]
    pub cap: U256,
    /// The operations, signed by the owner.
    pub operations: Vec<UserOperation>,
}

/// From the signer in panic mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum PanicReply {
    /// The key there is now.
    #[serde(rename_all = "camelCase")]
    Key {
        /// Its address.
        address: Address,
    },
    /// Signed.
    #[serde(rename_all = "camelCase")]
    Signed {
        /// Who pays.
        payer: Address,
        /// `r ‖ s ‖ v` over the signing hash of [`Bundle::transaction`].
        signature: Bytes,
    },
    /// Not signed, not made.
    #[serde(rename_all = "camelCase")]
    Refused {
        /// Why, for programs.
        reason: PanicRefusal,
        /// Why, for people.
        message: String,
    },
}

/// Why the panic key did nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PanicRefusal {
    /// The request was malformed or of another version.
    Malformed,
    /// There is no panic key.
    NoKey,
    /// It is something else than prepared kills, or dearer than allowed.
    NotAKill,
    /// The vault does not answer.
    VaultUnavailable,
}

impl PanicKills {
    /// As a bundle.
    #[must_use]
    pub fn bundle(&self) -> Bundle<'_> {
        Bundle {
            chain_id: self.chain_id,
            nonce: self.nonce,
            fees: Fees {
                max_fee_per_gas: self.max_fee_per_gas,
                max_priority_fee_per_gas: self.max_priority_fee_per_gas,
            },
            gas_limit: self.gas_limit,
            operations: &self.operations,
        }
    }

    /// Who owns the account, as far as the request says.
    #[must_use]
    pub fn root(&self) -> Owner {
        let owner = OwnerRef { vault_id: String::new(), public: self.owner };
        root(&self.account, &owner, self.validator)
    }
}
