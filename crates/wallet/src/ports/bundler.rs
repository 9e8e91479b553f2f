//! One ERC-4337 bundler.
//!
//! Why: any bundler of spec 11 will do; the app knows none by name.
//! Refuses: unsigned operations are only priced, never sent.

use alloy_primitives::{Address, B256, Bytes, U256};
use async_trait::async_trait;
use latchkey_core::user_op::UserOperation;

use super::{Fees, NetworkError};

/// Gas limits for a UserOperation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GasLimits {
    /// For the execution.
    pub call: u128,
    /// For validation.
    pub verification: u128,
    /// For what the bundler pays outside.
    pub pre_verification: U256,
}

/// A mined UserOperation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpReceipt {
    /// `UserOperationEvent.success`. A mined operation with `false` did nothing it was meant to do.
    pub success: bool,
    /// Revert data of the inner call, where the bundler gives it.
    pub revert_data: Bytes,
    /// Transaction that carried it.
    pub transaction: B256,
    /// Block of that transaction.
    pub block_number: u64,
    /// What it cost, wei.
    pub cost_wei: U256,
}

/// One ERC-4337 bundler.
#[async_trait]
pub trait Bundler: Send + Sync {
    /// Gas limits for an operation with a stub signature.
    async fn estimate(
        &self,
        op: &UserOperation,
        entry_point: Address,
    ) -> Result<GasLimits, NetworkError>;
    /// Sends; answers the operation hash the bundler computed.
    async fn send(&self, op: &UserOperation, entry_point: Address) -> Result<B256, NetworkError>;
    /// `None` until it is mined.
    async fn receipt(&self, hash: B256) -> Result<Option<OpReceipt>, NetworkError>;
    /// Fees the bundler wants; `None` when it has no method for that.
    async fn fees(&self) -> Result<Option<Fees>, NetworkError>;
}
