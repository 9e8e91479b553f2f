//! One call as the EntryPoint makes it, and the gas that the called contract used.

use alloy_primitives::{Address, Bytes};
use revm::{
    context::{
        TxEnv,
        result::{ExecutionResult, InvalidTransaction},
    },
    state::EvmState,
};

use crate::chain::View;

/// What a call used and returned.
#[derive(Debug)]
pub(super) struct Measured {
    /// Gas, without what any transaction costs by itself.
    pub(super) gas: u64,
    /// Return data.
    pub(super) output: Bytes,
}

/// A call that was run, and what it would change.
#[derive(Debug)]
pub(super) struct Run {
    /// What it used, or the revert data.
    pub(super) result: Result<Measured, Bytes>,
    /// Its changes.
    pub(super) changes: EvmState,
}

/// Runs a call with this much gas.
///
/// # Errors
/// When the EVM would not run it at all.
pub(super) fn measure(
    view: &mut View<'_>,
    from: Address,
    to: Address,
    data: &Bytes,
    gas_limit: u64,
) -> Result<Run, InvalidTransaction> {
    let env =
        TxEnv { caller: from, kind: to.into(), data: data.clone(), gas_limit, ..TxEnv::default() };
    let done = view.run(env)?;
    let result = match done.result {
        ExecutionResult::Success { gas, output, .. } => Ok(Measured {
            gas: gas.total_gas_spent().saturating_sub(intrinsic(data)),
            output: output.into_data(),
        }),
        ExecutionResult::Revert { output, .. } => Err(output),
        ExecutionResult::Halt { .. } => Err(Bytes::new()),
    };
    Ok(Run { result, changes: done.state })
}

/// Gas that a transaction with this calldata costs before anything runs (EIP-2028).
pub(super) fn intrinsic(data: &Bytes) -> u64 {
    data.iter().fold(21_000, |gas: u64, byte| gas.saturating_add(if *byte == 0 { 4 } else { 16 }))
}
