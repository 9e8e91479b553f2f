//! Development: time, blocks, state edits, impersonation, the faucet. `anvil_` and `hardhat_` names
//! mean the same.

use std::{ops::RangeInclusive, time::Duration};

use alloy_primitives::{Address, Bytes, U64, U256};
use serde::Deserialize;
use serde_json::Value;

use super::{Answer, Params, RpcError, json};
use crate::{chain::Chain, faucet};

/// Most blocks mined by one call.
const MOST_BLOCKS: RangeInclusive<u64> = 1..=10_000;

/// Answers if the method belongs here.
pub(super) fn answer(chain: &mut Chain, method: &str, params: &mut Params) -> Answer {
    let name = method.strip_prefix("anvil_").or_else(|| method.strip_prefix("hardhat_"));
    Some(match name.unwrap_or(method) {
        "setBalance" => set_balance(chain, params),
        "setCode" => set_code(chain, params),
        "setNonce" => set_nonce(chain, params),
        "setStorageAt" => set_storage(chain, params),
        "impersonateAccount" => impersonate(chain, params, true),
        "stopImpersonatingAccount" => impersonate(chain, params, false),
        "mine" => mine_many(chain, params),
        "evm_mine" => mine(chain, params),
        "evm_setNextBlockTimestamp" | "setNextBlockTimestamp" => set_next_timestamp(chain, params),
        "evm_increaseTime" | "increaseTime" => increase_time(chain, params),
        "evm_setIntervalMining" | "setIntervalMining" => set_interval(chain, params),
        "setBlockTimestampInterval" => set_step(chain, params),
        "removeBlockTimestampInterval" => remove_step(chain),
        "evm_snapshot" | "snapshot" => json(U64::from(chain.snapshot())),
        "evm_revert" | "revert" => go_back(chain, params),
        "latchkey_faucet" => give(chain, params),
        _ => return None,
    })
}

fn set_balance(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    chain.set_balance(params.at(0, "address")?, params.at(1, "balance")?)?;
    json(())
}

fn set_code(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let code: Bytes = params.at(1, "code")?;
    chain.set_code(params.at(0, "address")?, code)?;
    json(())
}

fn set_nonce(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let nonce: U64 = params.at(1, "nonce")?;
    chain.set_nonce(params.at(0, "address")?, nonce.to())?;
    json(())
}

fn set_storage(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    chain.set_slot(params.at(0, "address")?, params.at(1, "slot")?, params.at(2, "value")?)?;
    json(true)
}

fn impersonate(chain: &mut Chain, params: &mut Params, on: bool) -> Result<Value, RpcError> {
    let address: Address = params.at(0, "address")?;
    if on {
        chain.impersonated.insert(address);
    } else {
        chain.impersonated.remove(&address);
    }
    json(())
}

fn mine_many(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let count = params.optional::<U64>(0, "blocks")?.map_or(1, |count| count.to());
    let interval =
        params.optional::<U64>(1, "seconds between blocks")?.map(|seconds| seconds.to::<u64>());
    if !MOST_BLOCKS.contains(&count) {
        return Err(RpcError::params(format!(
            "between {} and {} blocks",
            MOST_BLOCKS.start(),
            MOST_BLOCKS.end()
        )));
    }
    for index in 0..count {
        if let Some(seconds) = interval.filter(|_| index > 0) {
            let parent = chain.tip().header.timestamp;
            chain.clock.set_next(parent.saturating_add(seconds.max(1)), parent);
        }
        chain.mine_empty()?;
    }
    json(())
}

/// `evm_mine` takes a time, or an object with a time and a number of blocks.
#[derive(Deserialize)]
#[serde(untagged)]
enum MineRequest {
    At(U64),
    Many { timestamp: Option<U64>, blocks: Option<U64> },
}

fn mine(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let (timestamp, blocks) = match params.optional(0, "time")? {
        None => (None, None),
        Some(MineRequest::At(timestamp)) => (Some(timestamp), None),
        Some(MineRequest::Many { timestamp, blocks }) => (timestamp, blocks),
    };
    let blocks = blocks.map_or(1, |blocks| blocks.to::<u64>());
    if !MOST_BLOCKS.contains(&blocks) {
        return Err(RpcError::params(format!(
            "between {} and {} blocks",
            MOST_BLOCKS.start(),
            MOST_BLOCKS.end()
        )));
    }
    if let Some(timestamp) = timestamp {
        next_block_at(chain, timestamp)?;
    }
    for _ in 0..blocks {
        chain.mine_empty()?;
    }
    json("0x0")
}

fn set_next_timestamp(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    next_block_at(chain, params.at(0, "time")?)?;
    json(())
}

fn next_block_at(chain: &mut Chain, timestamp: U64) -> Result<(), RpcError> {
    let (at, parent) = (timestamp.to(), chain.tip().header.timestamp);
    if chain.clock.set_next(at, parent) {
        return Ok(());
    }
    Err(RpcError::params(format!("time {at} is not after the newest block, which is of {parent}")))
}

fn increase_time(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let seconds: U64 = params.at(0, "seconds")?;
    let seconds =
        i64::try_from(seconds.to::<u64>()).map_err(|_big| RpcError::params("that is too far"))?;
    json(chain.advance_clock(seconds)?)
}

fn set_step(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let seconds: U64 = params.at(0, "seconds")?;
    chain.clock.set_step(Some(seconds.to()));
    json(())
}

fn set_interval(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let seconds: U64 = params.at(0, "seconds, 0 for never")?;
    let interval = Duration::from_secs(seconds.to());
    chain.block_interval.send_replace(Some(interval).filter(|interval| !interval.is_zero()));
    json(())
}

fn remove_step(chain: &mut Chain) -> Result<Value, RpcError> {
    chain.clock.set_step(None);
    json(true)
}

fn go_back(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let number: U64 = params.at(0, "snapshot")?;
    json(chain.go_back(usize::try_from(number.to::<u64>()).unwrap_or(usize::MAX))?)
}

fn give(chain: &mut Chain, params: &mut Params) -> Result<Value, RpcError> {
    let to: Address = params.at(0, "address")?;
    let coins: Option<U256> = params.optional(1, "wei")?;
    let tokens: Option<U256> = params.optional(2, "token units")?;
    json(faucet::give(chain, to, coins, tokens)?)
}
