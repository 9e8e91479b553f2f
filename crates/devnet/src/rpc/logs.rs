//! `eth_getLogs`: by block range or block hash, address and topics.

use alloy_eips::BlockNumberOrTag;
use alloy_rpc_types_eth::{Filter, FilterBlockOption, Log};
use serde_json::Value;

use super::{Answer, Params, RpcError, json, shape};
use crate::chain::{Block, Chain};

/// Answers if the method belongs here.
pub(super) fn answer(chain: &Chain, method: &str, params: &mut Params) -> Answer {
    (method == "eth_getLogs").then(|| logs(chain, params))
}

fn logs(chain: &Chain, params: &mut Params) -> Result<Value, RpcError> {
    let filter: Filter = params.at(0, "filter")?;
    let found: Vec<Log> = match filter.block_option {
        FilterBlockOption::AtBlockHash(hash) => {
            let block = chain
                .block_by_hash(hash)
                .ok_or_else(|| RpcError::refused(format!("there is no block {hash}")))?;
            matching(block, &filter).collect()
        }
        FilterBlockOption::Range { from_block, to_block } => {
            let from = number(chain, from_block.unwrap_or_default());
            let to = number(chain, to_block.unwrap_or_default()).min(chain.tip().header.number);
            (from..=to)
                .filter_map(|number| chain.block(number))
                .flat_map(|block| matching(block, &filter))
                .collect()
        }
    };
    json(found)
}

fn matching<'b>(block: &'b Block, filter: &'b Filter) -> impl Iterator<Item = Log> + 'b {
    shape::logs(block).filter(|log| filter.matches(&log.inner))
}

fn number(chain: &Chain, tag: BlockNumberOrTag) -> u64 {
    match tag {
        BlockNumberOrTag::Number(number) => number,
        BlockNumberOrTag::Earliest => 0,
        BlockNumberOrTag::Latest
        | BlockNumberOrTag::Safe
        | BlockNumberOrTag::Finalized
        | BlockNumberOrTag::Pending => chain.tip().header.number,
    }
}
