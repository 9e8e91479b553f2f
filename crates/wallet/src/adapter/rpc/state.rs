//! Raw state over plain `eth_` methods, each at the block that is named.
//!
//! Why: every node has them; `eth_getProof` and tracing methods many have not, and a proof that
//! nobody checks against a header proves nothing.
//! Refuses: a node of another chain, and an answer that is missing.

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use async_trait::async_trait;
use serde::Deserialize;

use super::{MAX_BATCH, NOTHING, RpcChain, next};
use crate::adapter::json_rpc::Call;
use crate::ports::{NetworkError, State, StateAccount, Tip};

/// The parts of a block that contracts can ask for. Chains without a part leave it out.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    number: U64,
    timestamp: U64,
    #[serde(default)]
    base_fee_per_gas: Option<U256>,
    #[serde(default)]
    gas_limit: Option<U64>,
    #[serde(default)]
    miner: Option<Address>,
    #[serde(default)]
    mix_hash: Option<B256>,
}

#[derive(Debug, Clone, Deserialize)]
struct Hashed {
    hash: B256,
}

/// Gas of a block where a node does not tell.
const USUAL_GAS_LIMIT: u64 = 30_000_000;

#[async_trait]
impl State for RpcChain {
    async fn tip(&self) -> Result<Tip, NetworkError> {
        let calls = vec![
            Call::new("eth_chainId", &NOTHING)?,
            Call::new("eth_getBlockByNumber", &("latest", false))?,
        ];
        let mut answers = self.endpoint.many(calls).await?;
        self.check_chain(next(&mut answers)?)?;
        let head: Head = next(&mut answers)?;
        Ok(Tip {
            number: head.number.saturating_to(),
            timestamp: head.timestamp.saturating_to(),
            base_fee: head.base_fee_per_gas.unwrap_or_default().saturating_to(),
            gas_limit: head.gas_limit.map_or(USUAL_GAS_LIMIT, |gas| gas.saturating_to()),
            beneficiary: head.miner.unwrap_or_default(),
            randomness: head.mix_hash.unwrap_or_default(),
        })
    }

    async fn accounts(&self, of: &[Address], at: u64) -> Result<Vec<StateAccount>, NetworkError> {
        let block = U64::from(at);
        let mut found = Vec::with_capacity(of.len());
        for part in of.chunks(MAX_BATCH / 3) {
            let mut calls = Vec::with_capacity(part.len().saturating_mul(3));
            for address in part {
                calls.push(Call::new("eth_getTransactionCount", &(address, block))?);
                calls.push(Call::new("eth_getBalance", &(address, block))?);
                calls.push(Call::new("eth_getCode", &(address, block))?);
            }
            let mut answers = self.endpoint.many(calls).await?;
            for _address in part {
                found.push(StateAccount {
                    nonce: next::<U64>(&mut answers)?.saturating_to(),
                    balance: next(&mut answers)?,
                    code: next::<Bytes>(&mut answers)?,
                });
            }
        }
        Ok(found)
    }

    async fn slots(&self, of: Address, slots: &[U256], at: u64) -> Result<Vec<U256>, NetworkError> {
        let block = U64::from(at);
        let mut found = Vec::with_capacity(slots.len());
        for part in slots.chunks(MAX_BATCH) {
            let asked = |slot: &U256| Call::new("eth_getStorageAt", &(of, slot, block));
            let calls = part.iter().map(asked).collect::<Result<_, _>>()?;
            let mut answers = self.endpoint.many(calls).await?;
            for _slot in part {
                found.push(next::<U256>(&mut answers)?);
            }
        }
        Ok(found)
    }

    async fn block_hash(&self, number: u64) -> Result<B256, NetworkError> {
        let asked = (U64::from(number), false);
        let block: Hashed = self.endpoint.call("eth_getBlockByNumber", asked).await?;
        Ok(block.hash)
    }
}
