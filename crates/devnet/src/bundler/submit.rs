//! Taking an operation: run the bundle in the next block, refuse what reverts, keep the rest.

use alloy_primitives::{B256, Bytes};
use alloy_sol_types::SolCall as _;
use revm::context::{TxEnv, result::ExecutionResult};

use super::{Refusal, UserOperation, operation};
use crate::{
    abi::{IEntryPoint, PackedUserOperation},
    chain::{BLOCK_GAS_LIMIT, Chain, ChainError, Unsigned, View},
    genesis::BUNDLER,
};

/// Why an operation was not included.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SubmitError {
    /// The EntryPoint refuses it.
    #[error("{}", .0.message())]
    Refused(Refusal),
    /// The block could not be made.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// Includes an operation in a block of its own and returns its hash.
///
/// # Errors
/// When the EntryPoint refuses it, or the block could not be made. Then nothing changed.
pub(crate) fn submit(chain: &mut Chain, operation: &UserOperation) -> Result<B256, SubmitError> {
    let packed = operation.pack();
    let entry_point = chain.contracts.entry_point;
    let hash = operation::hash(&packed, entry_point, chain.id);
    let bundle = Unsigned::call(BUNDLER, entry_point, bundle(packed), BLOCK_GAS_LIMIT);
    match chain.send_if_it_succeeds(bundle) {
        Ok(_) => Ok(hash),
        Err(ChainError::Reverts(data)) => Err(SubmitError::Refused(Refusal::of(&data))),
        Err(error) => Err(error.into()),
    }
}

/// Calldata of `handleOps` for one operation, with the bundler as beneficiary.
pub(super) fn bundle(packed: PackedUserOperation) -> Bytes {
    IEntryPoint::handleOpsCall { ops: vec![packed], beneficiary: BUNDLER }.abi_encode().into()
}

/// Runs a bundle and throws the changes away.
///
/// # Errors
/// What the EntryPoint said when it reverted.
pub(super) fn try_bundle(
    view: &mut View<'_>,
    entry_point: alloy_primitives::Address,
    calldata: &Bytes,
) -> Result<(), Refusal> {
    let env = TxEnv {
        caller: BUNDLER,
        kind: entry_point.into(),
        data: calldata.clone(),
        gas_limit: BLOCK_GAS_LIMIT,
        gas_price: u128::from(crate::chain::BASE_FEE) * 2,
        ..TxEnv::default()
    };
    match view.run(env).map(|done| done.result) {
        Ok(ExecutionResult::Success { .. }) => Ok(()),
        Ok(ExecutionResult::Revert { output, .. }) => Err(Refusal::of(&output)),
        Ok(ExecutionResult::Halt { .. }) => Err(Refusal::of(&Bytes::new())),
        Err(invalid) => Err(Refusal::new(&invalid.to_string(), None)),
    }
}
