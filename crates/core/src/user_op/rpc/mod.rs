//! What is asked of bundlers and paymasters: method and parameters of each request (spec 11,
//! ERC-4337, ERC-7677).
//!
//! Why: the order is price → stub paymaster → estimate → final paymaster → sign → send; each step
//! sends another part of the operation, and a paymaster is part of the hash, so it comes before the
//! signature. [`answer`] reads what comes back.
//! Refuses: to send anything; that is an adapter's.

pub mod answer;

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use serde::Serialize;

use super::{
    UserOperation, quantity,
    stage::{Draft, Signed},
};

/// One JSON-RPC request without its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request<P> {
    /// The method's name.
    pub method: &'static str,
    /// Its parameters, in order.
    pub params: P,
}

/// What a wei of fee is to be, for both fee fields. Wei per unit of gas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fees {
    /// Highest price of a unit of gas.
    pub max_fee_per_gas: u128,
    /// Highest tip per unit of gas.
    pub max_priority_fee_per_gas: u128,
}

/// Methods that name the fees a bundler wants, in the order to try; there is no standard one.
pub const PRICE_METHODS: [&str; 2] =
    ["zd_getUserOperationGasPrice", "pimlico_getUserOperationGasPrice"];

/// No parameters: `[]`.
pub type Nothing = [(); 0];

/// What the fees are, by one of [`PRICE_METHODS`].
#[must_use]
pub const fn price(method: &'static str) -> Request<Nothing> {
    Request { method, params: [] }
}

/// Gas limits of an operation with a stub signature: its own limits are sent as zero.
#[must_use]
pub fn estimate(
    operation: &UserOperation,
    entry_point: Address,
) -> Request<(UserOperation, Address)> {
    let params = (without_limits(operation), entry_point);
    Request { method: "eth_estimateUserOperationGas", params }
}

/// Sends a signed operation.
#[must_use]
pub const fn send(signed: &Signed) -> Request<(&UserOperation, Address)> {
    submit(signed.operation(), signed.entry_point())
}

/// The same for an operation whose stage is not known to the caller.
#[must_use]
pub const fn submit(
    operation: &UserOperation,
    entry_point: Address,
) -> Request<(&UserOperation, Address)> {
    Request { method: "eth_sendUserOperation", params: (operation, entry_point) }
}

/// What became of an operation; the answer is null until it is mined.
#[must_use]
pub const fn receipt(hash: B256) -> Request<[B256; 1]> {
    Request { method: "eth_getUserOperationReceipt", params: [hash] }
}

/// What a paymaster service wants to know beside the operation (ERC-7677 `context`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Context {
    /// Which of the project's policies is to pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sponsorship_policy_id: Option<String>,
    /// The token in which the account pays the paymaster back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Address>,
}

/// Parameters of both ERC-7677 methods: operation, EntryPoint, chain id (hex), context.
pub type Erc7677<'a> = (UserOperation, Address, U64, &'a Context);

/// A stub of the paymaster fields, for the estimate (ERC-7677).
#[must_use]
pub fn stub_data<'a>(
    operation: &UserOperation,
    entry_point: Address,
    chain_id: u64,
    context: &'a Context,
) -> Request<Erc7677<'a>> {
    let params = (without_limits(operation), entry_point, U64::from(chain_id), context);
    Request { method: "pm_getPaymasterStubData", params }
}

/// The paymaster fields themselves, for an operation with its limits and the stub (ERC-7677).
#[must_use]
pub fn paymaster_data<'a>(
    operation: &UserOperation,
    entry_point: Address,
    chain_id: u64,
    context: &'a Context,
) -> Request<Erc7677<'a>> {
    let params = (operation.clone(), entry_point, U64::from(chain_id), context);
    Request { method: "pm_getPaymasterData", params }
}

/// Pimlico's own: paymaster fields and gas limits in one answer.
#[must_use]
pub fn sponsor_pimlico<'a>(
    operation: &UserOperation,
    entry_point: Address,
    context: &'a Context,
) -> Request<(UserOperation, Address, &'a Context)> {
    let params = (without_limits(operation), entry_point, context);
    Request { method: "pm_sponsorUserOperation", params }
}

/// ZeroDev's own: paymaster fields and gas limits in one answer, so that no estimate is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sponsor<'a> {
    chain_id: u64,
    user_op: Unlimited<'a>,
    entry_point_address: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    gas_token_data: Option<GasToken>,
    should_override_fee: bool,
    should_consume: bool,
}

/// The token in which the account pays the paymaster back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct GasToken {
    token_address: Address,
}

/// An operation without any gas limit and without a paymaster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Unlimited<'a> {
    sender: Address,
    #[serde(with = "quantity::u256")]
    nonce: U256,
    #[serde(skip_serializing_if = "Option::is_none")]
    factory: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    factory_data: Option<&'a Bytes>,
    call_data: &'a Bytes,
    #[serde(with = "quantity::u128")]
    max_fee_per_gas: u128,
    #[serde(with = "quantity::u128")]
    max_priority_fee_per_gas: u128,
    signature: &'a Bytes,
}

/// Asks ZeroDev to pay, in native coin or against a token.
#[must_use]
pub fn sponsor_zerodev(
    operation: &UserOperation,
    entry_point: Address,
    chain_id: u64,
    token: Option<Address>,
) -> Request<[Sponsor<'_>; 1]> {
    let user_op = Unlimited {
        sender: operation.sender,
        nonce: operation.nonce,
        factory: operation.factory,
        factory_data: operation.factory.map(|_| &operation.factory_data),
        call_data: &operation.call_data,
        max_fee_per_gas: operation.max_fee_per_gas,
        max_priority_fee_per_gas: operation.max_priority_fee_per_gas,
        signature: &operation.signature,
    };
    let params = [Sponsor {
        chain_id,
        user_op,
        entry_point_address: entry_point,
        gas_token_data: token.map(|token_address| GasToken { token_address }),
        should_override_fee: false,
        should_consume: true,
    }];
    Request { method: "zd_sponsorUserOperation", params }
}

impl Draft {
    /// The same operation with its fees, as estimates and paymasters want to see them.
    #[must_use]
    pub fn with_fees(&self, fees: Fees) -> UserOperation {
        UserOperation {
            max_fee_per_gas: fees.max_fee_per_gas,
            max_priority_fee_per_gas: fees.max_priority_fee_per_gas,
            ..self.operation().clone()
        }
    }
}

fn without_limits(operation: &UserOperation) -> UserOperation {
    UserOperation {
        call_gas_limit: 0,
        verification_gas_limit: 0,
        pre_verification_gas: U256::ZERO,
        ..operation.clone()
    }
}

#[cfg(test)]
mod tests;
