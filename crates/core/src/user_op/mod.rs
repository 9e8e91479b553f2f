//! A UserOperation (ERC-4337, EntryPoint 0.7, unpacked; spec 2.2): what is priced, hashed, signed
//! and sent.
//!
//! Why: one type on the pipe to the signer, in the bundler's JSON and in the hash, so that what is
//! checked is what is signed. Refuses: unknown JSON fields, halves of a paymaster or a factory.

mod bundle;
mod hash;
mod json;
mod pack;
pub(crate) mod quantity;
pub mod rpc;
pub mod stage;
pub mod v06;
pub mod v08;

use alloy_primitives::{Address, Bytes, U256};
use serde::{Deserialize, Serialize};

pub use bundle::handle_ops;
pub use json::WireError;
pub use pack::{PackedUserOperation, UnpackError};

/// One operation of a smart account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "json::Wire", into = "json::Wire")]
pub struct UserOperation {
    /// The smart account.
    pub sender: Address,
    /// EntryPoint nonce, `key192 ‖ sequence64` (see [`crate::kernel::nonce`]).
    pub nonce: U256,
    /// Deploys the account first, through this contract.
    pub factory: Option<Address>,
    /// Calldata for the factory; empty without one.
    pub factory_data: Bytes,
    /// Calldata for the account.
    pub call_data: Bytes,
    /// Gas for the call.
    pub call_gas_limit: u128,
    /// Gas for deployment and validation.
    pub verification_gas_limit: u128,
    /// Gas paid to the bundler for what the EntryPoint cannot measure.
    pub pre_verification_gas: U256,
    /// Highest price of a unit of gas, in wei.
    pub max_fee_per_gas: u128,
    /// Highest tip per unit of gas, in wei.
    pub max_priority_fee_per_gas: u128,
    /// Who pays, if not the account.
    pub paymaster: Option<Paymaster>,
    /// Outside the hash; empty until signed.
    pub signature: Bytes,
}

/// Who pays for an operation instead of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paymaster {
    /// The paymaster contract.
    pub address: Address,
    /// Gas for its validation.
    pub verification_gas_limit: u128,
    /// Gas for its settlement.
    pub post_op_gas_limit: u128,
    /// Bytes for it.
    pub data: Bytes,
}
