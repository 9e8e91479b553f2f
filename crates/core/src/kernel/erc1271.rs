//! ERC-1271 signatures of accounts: what is signed and how it is wrapped (spec 3.1).
//!
//! Why: to recognise and check them. Session keys of this product are refused here by the
//! signature-caller policy; nothing signs messages unasked.
//! Refuses: to carry policy segments; no Kernel version can read them here (spec 12.2).

use alloy_primitives::{Address, B256, Bytes, FixedBytes, b256, keccak256};
use alloy_sol_types::SolValue;

use super::{
    enable::{domain_separator, typed_data_digest},
    signature::permission_signature,
    version::KernelVersion,
};

/// keccak256 of `Kernel(bytes32 hash)`.
pub const WRAPPER_TYPE_HASH: B256 =
    b256!("1547321c374afde8a591d972a084b071c594c275e36724931ff96c25f2999c83");

/// Marks a signature that holds on every chain (0.3.2 and later).
pub const REPLAYABLE_MAGIC: B256 =
    b256!("0555ad2729e8da1777a4e5020806f8bf7601c3db6bfe402f410a34958363a95a");

/// Ends a signature of an account that is not deployed yet (ERC-6492).
pub const ERC6492_MAGIC: B256 =
    b256!("6492649264926492649264926492649264926492649264926492649264926492");

/// What a validator or signer is given for `hash`. `chain_id` 0 makes it replayable.
#[must_use]
pub fn wrapped_digest(version: KernelVersion, chain_id: u64, account: Address, hash: B256) -> B256 {
    let struct_hash = keccak256([WRAPPER_TYPE_HASH, hash].concat());
    typed_data_digest(domain_separator(version, chain_id, account), struct_hash)
}

/// The owner's signature: `01 ‖ rootValidator ‖ signature`.
#[must_use]
pub fn owner_signature(root_validator: Address, signature: &[u8]) -> Bytes {
    [&[0x01], root_validator.as_slice(), signature].concat().into()
}

/// A session key's signature: `02 ‖ pId ‖ ff ‖ signature`.
#[must_use]
pub fn session_signature(permission_id: FixedBytes<4>, signature: &[u8]) -> Bytes {
    [&[0x02], permission_id.as_slice(), &permission_signature(signature)].concat().into()
}

/// Marks a signature as replayable: `magic ‖ signature`, to be wrapped after.
#[must_use]
pub fn replayable(signature: &[u8]) -> Bytes {
    [REPLAYABLE_MAGIC.as_slice(), signature].concat().into()
}

/// ERC-6492: `abi(factory, factoryData, signature) ‖ magic`.
#[must_use]
pub fn before_deployment(factory: Address, factory_data: Bytes, signature: Bytes) -> Bytes {
    let body = (factory, factory_data, signature).abi_encode_params();
    [body.as_slice(), ERC6492_MAGIC.as_slice()].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_hash_is_the_hash_it_says() {
        assert_eq!(keccak256("Kernel(bytes32 hash)"), WRAPPER_TYPE_HASH);
    }
}
