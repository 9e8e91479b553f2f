//! Reading: chain, blocks, transactions, accounts, fees.

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256, U64, U256};
use alloy_rpc_types_eth::FeeHistory;
use serde_json::Value;

use super::{Answer, Params, RpcError, json, shape};
use crate::chain::{BASE_FEE, Block, Chain, View};

/// The tip that wallets are told to offer, in wei per gas.
pub(super) const TIP: u64 = 100_000_000;

/// Answers if the method belongs here.
pub(super) fn answer(chain: &Chain, method: &str, params: &mut Params) -> Answer {
    Some(match method {
        "eth_chainId" => json(U64::from(chain.id)),
        "net_version" => json(chain.id.to_string()),
        "net_listening" => json(true),
        "eth_syncing" => json(false),
        "web3_clientVersion" => json(concat!("latchkey-devnet/", env!("CARGO_PKG_VERSION"))),
        "eth_blockNumber" => json(U64::from(chain.tip().header.number)),
        "eth_accounts" => accounts(chain),
        "eth_gasPrice" => json(U64::from(BASE_FEE + TIP)),
        "eth_maxPriorityFeePerGas" => json(U64::from(TIP)),
        "eth_blobBaseFee" => json(U64::from(1)),
        "eth_feeHistory" => fee_history(chain, params),
        "eth_getBlockByNumber" => block_by_number(chain, params),
        "eth_getBlockByHash" => block_by_hash(chain, params),
        "eth_getTransactionByHash" => transaction(chain, params),
        "eth_getTransactionReceipt" => receipt(chain, params),
        "eth_getBlockReceipts" => block_receipts(chain, params),
        "eth_getBalance" => at(chain, params, 1, |view, address| json(view.balance(address))),
        "eth_getTransactionCount" => {
            at(chain, params, 1, |view, address| json(U64::from(view.nonce(address))))
        }
        "eth_getCode" => at(chain, params, 1, |view, address| json(view.code(address))),
        "eth_getStorageAt" => storage(chain, params),
        _ => return None,
    })
}

/// The state that a block parameter names; the newest when there is none.
pub(super) fn view(chain: &Chain, id: Option<BlockId>) -> Result<View<'_>, RpcError> {
    let id = id.unwrap_or_else(BlockId::latest);
    chain.view(id).ok_or_else(|| RpcError::refused(format!("there is no block {id}")))
}

fn at(
    chain: &Chain,
    params: &mut Params,
    block: usize,
    read: impl FnOnce(View<'_>, Address) -> Result<Value, RpcError>,
) -> Result<Value, RpcError> {
    let address = params.at(0, "address")?;
    read(view(chain, params.optional(block, "block")?)?, address)
}

fn storage(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let slot: U256 = params.at(1, "slot")?;
    at(chain, params, 2, |mut view, address| json(view.slot(address, slot)))
}

fn accounts(chain: &Chain) -> Result<Value, RpcError> {
    let mut unlocked: Vec<_> = chain.impersonated.iter().collect();
    unlocked.sort();
    json(unlocked)
}

fn block_by_number(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let tag: BlockNumberOrTag = params.at(0, "block")?;
    let whole = params.optional(1, "whole transactions")?.unwrap_or(false);
    if tag.is_pending() {
        return json(shape::block(&chain.pending_block(), whole));
    }
    json(chain.resolve(tag).map(|block| shape::block(block, whole)))
}

fn block_by_hash(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let hash: B256 = params.at(0, "hash")?;
    let whole = params.optional(1, "whole transactions")?.unwrap_or(false);
    json(chain.block_by_hash(hash).map(|block| shape::block(block, whole)))
}

fn transaction(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let found = chain.block_of_transaction(params.at(0, "hash")?);
    json(found.map(|(block, mined)| shape::transaction(block, mined)))
}

fn receipt(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let found = chain.block_of_transaction(params.at(0, "hash")?);
    json(found.map(|(block, mined)| shape::receipt(block, mined)))
}

fn block_receipts(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let block = match params.at(0, "block")? {
        BlockId::Number(tag) => chain.resolve(tag),
        BlockId::Hash(hash) => chain.block_by_hash(hash.block_hash),
    };
    let receipts = |block: &Block| {
        block.mined.iter().map(|mined| shape::receipt(block, mined)).collect::<Vec<_>>()
    };
    json(block.map(receipts))
}

/// Most blocks in a fee history.
const LONGEST_HISTORY: u64 = 1_024;

/// Used part of a block's gas, 0 to 1.
fn fullness(block: &Block) -> f64 {
    let float = |gas: u64| f64::from(u32::try_from(gas).unwrap_or(u32::MAX));
    float(block.header.gas_used) / float(block.header.gas_limit)
}

fn fee_history(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let count: U64 = params.at(0, "block count")?;
    let newest: BlockNumberOrTag = params.at(1, "newest block")?;
    let percentiles: Option<Vec<f64>> = params.optional(2, "percentiles")?;
    let newest = chain.resolve(newest).unwrap_or_else(|| chain.tip()).header.number;
    let count = count.to::<u64>().clamp(1, LONGEST_HISTORY).min(newest + 1);
    let oldest = newest + 1 - count;
    let gas_used_ratio: Vec<f64> =
        (oldest..=newest).filter_map(|number| chain.block(number)).map(fullness).collect();
    let blocks = gas_used_ratio.len();
    json(FeeHistory {
        base_fee_per_gas: vec![u128::from(BASE_FEE); blocks + 1],
        gas_used_ratio,
        base_fee_per_blob_gas: vec![1; blocks + 1],
        blob_gas_used_ratio: vec![0.0; blocks],
        oldest_block: oldest,
        reward: percentiles.map(|wanted| vec![vec![u128::from(TIP); wanted.len()]; blocks]),
    })
}
