//! The packed form the EntryPoint takes since 0.7 (spec 2.2).
//!
//! Refuses: to unpack init code shorter than a factory, or paymaster data shorter than a paymaster
//! and its limits; every operation has a packed form.

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

/// Why a packed operation is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    /// `initCode` is neither empty nor at least the factory's 20 bytes.
    #[error("initCode has {0} bytes, a factory alone has 20; refuse the operation")]
    InitCode(usize),
    /// `paymasterAndData` is neither empty nor at least address and two limits, 52 bytes.
    #[error(
        "paymasterAndData has {0} bytes, the paymaster and its limits 52; refuse the operation"
    )]
    PaymasterAndData(usize),
}

impl PackedUserOperation {
    /// The unpacked form; packing it again gives the same bytes.
    ///
    /// # Errors
    /// [`UnpackError`] for byte strings that the EntryPoint would not take either.
    pub fn unpack(&self) -> Result<UserOperation, UnpackError> {
        let (factory, factory_data) = if self.init_code.is_empty() {
            (None, Bytes::new())
        } else {
            let (factory, data) = self
                .init_code
                .split_first_chunk::<20>()
                .ok_or(UnpackError::InitCode(self.init_code.len()))?;
            (Some(factory.into()), Bytes::copy_from_slice(data))
        };
        let (verification_gas_limit, call_gas_limit) = unpair(self.account_gas_limits);
        let (max_priority_fee_per_gas, max_fee_per_gas) = unpair(self.gas_fees);
        Ok(UserOperation {
            sender: self.sender,
            nonce: self.nonce,
            factory,
            factory_data,
            call_data: self.call_data.clone(),
            call_gas_limit,
            verification_gas_limit,
            pre_verification_gas: self.pre_verification_gas,
            max_fee_per_gas,
            max_priority_fee_per_gas,
            paymaster: Paymaster::unpack(&self.paymaster_and_data)?,
            signature: self.signature.clone(),
        })
    }
}

impl Paymaster {
    fn unpack(bytes: &[u8]) -> Result<Option<Self>, UnpackError> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let short = || UnpackError::PaymasterAndData(bytes.len());
        let (address, rest) = bytes.split_first_chunk::<20>().ok_or_else(short)?;
        let (limits, data) = rest.split_first_chunk::<32>().ok_or_else(short)?;
        let (verification_gas_limit, post_op_gas_limit) = unpair(limits.into());
        let data = Bytes::copy_from_slice(data);
        let address = address.into();
        Ok(Some(Self { address, verification_gas_limit, post_op_gas_limit, data }))
    }

    fn pack(&self) -> Bytes {
        let limits = pair(self.verification_gas_limit, self.post_op_gas_limit);
        [self.address.as_slice(), limits.as_slice(), &self.data].concat().into()
    }
}

/// Two numbers of 16 bytes each, big-endian.
fn pair(high: u128, low: u128) -> B256 {
    B256::from(((U256::from(high)) << 128) | U256::from(low))
}

/// The two numbers of [`pair`].
fn unpair(word: B256) -> (u128, u128) {
    let [a, b, c, d] = U256::from_be_bytes(word.0).into_limbs().map(u128::from);
    ((d << 64_u32) | c, (b << 64_u32) | a)
}

#[cfg(test)]
#[path = "pack_tests.rs"]
mod tests;
