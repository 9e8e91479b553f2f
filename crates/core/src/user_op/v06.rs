//! The hash of EntryPoint 0.6 (spec 2.1), for Kernel 0.2.x.
//!
//! Refuses: to be sent; this product operates accounts through EntryPoint 0.7 only.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};

use super::hash::outer;

/// A UserOperation of EntryPoint 0.6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserOperationV06 {
    /// The smart account.
    pub sender: Address,
    /// EntryPoint nonce.
    pub nonce: U256,
    /// `factory ‖ factoryData`, or empty.
    pub init_code: Bytes,
    /// Calldata for the account.
    pub call_data: Bytes,
    /// Gas for the call.
    pub call_gas_limit: U256,
    /// Gas for deployment and validation.
    pub verification_gas_limit: U256,
    /// Gas paid to the bundler.
    pub pre_verification_gas: U256,
    /// Highest price of a unit of gas, in wei.
    pub max_fee_per_gas: U256,
    /// Highest tip per unit of gas, in wei.
    pub max_priority_fee_per_gas: U256,
    /// `paymaster ‖ data`, or empty.
    pub paymaster_and_data: Bytes,
}

impl UserOperationV06 {
    /// `userOpHash` of EntryPoint 0.6 on a chain.
    #[must_use]
    pub fn hash(&self, entry_point: Address, chain_id: u64) -> B256 {
        let words: [B256; 10] = [
            self.sender.into_word(),
            self.nonce.into(),
            keccak256(&self.init_code),
            keccak256(&self.call_data),
            self.call_gas_limit.into(),
            self.verification_gas_limit.into(),
            self.pre_verification_gas.into(),
            self.max_fee_per_gas.into(),
            self.max_priority_fee_per_gas.into(),
            keccak256(&self.paymaster_and_data),
        ];
        outer(keccak256(words.concat()), entry_point, chain_id)
    }
}
