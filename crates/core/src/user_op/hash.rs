//! The hash of EntryPoint 0.7 (spec 2.2), which owners and session keys sign.
//!
//! Refuses: nothing. The signature field is not part of it; the factory and paymaster are.

use alloy_primitives::{Address, B256, KECCAK256_EMPTY, U256, keccak256};

use super::{PackedUserOperation, UserOperation};

impl UserOperation {
    /// `userOpHash` of EntryPoint 0.7 on a chain.
    #[must_use]
    pub fn hash(&self, entry_point: Address, chain_id: u64) -> B256 {
        self.pack().hash(entry_point, chain_id)
    }
}

impl PackedUserOperation {
    /// `userOpHash` of EntryPoint 0.7 on a chain.
    #[must_use]
    pub fn hash(&self, entry_point: Address, chain_id: u64) -> B256 {
        let inner = keccak256(self.words().concat());
        outer(inner, entry_point, chain_id)
    }

    /// The eight words that are hashed, byte strings by their hash.
    pub(super) fn words(&self) -> [B256; 8] {
        [
            self.sender.into_word(),
            self.nonce.into(),
            hash_of(&self.init_code),
            hash_of(&self.call_data),
            self.account_gas_limits,
            self.pre_verification_gas.into(),
            self.gas_fees,
            hash_of(&self.paymaster_and_data),
        ]
    }
}

/// The hash of a field; most operations leave two of the three empty.
fn hash_of(field: &[u8]) -> B256 {
    if field.is_empty() { KECCAK256_EMPTY } else { keccak256(field) }
}

/// Binds an inner hash to EntryPoint and chain, as 0.6 and 0.7 do.
pub(super) fn outer(inner: B256, entry_point: Address, chain_id: u64) -> B256 {
    keccak256([inner, entry_point.into_word(), U256::from(chain_id).into()].concat())
}
