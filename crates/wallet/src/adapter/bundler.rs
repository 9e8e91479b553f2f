//! Any ERC-4337 bundler (spec 11), through its JSON-RPC.
//!
//! Why: the app must work with whatever bundler a person names.
//! Refuses: to send to an address that is not http or https; refusals keep their code, words and
//! revert data.

use std::sync::OnceLock;

use alloy::rpc::json_rpc::{RpcRecv, RpcSend};
use alloy_primitives::{Address, B256, Bytes, U64, U256, keccak256};
use alloy_sol_types::SolValue;
use async_trait::async_trait;
use latchkey_core::user_op::UserOperation;
use latchkey_core::user_op::rpc::{self, Request, answer};
use serde::Deserialize;

use super::json_rpc::Endpoint;
use crate::ports::{Bundler, Fees, GasLimits, NetworkError, OpReceipt};

/// One bundler.
#[derive(Debug)]
pub struct RpcBundler {
    endpoint: Endpoint,
    /// The price method it knows; `None` = none. Unset until asked.
    price_method: OnceLock<Option<&'static str>>,
}

impl RpcBundler {
    /// For the bundler at an address. Nothing is sent yet.
    #[must_use]
    pub fn new(address: &str) -> Self {
        Self { endpoint: Endpoint::new(address), price_method: OnceLock::new() }
    }

    async fn ask<P: RpcSend, R: RpcRecv>(&self, request: Request<P>) -> Result<R, NetworkError> {
        self.endpoint.call(request.method, request.params).await
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    success: bool,
    actual_gas_cost: U256,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    logs: Vec<Log>,
    receipt: Carrier,
}

/// The transaction that carried the operation.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Carrier {
    transaction_hash: B256,
    block_number: U64,
    #[serde(default)]
    logs: Vec<Log>,
}

#[derive(Debug, Deserialize)]
struct Log {
    topics: Vec<B256>,
    data: Bytes,
}

impl Receipt {
    /// What the inner call reverted with: from the EntryPoint's event for this operation, else from
    /// the bundler's `reason` if that is hex.
    fn revert_data(&self, hash: B256) -> Bytes {
        let event = keccak256("UserOperationRevertReason(bytes32,address,uint256,bytes)");
        self.logs
            .iter()
            .chain(&self.receipt.logs)
            .filter(|log| log.topics.first() == Some(&event) && log.topics.get(1) == Some(&hash))
            .find_map(|log| <(U256, Bytes)>::abi_decode_params(&log.data).ok())
            .map(|(_nonce, reason)| reason)
            .or_else(|| self.reason.as_ref()?.parse().ok())
            .unwrap_or_default()
    }
}

#[async_trait]
impl Bundler for RpcBundler {
    async fn estimate(
        &self,
        op: &UserOperation,
        entry_point: Address,
    ) -> Result<GasLimits, NetworkError> {
        let estimate: answer::Estimate = self.ask(rpc::estimate(op, entry_point)).await?;
        Ok(GasLimits {
            call: estimate.call_gas_limit,
            verification: estimate.verification_gas_limit,
            pre_verification: estimate.pre_verification_gas,
        })
    }

    async fn send(&self, op: &UserOperation, entry_point: Address) -> Result<B256, NetworkError> {
        self.ask(rpc::submit(op, entry_point)).await
    }

    async fn receipt(&self, hash: B256) -> Result<Option<OpReceipt>, NetworkError> {
        let receipt: Option<Receipt> = self.ask(rpc::receipt(hash)).await?;
        Ok(receipt.map(|receipt| OpReceipt {
            success: receipt.success,
            revert_data: receipt.revert_data(hash),
            transaction: receipt.receipt.transaction_hash,
            block_number: receipt.receipt.block_number.saturating_to(),
            cost_wei: receipt.actual_gas_cost,
        }))
    }

    async fn fees(&self) -> Result<Option<Fees>, NetworkError> {
        let known = self.price_method.get().copied();
        for method in rpc::PRICE_METHODS {
            if known.is_some_and(|known| known != Some(method)) {
                continue;
            }
            match self.ask(rpc::price(method)).await {
                Ok(answer::Prices { standard }) => {
                    let _ = self.price_method.set(Some(method));
                    return Ok(Some(Fees {
                        max_fee_per_gas: standard.max_fee_per_gas,
                        max_priority_fee_per_gas: standard.max_priority_fee_per_gas,
                    }));
                }
                // It does not know the method, or says so in its own way.
                Err(NetworkError::Rejected { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let _ = self.price_method.set(None);
        Ok(None)
    }
}
