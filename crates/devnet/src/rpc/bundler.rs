//! ERC-4337 bundler methods, and the price methods of ZeroDev and Pimlico.

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use alloy_rpc_types_eth::{Log, TransactionReceipt, state::StateOverride};
use serde::Serialize;
use serde_json::Value;

use super::{Answer, Params, RpcError, call, eth::TIP, json, shape};
use crate::{
    bundler::{
        self, EstimateError, Included, OperationForm, OperationReceipt, Refusal, SubmitError,
        UserOperation,
    },
    chain::{BASE_FEE, Block, Chain, Mined},
};

/// Answers if the method belongs here.
pub(super) fn answer(chain: &mut Chain, method: &str, params: &mut Params) -> Answer {
    Some(match method {
        "eth_supportedEntryPoints" => json([chain.contracts.entry_point]),
        "eth_estimateUserOperationGas" => estimate(chain, params),
        "eth_sendUserOperation" => send(chain, params),
        "eth_getUserOperationReceipt" => receipt(chain, params),
        "eth_getUserOperationByHash" => by_hash(chain, params),
        "zd_getUserOperationGasPrice" | "pimlico_getUserOperationGasPrice" => {
            json(GasPrices::now())
        }
        _ => return None,
    })
}

/// Prices at three speeds; all are mined at once.
#[derive(Serialize)]
struct GasPrices {
    slow: GasPrice,
    standard: GasPrice,
    fast: GasPrice,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GasPrice {
    max_fee_per_gas: U64,
    max_priority_fee_per_gas: U64,
}

impl GasPrices {
    fn now() -> Self {
        let price = |max_fee: u64| GasPrice {
            max_fee_per_gas: U64::from(max_fee),
            max_priority_fee_per_gas: U64::from(TIP),
        };
        Self {
            slow: price(BASE_FEE + TIP),
            standard: price(BASE_FEE + 2 * TIP),
            fast: price(BASE_FEE + 5 * TIP),
        }
    }
}

fn require_entry_point(chain: &Chain, params: &mut Params) -> Result<(), RpcError> {
    let asked: Address = params.at(1, "entry point")?;
    let ours = chain.contracts.entry_point;
    if asked == ours {
        return Ok(());
    }
    Err(RpcError::params(format!("entry point {asked} is not supported here; {ours} is")))
}

fn bad_field(name: &'static str) -> RpcError {
    RpcError::params(format!("user operation: field {name} is missing or not supported"))
}

/// Limits as the SDKs read them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Estimate {
    pre_verification_gas: U64,
    verification_gas_limit: U64,
    call_gas_limit: U64,
    #[serde(skip_serializing_if = "Option::is_none")]
    paymaster_verification_gas_limit: Option<U64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paymaster_post_op_gas_limit: Option<U64>,
}

fn estimate(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let form: OperationForm = params.at(0, "user operation")?;
    require_entry_point(chain, params)?;
    let operation = form.draft().map_err(bad_field)?;
    let overrides: Option<StateOverride> = params.optional(2, "state override")?;
    let view = chain.pending().pretend(&overrides.unwrap_or_default())?;
    let limits = bundler::estimate(chain, view, &operation).map_err(not_estimated)?;
    json(Estimate {
        pre_verification_gas: U64::from(limits.pre_verification),
        verification_gas_limit: U64::from(limits.verification),
        call_gas_limit: U64::from(limits.call),
        paymaster_verification_gas_limit: limits
            .paymaster
            .map(|(validation, _)| U64::from(validation)),
        paymaster_post_op_gas_limit: limits.paymaster.map(|(_, last)| U64::from(last)),
    })
}

fn not_estimated(error: EstimateError) -> RpcError {
    match error {
        EstimateError::Refused(refusal) => refused(&refusal),
        EstimateError::CallReverts(data) => RpcError { code: -32521, ..call::reverted(&data) },
        EstimateError::Invalid(invalid) => RpcError::refused(invalid.to_string()),
    }
}

fn refused(refusal: &Refusal) -> RpcError {
    let error = RpcError::new(refusal.code, refusal.message());
    match json(refusal) {
        Ok(data) => error.with_data(data),
        Err(_) => error,
    }
}

fn send(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let form: OperationForm = params.at(0, "user operation")?;
    require_entry_point(chain, params)?;
    let operation = form.complete().map_err(bad_field)?;
    match bundler::submit(chain, &operation) {
        Ok(hash) => json(hash),
        Err(SubmitError::Refused(refusal)) => Err(refused(&refusal)),
        Err(SubmitError::Chain(error)) => Err(error.into()),
    }
}

/// A receipt as the SDKs read it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    user_op_hash: B256,
    entry_point: Address,
    sender: Address,
    nonce: U256,
    paymaster: Address,
    actual_gas_cost: U256,
    actual_gas_used: U256,
    success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Bytes>,
    logs: Vec<Log>,
    receipt: TransactionReceipt,
}

fn receipt(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let hash: B256 = params.at(0, "user operation hash")?;
    let found = chain.block_of_operation(hash);
    json(
        found.and_then(|(block, mined)| {
            full_receipt(chain.contracts.entry_point, block, mined, hash)
        }),
    )
}

fn full_receipt(entry_point: Address, block: &Block, mined: &Mined, hash: B256) -> Option<Receipt> {
    let found = OperationReceipt::find(entry_point, &mined.outcome.logs, hash)?;
    let all: Vec<Log> = shape::logs(block).collect();
    let logs = all.get(found.logs.clone()).unwrap_or_default().to_vec();
    Some(Receipt {
        user_op_hash: hash,
        entry_point,
        sender: found.sender,
        nonce: found.nonce,
        paymaster: found.paymaster,
        actual_gas_cost: found.actual_gas_cost,
        actual_gas_used: found.actual_gas_used,
        success: found.success,
        reason: found.reason,
        logs,
        receipt: shape::receipt(block, mined),
    })
}

/// An included operation with its place.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OperationByHash {
    user_operation: UserOperation,
    entry_point: Address,
    block_number: U64,
    block_hash: B256,
    transaction_hash: B256,
}

fn by_hash(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let hash: B256 = params.at(0, "user operation hash")?;
    let found = chain.block_of_operation(hash);
    json(found.and_then(|(block, mined)| {
        let entry_point = chain.contracts.entry_point;
        let receipt = OperationReceipt::find(entry_point, &mined.outcome.logs, hash)?;
        let included = Included::find(entry_point, mined, receipt.sender, receipt.nonce)?;
        Some(OperationByHash {
            user_operation: included.operation,
            entry_point: included.entry_point,
            block_number: U64::from(block.header.number),
            block_hash: block.hash,
            transaction_hash: *mined.envelope.tx_hash(),
        })
    }))
}
