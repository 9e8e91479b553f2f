//! Logs and transactions over plain `eth_` methods.
//!
//! Why: every node has `eth_getLogs`; tracing and address indexes most have not.
//! Refuses: a node of another chain, logs that were taken back, and an answer that is missing.

use std::collections::BTreeSet;

use alloy_primitives::{Address, B256, Bytes, U64};
use async_trait::async_trait;
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::history::{ChainLog, entry_point_topics, kernel_topics};
use serde::{Deserialize, Serialize};

use super::{Header, MAX_BATCH, NOTHING, RpcChain, next};
use crate::adapter::json_rpc::Call;
use crate::ports::{ChainTransaction, History, NetworkError};

/// Most transactions in one batch; each takes two calls.
const AT_ONCE: usize = MAX_BATCH / 2;

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    address: Address,
    from_block: U64,
    to_block: U64,
    topics: Vec<Option<Vec<B256>>>,
}

/// A log as nodes write it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    address: Address,
    topics: Vec<B256>,
    data: Bytes,
    block_number: U64,
    transaction_hash: B256,
    log_index: U64,
    #[serde(default)]
    removed: bool,
}

impl From<Log> for ChainLog {
    fn from(log: Log) -> Self {
        Self {
            address: log.address,
            topics: log.topics,
            data: log.data,
            block: log.block_number.saturating_to(),
            transaction: log.transaction_hash,
            index: log.log_index.saturating_to(),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
struct Transaction {
    from: Address,
    to: Option<Address>,
    input: Bytes,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    block_number: U64,
    logs: Vec<Log>,
}

#[async_trait]
impl History for RpcChain {
    async fn account_logs(
        &self,
        account: Address,
        from: u64,
        to: u64,
    ) -> Result<Vec<ChainLog>, NetworkError> {
        let (from_block, to_block) = (U64::from(from), U64::from(to));
        let of = |address, topics| Filter { address, from_block, to_block, topics };
        let about =
            vec![Some(entry_point_topics().to_vec()), None, Some(vec![account.into_word()])];
        let own = vec![Some(kernel_topics().to_vec())];
        let calls = vec![
            Call::new("eth_chainId", &NOTHING)?,
            Call::new("eth_getLogs", &[of(ENTRY_POINT_07, about)])?,
            Call::new("eth_getLogs", &[of(account, own)])?,
        ];
        let mut answers = self.endpoint.many(calls).await?;
        self.check_chain(next(&mut answers)?)?;
        let mut logs: Vec<Log> = next(&mut answers)?;
        logs.extend(next::<Vec<Log>>(&mut answers)?);
        let kept = logs.into_iter().filter(|log| !log.removed);
        let mut logs: Vec<ChainLog> = kept.map(ChainLog::from).collect();
        logs.sort_by_key(|log| (log.block, log.index));
        Ok(logs)
    }

    async fn transactions(&self, hashes: &[B256]) -> Result<Vec<ChainTransaction>, NetworkError> {
        let mut found = Vec::with_capacity(hashes.len());
        for part in hashes.chunks(AT_ONCE) {
            found.extend(self.some_transactions(part).await?);
        }
        Ok(found)
    }
}

impl RpcChain {
    async fn some_transactions(
        &self,
        hashes: &[B256],
    ) -> Result<Vec<ChainTransaction>, NetworkError> {
        let mut calls = Vec::with_capacity(hashes.len().saturating_mul(2));
        for hash in hashes {
            calls.push(Call::new("eth_getTransactionByHash", &[hash])?);
            calls.push(Call::new("eth_getTransactionReceipt", &[hash])?);
        }
        let mut answers = self.endpoint.many(calls).await?;
        let mut found = Vec::with_capacity(hashes.len());
        for hash in hashes {
            let sent: Option<Transaction> = next(&mut answers)?;
            let mined: Option<Receipt> = next(&mut answers)?;
            found.extend(sent.zip(mined).map(|(sent, mined)| (*hash, sent, mined)));
        }
        let blocks: BTreeSet<u64> =
            found.iter().map(|(_, _, mined)| mined.block_number.saturating_to()).collect();
        let times = self.times(&blocks).await?;
        let whole = found.into_iter().map(|(hash, sent, mined)| {
            let block: u64 = mined.block_number.saturating_to();
            ChainTransaction {
                hash,
                from: sent.from,
                to: sent.to,
                input: sent.input,
                logs: mined.logs.into_iter().map(ChainLog::from).collect(),
                timestamp: times.iter().find(|(of, _)| *of == block).map_or(0, |(_, at)| *at),
            }
        });
        Ok(whole.collect())
    }

    /// When these blocks were made, unix seconds.
    async fn times(&self, blocks: &BTreeSet<u64>) -> Result<Vec<(u64, u64)>, NetworkError> {
        let ask = |block: &u64| Call::new("eth_getBlockByNumber", &(U64::from(*block), false));
        let calls = blocks.iter().map(ask).collect::<Result<Vec<_>, _>>()?;
        if calls.is_empty() {
            return Ok(Vec::new());
        }
        let mut answers = self.endpoint.many(calls).await?;
        let mut times = Vec::with_capacity(blocks.len());
        for block in blocks {
            let header: Option<Header> = next(&mut answers)?;
            times.extend(header.map(|header| (*block, header.timestamp.saturating_to())));
        }
        Ok(times)
    }
}
