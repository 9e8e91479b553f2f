//! The hash of EntryPoint 0.8 and 0.9 (spec 2.3), EIP-712 typed data.
//!
//! Why: to recognise such operations. Refuses: to be sent; no Kernel 0.3.x account answers to them.

use alloy_primitives::{Address, B256, Bytes, U256, b256, hex, keccak256};

use super::PackedUserOperation;
use crate::kernel::enable::{DOMAIN_TYPE_HASH, typed_data_digest};

/// keccak256 of the `PackedUserOperation` type.
pub const TYPE_HASH: B256 =
    b256!("29a0bca4af4be3421398da00295e58e6d7de38cb492214754cb6a47507dd6f8e");

/// Follows the paymaster's data in the hash of 0.9 when the paymaster signs after the account.
pub const PAYMASTER_SIGNATURE_MAGIC: [u8; 8] = hex!("22e325a297439656");

/// The `factory` that marks an EIP-7702 account: `0x7702`, padded right.
pub const EIP_7702_FACTORY: Address =
    Address::new(hex!("7702000000000000000000000000000000000000"));

/// `userOpHash` of EntryPoint 0.8 or 0.9 on a chain.
#[must_use]
pub fn hash(operation: &PackedUserOperation, entry_point: Address, chain_id: u64) -> B256 {
    let domain = [
        DOMAIN_TYPE_HASH,
        keccak256("ERC4337"),
        keccak256("1"),
        U256::from(chain_id).into(),
        entry_point.into_word(),
    ];
    let mut fields = vec![TYPE_HASH];
    fields.extend(operation.words());
    typed_data_digest(keccak256(domain.concat()), keccak256(fields.concat()))
}

/// Paymaster data as it is hashed by 0.9 when the paymaster signs after the account: `data ‖ magic`.
#[must_use]
pub fn with_paymaster_magic(paymaster_and_data: &[u8]) -> Bytes {
    [paymaster_and_data, &PAYMASTER_SIGNATURE_MAGIC].concat().into()
}

/// Paymaster data as 0.9 takes it on the wire: `data ‖ signature ‖ u16 length ‖ magic`; `None` for
/// a signature above 65535 bytes.
#[must_use]
pub fn with_paymaster_signature(paymaster_and_data: &[u8], signature: &[u8]) -> Option<Bytes> {
    let length = u16::try_from(signature.len()).ok()?.to_be_bytes();
    let parts = [paymaster_and_data, signature, &length, &PAYMASTER_SIGNATURE_MAGIC];
    Some(parts.concat().into())
}

/// Init code as it is hashed for an EIP-7702 account: `delegate ‖ factoryData`.
#[must_use]
pub fn eip_7702_init_code(delegate: Address, factory_data: &[u8]) -> Bytes {
    [delegate.as_slice(), factory_data].concat().into()
}
