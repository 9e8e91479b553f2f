//! Sending: signed transactions from anybody, unsigned ones from unlocked accounts. Mined at once.

use alloy_consensus::{TxEnvelope, TxType, transaction::SignerRecoverable as _};
use alloy_eips::eip2718::Decodable2718 as _;
use alloy_primitives::{Address, Bytes, TxKind};
use alloy_rpc_types_eth::TransactionRequest;
use revm::context::TxEnv;
use serde_json::Value;

use super::{Answer, Params, RpcError, call, eth::TIP, json};
use crate::chain::{BASE_FEE, BLOCK_GAS_LIMIT, Chain, Rules, Unsigned};

/// Answers if the method belongs here.
pub(super) fn answer(chain: &mut Chain, method: &str, params: &mut Params) -> Answer {
    Some(match method {
        "eth_sendRawTransaction" => send_raw(chain, params),
        "eth_sendTransaction" => send(chain, params),
        _ => return None,
    })
}

fn send_raw(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let bytes: Bytes = params.at(0, "signed transaction")?;
    let envelope = TxEnvelope::decode_2718_exact(&bytes).map_err(|error| {
        RpcError::params(format!("the signed transaction does not read: {error}"))
    })?;
    if envelope.tx_type() == TxType::Eip4844 {
        return Err(RpcError::refused("the local network takes no blob transactions"));
    }
    let sender = envelope.recover_signer().map_err(|error| {
        RpcError::params(format!("the transaction's signature recovers to nobody: {error}"))
    })?;
    json(chain.submit(envelope, sender, Rules::Transaction)?)
}

fn send(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let request: TransactionRequest = params.at(0, "transaction")?;
    let from =
        request.from.ok_or_else(|| RpcError::params("the transaction names no sender (from)"))?;
    if !chain.impersonated.contains(&from) {
        let what = format!(
            "{from} is not unlocked here: sign the transaction, or call anvil_impersonateAccount first"
        );
        return Err(RpcError::refused(what));
    }
    let expected = chain.world.nonce(from);
    if let Some(nonce) = request.nonce.filter(|nonce| *nonce != expected) {
        return Err(RpcError::refused(format!(
            "nonce {nonce} is not the next one, which is {expected}"
        )));
    }
    let transaction = unsigned(chain, from, request)?;
    json(chain.send(transaction)?)
}

fn unsigned(
    chain: &Chain,
    from: Address,
    request: TransactionRequest,
) -> Result<Unsigned, RpcError> {
    let max_fee_per_gas =
        request.max_fee_per_gas.or(request.gas_price).unwrap_or(u128::from(BASE_FEE) * 2);
    let tip = request.max_priority_fee_per_gas.unwrap_or(u128::from(TIP)).min(max_fee_per_gas);
    let gas = request.gas;
    let data = request
        .input
        .try_into_unique_input()
        .map_err(|error| RpcError::params(error.to_string()))?;
    let mut transaction = Unsigned {
        from,
        to: request.to.unwrap_or(TxKind::Create),
        value: request.value.unwrap_or_default(),
        data: data.unwrap_or_default(),
        gas_limit: gas.unwrap_or(BLOCK_GAS_LIMIT),
        max_fee_per_gas,
        max_priority_fee_per_gas: tip,
    };
    if gas.is_none() {
        transaction.gas_limit = call::gas_needed(&mut chain.pending(), &question(&transaction))?;
    }
    Ok(transaction)
}

fn question(transaction: &Unsigned) -> TxEnv {
    TxEnv {
        caller: transaction.from,
        kind: transaction.to,
        value: transaction.value,
        data: transaction.data.clone(),
        gas_limit: BLOCK_GAS_LIMIT,
        ..TxEnv::default()
    }
}
