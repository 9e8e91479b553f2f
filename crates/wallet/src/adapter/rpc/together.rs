//! Many reads in one request, through the Multicall3 contract.
//!
//! Why: fifty keys are some two hundred calls; nodes count each call of a batch, and refuse long
//! batches. As one `eth_call` they are one question, answered in one block.
//! Refuses: to believe a mixture: unless every part says the time of the same block, everything is
//! asked again at a block that is named.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue, sol};
use latchkey_core::chain::MULTICALL3;

use super::{CallParams, Header, NOTHING, RpcChain, answer, next};
use crate::adapter::json_rpc::{Answered, Call};
use crate::ports::{Answer, Answers, BlockRef, NetworkError, Read};

/// Fewer calls are sent as they are.
const WORTH_IT: usize = 8;
/// Most reads in one call of the contract: some 6 M gas, which every node gives a question.
const PER_CALL: usize = 250;

sol! {
    struct Call3 { address target; bool allowFailure; bytes callData; }
    struct Outcome { bool success; bytes returnData; }
    function aggregate3(Call3[] calls) returns (Outcome[] outcomes);
    function getCurrentBlockTimestamp() returns (uint256);
}

impl RpcChain {
    /// Everything in one request; `None` if the chain has no such contract, the node refuses, or the
    /// answers are not of one block.
    pub(super) async fn together(&self, reads: &[Read]) -> Result<Option<Answers>, NetworkError> {
        let calls: Vec<(Address, &Bytes)> = reads.iter().filter_map(as_call).collect();
        if calls.len() < WORTH_IT {
            return Ok(None);
        }
        let rest: Vec<&Read> = reads.iter().filter(|read| as_call(read).is_none()).collect();
        let mut asked = vec![Call::new("eth_chainId", &NOTHING)?, header()?];
        for part in calls.chunks(PER_CALL) {
            let data: Bytes = aggregate(part).into();
            let params = CallParams { to: &MULTICALL3, data: &data };
            asked.push(Call::new("eth_call", &(params, "latest"))?);
        }
        for read in &rest {
            asked.push(super::call_at(read, "latest")?);
        }
        asked.push(header()?);
        let mut answers = self.endpoint.many(asked).await?;
        self.check_chain(next(&mut answers)?)?;
        let first: Header = next(&mut answers)?;
        let Some(outcomes) = outcomes(&mut answers, &calls, &first) else { return Ok(None) };
        let mut others = Vec::with_capacity(rest.len());
        for read in &rest {
            let Some(answered) = answers.next() else { return Ok(None) };
            others.push(answer(read, answered)?);
        }
        let last: Header = next(&mut answers)?;
        if last.number != first.number {
            return Ok(None);
        }
        let (number, timestamp) = (first.number.saturating_to(), first.timestamp.saturating_to());
        let answers = in_order(reads, outcomes, others);
        Ok(answers.map(|answers| Answers {
            at: BlockRef { number, timestamp, hash: first.hash },
            answers,
        }))
    }
}

const fn as_call(read: &Read) -> Option<(Address, &Bytes)> {
    match read {
        Read::Call { to, data } => Some((*to, data)),
        Read::Balance(_) | Read::Code(_) => None,
    }
}

fn header() -> Result<Call, NetworkError> {
    Call::new("eth_getBlockByNumber", &("latest", false))
}

/// The calls, after the question what time it is.
fn aggregate(calls: &[(Address, &Bytes)]) -> Vec<u8> {
    let time = getCurrentBlockTimestampCall {}.abi_encode().into();
    let clock = Call3 { target: MULTICALL3, allowFailure: true, callData: time };
    let one = |(to, data): &(Address, &Bytes)| Call3 {
        target: *to,
        allowFailure: true,
        callData: (*data).clone(),
    };
    let calls = std::iter::once(clock).chain(calls.iter().map(one)).collect();
    aggregate3Call { calls }.abi_encode()
}

/// What the parts answered; `None` unless each is whole and of the time of this block.
fn outcomes(
    answers: &mut impl Iterator<Item = Answered>,
    calls: &[(Address, &Bytes)],
    block: &Header,
) -> Option<Vec<Answer>> {
    let mut all = Vec::with_capacity(calls.len());
    for part in calls.chunks(PER_CALL) {
        let bytes: Bytes = next(answers).ok()?;
        let outcomes = aggregate3Call::abi_decode_returns(&bytes).ok()?;
        let (clock, rest) = outcomes.split_first()?;
        let time = U256::abi_decode(&clock.returnData).ok()?;
        if time != U256::from(block.timestamp) || rest.len() != part.len() {
            return None;
        }
        all.extend(rest.iter().map(|one| {
            let data = one.returnData.clone();
            if one.success { Ok(data) } else { Err(data) }
        }));
    }
    Some(all)
}

/// Both kinds of answers in the order of the reads.
fn in_order(reads: &[Read], calls: Vec<Answer>, others: Vec<Answer>) -> Option<Vec<Answer>> {
    let (mut calls, mut others) = (calls.into_iter(), others.into_iter());
    let one = |read: &Read| if as_call(read).is_some() { calls.next() } else { others.next() };
    reads.iter().map(one).collect()
}
