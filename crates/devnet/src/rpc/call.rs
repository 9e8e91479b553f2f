//! Asking: `eth_call` and `eth_estimateGas`, on any block and with state overrides.

use alloy_primitives::{Bytes, TxKind, U64};
use alloy_rpc_types_eth::{TransactionRequest, state::StateOverride};
use revm::context::{
    TxEnv,
    result::{ExecutionResult, HaltReason, InvalidTransaction},
};
use serde_json::Value;

use super::{Answer, Params, RpcError, eth, json};
use crate::{
    abi::reason,
    chain::{BLOCK_GAS_LIMIT, Chain, View},
};

/// Answers if the method belongs here.
pub(super) fn answer(chain: &Chain, method: &str, params: &mut Params) -> Answer {
    Some(match method {
        "eth_call" => call(chain, params),
        "eth_estimateGas" => estimate(chain, params),
        _ => return None,
    })
}

fn call(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let request: TransactionRequest = params.at(0, "transaction")?;
    let mut view = overridden(chain, params)?;
    let env = environment(request, BLOCK_GAS_LIMIT)?;
    json(output(view.run(env).map_err(invalid)?.result)?)
}

/// The state that parameters 1 (block) and 2 (state overrides) name.
fn overridden<'c>(chain: &'c Chain, params: &mut Params) -> Result<View<'c>, RpcError> {
    let view = eth::view(chain, params.optional(1, "block")?)?;
    match params.optional::<StateOverride>(2, "state override")? {
        Some(overrides) => Ok(view.pretend(&overrides)?),
        None => Ok(view),
    }
}

/// A request as the EVM wants it, with this much gas unless it says less.
fn environment(request: TransactionRequest, most_gas: u64) -> Result<TxEnv, RpcError> {
    let data = request
        .input
        .try_into_unique_input()
        .map_err(|error| RpcError::params(error.to_string()))?;
    Ok(TxEnv {
        caller: request.from.unwrap_or_default(),
        kind: request.to.unwrap_or(TxKind::Create),
        value: request.value.unwrap_or_default(),
        data: data.unwrap_or_default(),
        gas_limit: request.gas.unwrap_or(most_gas).min(most_gas),
        gas_price: request.max_fee_per_gas.or(request.gas_price).unwrap_or_default(),
        access_list: request.access_list.unwrap_or_default(),
        ..TxEnv::default()
    })
}

fn estimate(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let request: TransactionRequest = params.at(0, "transaction")?;
    let mut view = overridden(chain, params)?;
    json(U64::from(gas_needed(&mut view, &environment(request, BLOCK_GAS_LIMIT)?)?))
}

/// The least gas limit, within one part in 64, with which a transaction succeeds.
///
/// # Errors
/// When it does not succeed with all the gas of a block.
pub(super) fn gas_needed(view: &mut View<'_>, env: &TxEnv) -> Result<u64, RpcError> {
    let first = view.run(env.clone()).map_err(invalid)?.result;
    let spent = first.gas().total_gas_spent().max(first.gas().floor_gas());
    output(first)?;
    // What was spent is nearly enough: nested calls keep back 1/64 of the gas at every level.
    let mut candidates = [spent, spent + spent / 16].into_iter();
    let (mut too_little, mut enough) = (spent.saturating_sub(1), env.gas_limit);
    while enough - too_little > enough / 64 && enough > too_little + 1 {
        let limit = candidates
            .next()
            .unwrap_or(too_little.midpoint(enough))
            .clamp(too_little + 1, enough - 1);
        let run = view.run(TxEnv { gas_limit: limit, ..env.clone() });
        if run.is_ok_and(|done| done.result.is_success()) {
            enough = limit;
        } else {
            too_little = limit;
        }
    }
    Ok(enough)
}

/// The return data, or why there is none: a revert is code 3 with the revert data.
///
/// # Errors
/// When the call reverted or ran out of gas.
pub(super) fn output(result: ExecutionResult) -> Result<Bytes, RpcError> {
    match result {
        ExecutionResult::Success { output, .. } => Ok(output.into_data()),
        ExecutionResult::Revert { output, .. } => Err(reverted(&output)),
        ExecutionResult::Halt { reason, .. } => Err(halted(&reason)),
    }
}

/// Code 3: the revert data, and in the message what it says.
pub(super) fn reverted(data: &Bytes) -> RpcError {
    let message = reason(data).map_or_else(
        || "execution reverted".to_owned(),
        |text| format!("execution reverted: {text}"),
    );
    RpcError::new(3, message).with_data(data.to_string())
}

fn halted(reason: &HaltReason) -> RpcError {
    RpcError::refused(format!("execution stopped: {reason:?}"))
}

/// No block could hold it.
#[expect(clippy::needless_pass_by_value, reason = "used as a function in map_err")]
fn invalid(error: InvalidTransaction) -> RpcError {
    RpcError::refused(error.to_string())
}
