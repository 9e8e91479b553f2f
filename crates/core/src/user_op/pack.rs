//! The packed form the EntryPoint takes since 0.7 (spec 2.2).
//!
//! Refuses: nothing; every operation has one.

use alloy_primitives::{Address, B256, Bytes, U256};

use super::{Paymaster, UserOperation};

/// `PackedUserOperation` of EntryPoint 0.7.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedUserOperation {
    /// The smart account.
    pub sender: Address,
    /// EntryPoint nonce.
    pub nonce: U256,
    /// `factory ‖ factoryData`, or empty.
    pub init_code: Bytes,
    /// Calldata for the account.
    pub call_data: Bytes,
    /// `u128 verificationGasLimit ‖ u128 callGasLimit`.
    pub account_gas_limits: B256,
    /// Gas paid to the bundler.
    pub pre_verification_gas: U256,
    /// `u128 maxPriorityFeePerGas ‖ u128 maxFeePerGas`.
    pub gas_fees: B256,
    /// `paymaster ‖ u128 verificationGasLimit ‖ u128 postOpGasLimit ‖ data`, or empty.
    pub paymaster_and_data: Bytes,
    /// Outside the hash.
    pub signature: Bytes,
}

impl UserOperation {
    /// The packed form.
    #[must_use]
    pub fn pack(&self) -> PackedUserOperation {
        let init_code = self
            .factory
            .map_or_else(Bytes::new, |f| [f.as_slice(), &self.factory_data].concat().into());
        PackedUserOperation {
            sender: self.sender,
            nonce: self.nonce,
            init_code,
            call_data: self.call_data.clone(),
            account_gas_limits: pair(self.verification_gas_limit, self.call_gas_limit),
            pre_verification_gas: self.pre_verification_gas,
            gas_fees: pair(self.max_priority_fee_per_gas, self.max_fee_per_gas),
            paymaster_and_data: self.paymaster.as_ref().map_or_else(Bytes::new, Paymaster::pack),
            signature: self.signature.clone(),
        }
    }
}

impl Paymaster {
    fn pack(&self) -> Bytes {
        let limits = pair(self.verification_gas_limit, self.post_op_gas_limit);
        [self.address.as_slice(), limits.as_slice(), &self.data].concat().into()
    }
}

/// Two numbers of 16 bytes each, big-endian.
fn pair(high: u128, low: u128) -> B256 {
    B256::from(((U256::from(high)) << 128) | U256::from(low))
}
