//! Operations that are part of a block, read back from the EntryPoint's events and the bundle's calldata.

use alloy_consensus::Transaction as _;
use alloy_primitives::{Address, B256, Bytes, Log, U256};
use alloy_sol_types::{SolCall as _, SolEvent as _};

use super::UserOperation;
use crate::{abi::IEntryPoint, chain::Mined};

/// What became of an included operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OperationReceipt {
    /// The account.
    pub(crate) sender: Address,
    /// Who paid; zero when the account did.
    pub(crate) paymaster: Address,
    /// Nonce of the operation.
    pub(crate) nonce: U256,
    /// Whether the call did not revert.
    pub(crate) success: bool,
    /// Wei paid.
    pub(crate) actual_gas_cost: U256,
    /// Gas paid for.
    pub(crate) actual_gas_used: U256,
    /// Revert data of the call.
    pub(crate) reason: Option<Bytes>,
    /// First and last log of its execution, as positions in the transaction's logs.
    pub(crate) logs: std::ops::Range<usize>,
}

/// An included operation with its EntryPoint.
#[derive(Debug, Clone)]
pub(crate) struct Included {
    /// The operation.
    pub(crate) operation: UserOperation,
    /// Where it went.
    pub(crate) entry_point: Address,
}

/// Hashes of the operations that these logs tell of.
pub(crate) fn operation_hashes(entry_point: Address, logs: &[Log]) -> impl Iterator<Item = B256> {
    let own = logs.iter().filter(move |log| log.address == entry_point);
    own.filter_map(|log| IEntryPoint::UserOperationEvent::decode_log(log).ok())
        .map(|event| event.userOpHash)
}

impl OperationReceipt {
    /// The receipt of the operation with this hash.
    pub(crate) fn find(entry_point: Address, logs: &[Log], hash: B256) -> Option<Self> {
        let mut start = 0;
        let mut reason = None;
        for (index, log) in logs.iter().enumerate().filter(|(_, log)| log.address == entry_point) {
            if let Ok(revert) = IEntryPoint::UserOperationRevertReason::decode_log(log) {
                reason = Some(revert.revertReason.clone()).filter(|_| revert.userOpHash == hash);
            }
            if let Ok(event) = IEntryPoint::UserOperationEvent::decode_log(log) {
                if event.userOpHash == hash {
                    return Some(Self {
                        sender: event.sender,
                        paymaster: event.paymaster,
                        nonce: event.nonce,
                        success: event.success,
                        actual_gas_cost: event.actualGasCost,
                        actual_gas_used: event.actualGasUsed,
                        reason,
                        logs: start..index + 1,
                    });
                }
                start = index + 1;
            }
            if IEntryPoint::BeforeExecution::decode_log(log).is_ok() {
                start = index + 1;
            }
        }
        None
    }
}

impl Included {
    /// The operation with this sender and nonce in a bundle. `None` when the transaction did not
    /// call the EntryPoint directly.
    pub(crate) fn find(
        entry_point: Address,
        mined: &Mined,
        sender: Address,
        nonce: U256,
    ) -> Option<Self> {
        if mined.envelope.to() != Some(entry_point) {
            return None;
        }
        let bundle = IEntryPoint::handleOpsCall::abi_decode(mined.envelope.input()).ok()?;
        let packed = bundle.ops.into_iter().find(|op| op.sender == sender && op.nonce == nonce)?;
        Some(Self { operation: UserOperation::unpack(packed)?, entry_point })
    }
}
