//! A bundle: what anybody can send to the EntryPoint without a bundler (spec 9.5, 11).
//!
//! Refuses: nothing; whether an operation would be taken is asked elsewhere.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;

use super::PackedUserOperation;
use crate::abi::{EntryPoint07, PackedOperation};

/// Calldata of `handleOps(ops, beneficiary)` of EntryPoint 0.7, selector `0x765e827f`. The
/// beneficiary gets the fees.
#[must_use]
pub fn handle_ops(
    ops: impl IntoIterator<Item = PackedUserOperation>,
    beneficiary: Address,
) -> Bytes {
    let ops = ops.into_iter().map(PackedOperation::from).collect();
    EntryPoint07::handleOpsCall { ops, beneficiary }.abi_encode().into()
}

impl From<PackedUserOperation> for PackedOperation {
    fn from(op: PackedUserOperation) -> Self {
        Self {
            sender: op.sender,
            nonce: op.nonce,
            initCode: op.init_code,
            callData: op.call_data,
            accountGasLimits: op.account_gas_limits,
            preVerificationGas: op.pre_verification_gas,
            gasFees: op.gas_fees,
            paymasterAndData: op.paymaster_and_data,
            signature: op.signature,
        }
    }
}

impl From<PackedOperation> for PackedUserOperation {
    fn from(op: PackedOperation) -> Self {
        Self {
            sender: op.sender,
            nonce: op.nonce,
            init_code: op.initCode,
            call_data: op.callData,
            account_gas_limits: op.accountGasLimits,
            pre_verification_gas: op.preVerificationGas,
            gas_fees: op.gasFees,
            paymaster_and_data: op.paymasterAndData,
            signature: op.signature,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{B256, U256, hex};

    use super::*;

    #[test]
    fn a_bundle_begins_as_the_entry_point_reads_it() {
        let op = PackedUserOperation {
            sender: Address::repeat_byte(1),
            nonce: U256::from(2),
            init_code: Bytes::new(),
            call_data: Bytes::from_static(&[3; 4]),
            account_gas_limits: B256::repeat_byte(4),
            pre_verification_gas: U256::from(5),
            gas_fees: B256::repeat_byte(6),
            paymaster_and_data: Bytes::new(),
            signature: Bytes::from_static(&[7; 65]),
        };
        let bytes = handle_ops([op], Address::repeat_byte(8));
        assert_eq!(bytes[..4], hex!("765e827f"), "spec appendix A");
        let word = |index: usize| B256::from_slice(&bytes[4 + 32 * index..36 + 32 * index]);
        let number = |n: u64| B256::from(U256::from(n));
        assert_eq!(word(0), number(64), "where the operations begin");
        assert_eq!(word(1), Address::repeat_byte(8).into_word());
        assert_eq!(word(2), number(1), "one operation");
        assert_eq!(word(4), Address::repeat_byte(1).into_word());
        assert_eq!(word(5), number(2));
    }
}
