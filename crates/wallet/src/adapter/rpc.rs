//! A chain, read through any Ethereum node's JSON-RPC.
//!
//! Why: everything asked at once is answered at one block and dated by it, so that two answers
//! never stem from two states.
//! Refuses: a node of another chain, and to take an unanswered question for a "no".

use std::time::Duration;

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use async_trait::async_trait;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::json_rpc::{Answered, Call, Endpoint, Refusal};
use crate::ports::{Answer, Answers, BlockRef, Chain, Fees, NetworkError, Read};

/// Most calls in one batch; more are sent one batch after another, still at the same block.
const MAX_BATCH: usize = 100;
/// Before the one repetition: nodes behind a load balancer may not all know the newest block yet.
const SETTLE: Duration = Duration::from_millis(300);

mod history;
mod state;
mod together;
mod transactions;

/// One node.
#[derive(Debug, Clone)]
pub struct RpcChain {
    endpoint: Endpoint,
    chain_id: u64,
}

impl RpcChain {
    /// For the node at an address, which must answer for this chain. Nothing is sent yet.
    #[must_use]
    pub fn new(chain_id: u64, address: &str) -> Self {
        Self { endpoint: Endpoint::new(address), chain_id }
    }

    fn check_chain(&self, got: U64) -> Result<(), NetworkError> {
        let got = got.saturating_to();
        if got == self.chain_id {
            return Ok(());
        }
        Err(NetworkError::WrongChain { expected: self.chain_id, got })
    }

    async fn read_at(&self, at: BlockRef, reads: &[Read]) -> Result<Vec<Answer>, NetworkError> {
        let mut answers = Vec::with_capacity(reads.len());
        for part in reads.chunks(MAX_BATCH) {
            answers.extend(self.read_batch(at, part).await?);
        }
        Ok(answers)
    }

    async fn read_batch(&self, at: BlockRef, reads: &[Read]) -> Result<Vec<Answer>, NetworkError> {
        let block = U64::from(at.number);
        let calls = reads.iter().map(|read| call_at(read, block)).collect::<Result<_, _>>()?;
        let answers = self.endpoint.many(calls).await?;
        reads.iter().zip(answers).map(|(read, answered)| answer(read, answered)).collect()
    }
}

#[derive(Debug, Clone, Serialize)]
struct CallParams<'a> {
    to: &'a Address,
    data: &'a Bytes,
}

/// `block` is a number or a name.
fn call_at(read: &Read, block: impl Serialize) -> Result<Call, NetworkError> {
    match read {
        Read::Call { to, data } => Call::new("eth_call", &(CallParams { to, data }, block)),
        Read::Balance(of) => Call::new("eth_getBalance", &(of, block)),
        Read::Code(of) => Call::new("eth_getCode", &(of, block)),
    }
}

fn answer(read: &Read, answered: Answered) -> Result<Answer, NetworkError> {
    let bytes = match read {
        Read::Call { .. } | Read::Code(_) => answered.parse::<Bytes>(),
        Read::Balance(_) => answered.parse::<U256>().map(|wei| Bytes::from(B256::from(wei).0)),
    };
    match bytes {
        Ok(bytes) => Ok(Ok(bytes)),
        Err(Refusal::Reverted(data)) => Ok(Err(data)),
        Err(Refusal::Network(error)) => Err(error),
    }
}

/// The parts of a block that date a reading.
#[derive(Debug, Clone, Deserialize)]
struct Header {
    number: U64,
    timestamp: U64,
    #[serde(default)]
    hash: Option<B256>,
}

/// The room of a block.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Room {
    gas_limit: U64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FeeHistory {
    base_fee_per_gas: Vec<U256>,
    #[serde(default)]
    reward: Option<Vec<Vec<U256>>>,
}

#[async_trait]
impl Chain for RpcChain {
    async fn head(&self) -> Result<BlockRef, NetworkError> {
        let calls = vec![
            Call::new("eth_chainId", &NOTHING)?,
            Call::new("eth_getBlockByNumber", &("latest", false))?,
        ];
        let mut answers = self.endpoint.many(calls).await?;
        self.check_chain(next(&mut answers)?)?;
        let header: Header = next(&mut answers)?;
        Ok(BlockRef {
            number: header.number.saturating_to(),
            timestamp: header.timestamp.saturating_to(),
            hash: header.hash,
        })
    }

    async fn read(&self, reads: Vec<Read>) -> Result<Answers, NetworkError> {
        match self.together(&reads).await {
            Ok(Some(answers)) => return Ok(answers),
            Ok(None) | Err(NetworkError::Rejected { .. }) => {}
            Err(error @ (NetworkError::Unreachable(_) | NetworkError::WrongChain { .. })) => {
                return Err(error);
            }
        }
        let at = self.head().await?;
        match self.read_at(at, &reads).await {
            Ok(answers) => return Ok(Answers { at, answers }),
            Err(NetworkError::Rejected { .. }) => {}
            Err(error) => return Err(error),
        }
        tokio::time::sleep(SETTLE).await;
        let at = self.head().await?;
        Ok(Answers { at, answers: self.read_at(at, &reads).await? })
    }

    async fn fees(&self) -> Result<Fees, NetworkError> {
        let calls = vec![
            Call::new("eth_chainId", &NOTHING)?,
            Call::new("eth_feeHistory", &(U64::from(10), "latest", [50_u8]))?,
            Call::new("eth_maxPriorityFeePerGas", &NOTHING)?,
            Call::new("eth_gasPrice", &NOTHING)?,
        ];
        let mut answers = self.endpoint.many(calls).await?;
        self.check_chain(next(&mut answers)?)?;
        let (history, tip) = (next::<FeeHistory>(&mut answers), next::<U256>(&mut answers).ok());
        let (max, tip) = match history {
            Ok(history) => market(&history, tip),
            // A chain without EIP-1559: one price is both.
            Err(_) => next::<U256>(&mut answers).map(|price| (price, price))?,
        };
        match (u128::try_from(max), u128::try_from(tip)) {
            (Ok(max_fee_per_gas), Ok(max_priority_fee_per_gas)) => {
                Ok(Fees { max_fee_per_gas, max_priority_fee_per_gas })
            }
            _ => Err(NetworkError::Unreachable("it named a fee that cannot be".to_owned())),
        }
    }

    async fn gas_limit(&self) -> Result<u64, NetworkError> {
        let calls = vec![
            Call::new("eth_chainId", &NOTHING)?,
            Call::new("eth_getBlockByNumber", &("latest", false))?,
        ];
        let mut answers = self.endpoint.many(calls).await?;
        self.check_chain(next(&mut answers)?)?;
        let room: Room = next(&mut answers)?;
        Ok(room.gas_limit.saturating_to())
    }

    async fn faucet(&self, to: Address) -> Result<(), NetworkError> {
        self.endpoint.call::<_, IgnoredAny>("latchkey_faucet", [to]).await.map(drop)
    }
}

/// Parameters of a method that has none.
const NOTHING: [(); 0] = [];

fn next<T: DeserializeOwned>(
    answers: &mut impl Iterator<Item = Answered>,
) -> Result<T, NetworkError> {
    let missing = || NetworkError::Unreachable("it left a question unanswered".to_owned());
    Ok(answers.next().ok_or_else(missing)?.parse()?)
}

/// Twice the coming base fee plus the tip (EIP-1559: the base fee rises at most an eighth per
/// block, so this lasts for five full blocks), and the tip: the node's own, else the middle one of
/// what the last blocks paid.
fn market(history: &FeeHistory, tip: Option<U256>) -> (U256, U256) {
    let base = history.base_fee_per_gas.last().copied().unwrap_or_default();
    let tip = tip.unwrap_or_else(|| {
        let mut paid: Vec<U256> = history.reward.iter().flatten().flatten().copied().collect();
        paid.sort_unstable();
        paid.get(paid.len() / 2).copied().unwrap_or_default()
    });
    (base.saturating_mul(U256::from(2)).saturating_add(tip), tip)
}
