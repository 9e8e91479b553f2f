//! Test money: native coins and demo tokens for an address. It is worth nothing anywhere else.

use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use alloy_sol_types::SolCall as _;
use serde::Serialize;

use crate::{
    abi::IDemoToken,
    chain::{BASE_FEE, Chain, ChainError, Unsigned},
    genesis::FAUCET,
};

/// What one request gives unless it asks otherwise: 10 coins, in wei.
const COINS: U256 = U256::from_limbs([10_000_000_000_000_000_000, 0, 0, 0]);

/// What one request gives unless it asks otherwise: 1,000 demo tokens of 6 decimals.
const TOKENS: U256 = U256::from_limbs([1_000_000_000, 0, 0, 0]);

/// Gas of either transaction: also enough for a contract that looks at what it receives.
const GAS: u64 = 200_000;

/// What was given.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Gift {
    /// Wei given, as a decimal.
    coins: String,
    /// Demo token units given, as a decimal.
    tokens: String,
    /// The transactions that did it.
    transactions: Vec<B256>,
}

/// Sends coins and mints demo tokens, two blocks.
///
/// # Errors
/// When the faucet is empty or the journal cannot be written.
pub(crate) fn give(
    chain: &mut Chain,
    to: Address,
    coins: Option<U256>,
    tokens: Option<U256>,
) -> Result<Gift, ChainError> {
    let coins = coins.unwrap_or(COINS);
    let tokens = tokens.unwrap_or(TOKENS);
    let mut gift =
        Gift { coins: coins.to_string(), tokens: "0".to_owned(), transactions: Vec::new() };
    if !coins.is_zero() {
        gift.transactions.push(chain.send(Unsigned { value: coins, ..plain(to, Bytes::new()) })?);
    }
    if let Some(token) = chain.contracts.demo_token.filter(|_| !tokens.is_zero()) {
        let mint = IDemoToken::mintCall { to, amount: tokens }.abi_encode();
        gift.transactions.push(chain.send(plain(token, mint.into()))?);
        gift.tokens = tokens.to_string();
    }
    Ok(gift)
}

fn plain(to: Address, data: Bytes) -> Unsigned {
    Unsigned {
        from: FAUCET,
        to: TxKind::Call(to),
        value: U256::ZERO,
        data,
        gas_limit: GAS,
        max_fee_per_gas: u128::from(BASE_FEE) * 2,
        max_priority_fee_per_gas: 0,
    }
}
