//! Work that ends keys on chain, kept until the chains themselves show that it is done.
//!
//! Why: a chain may be down while the owner approves. What was signed for it waits here, outlives the
//! app, and is sent when the chain answers. A job is written before anything of it is sent.
//! Refuses: to be done by a receipt; [`EndState::Proven`] comes of reads alone, and those are kept
//! word for word so that anybody can ask the chain the same.

use alloy_primitives::{Address, B256, Bytes};
use latchkey_core::key_state::Question;
use latchkey_core::plan::Shown;
use latchkey_core::user_op::UserOperation;
use serde::{Deserialize, Serialize};

use super::OperationStatus;

/// One approval to end keys, on however many chains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndJob {
    /// Row id.
    pub id: i64,
    /// Whose keys.
    pub account_id: i64,
    /// Every key, also such that this app does not know; else only those listed.
    pub everything: bool,
    /// In words.
    pub what: String,
    /// Unix seconds.
    pub started_at: u64,
    /// One per chain.
    pub chains: Vec<EndChain>,
}

/// A job on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndChain {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Rows of the keys that are to end here.
    pub keys: Vec<i64>,
    /// Those of them that were not read as over.
    pub alive: Vec<i64>,
    /// How far it is.
    pub state: EndState,
    /// What the owner signed for it, the dearest first; at most one of them can ever run.
    pub signed: Vec<EndOperation>,
    /// What the chain must show besides every key being over.
    pub shows: Vec<Shown>,
    /// Status of the operation that was handed over last.
    pub status: Option<OperationStatus>,
    /// Hash of that operation.
    pub operation: Option<B256>,
    /// Transaction, once mined.
    pub transaction: Option<B256>,
    /// Block of the transaction.
    pub block: Option<u64>,
    /// The newest reading.
    pub read: Option<EndRead>,
    /// What is in the way.
    pub problem: Option<String>,
    /// Nothing that was signed can do it any more; the owner must approve again.
    pub ask_again: bool,
    /// Tries since the last news.
    pub tries: u32,
    /// Unix seconds of the next try; `None` = none is planned.
    pub next_try_at: Option<u64>,
}

/// How far a job is on one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum EndState {
    /// The chain or its bundler does not take it yet; it is tried again.
    Waiting,
    /// It is being handed over.
    Sending,
    /// A bundler has it, or it was mined; the chain was not read as ended yet.
    Sent,
    /// The chain was read, and everything is over there.
    Proven,
    /// It cannot go on by itself.
    Failed,
}

/// One signed way to do it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndOperation {
    /// For whatever state the chain is in, on a lane of its own; else exactly for the state it was
    /// read in.
    pub prepared: bool,
    /// The operation with the owner's signature; a passkey's is flagged when it is sent.
    pub operation: UserOperation,
}

/// What a chain answered, all at one block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndRead {
    /// Number of the block.
    pub block: u64,
    /// Its hash, where the node told.
    pub block_hash: Option<B256>,
    /// Its time, unix seconds.
    pub timestamp: u64,
    /// When this app read it, unix seconds.
    pub at: u64,
    /// Questions and answers, in order.
    pub answers: Vec<EndAnswer>,
}

/// One question and what came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndAnswer {
    /// Contract.
    pub to: Address,
    /// Calldata of an `eth_call`; `None` = `eth_getCode`.
    pub data: Option<Bytes>,
    /// What came back; `None` = it reverted.
    pub answer: Option<Bytes>,
}

impl EndJob {
    /// Whether every chain was read as over.
    #[must_use]
    pub fn proven(&self) -> bool {
        self.chains.iter().all(|chain| chain.state == EndState::Proven)
    }
}

impl EndAnswer {
    /// Whether it answers this question.
    #[must_use]
    pub fn is_to(&self, question: &Question) -> bool {
        match question {
            Question::Code(to) => self.to == *to && self.data.is_none(),
            Question::Call { to, data } => self.to == *to && self.data.as_ref() == Some(data),
        }
    }
}

impl EndChain {
    /// Whether nothing more is done here unless somebody asks for it.
    #[must_use]
    pub const fn at_rest(&self) -> bool {
        match self.state {
            EndState::Proven | EndState::Failed => true,
            EndState::Waiting | EndState::Sending | EndState::Sent => false,
        }
    }
}
