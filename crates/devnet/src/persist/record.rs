//! What the journal says: how the chain began, each block with all it changed, each edit between blocks.
//! Blocks carry their results, so that reading them back runs no contract.

use alloy_consensus::{Header, TxEnvelope};
use alloy_eips::eip2718::{Decodable2718 as _, Encodable2718 as _};
use alloy_primitives::{Address, B256, Bytes};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    chain::{Mined, Outcome},
    state::Diff,
};

/// One line of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Record {
    /// The first line.
    Start(StartRecord),
    /// A block.
    Block(Box<BlockRecord>),
    /// A change that no transaction made.
    Edit {
        /// What changed.
        diff: Diff,
    },
    /// The clock was moved.
    Clock {
        /// Seconds added to the clock.
        offset: i64,
    },
    /// Everything after a point was undone.
    Rollback(RollbackRecord),
}

/// A point that the chain went back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RollbackRecord {
    /// The block that became the newest again.
    pub(crate) block: u64,
    /// How many of its changes were kept: its own, and edits after it.
    pub(crate) changes: usize,
    /// Seconds added to the clock at that point.
    pub(crate) clock_offset: i64,
}

/// How the chain began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StartRecord {
    /// Version of the record format.
    pub(crate) format: u32,
    /// EIP-155 chain id.
    pub(crate) chain_id: u64,
    /// Time of block 0, in seconds since 1970.
    pub(crate) timestamp: u64,
}

/// One block.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BlockRecord {
    /// Its header.
    pub(crate) header: Header,
    /// keccak256 of the header.
    pub(crate) hash: B256,
    /// Seconds added to the clock when it was made.
    pub(crate) clock_offset: i64,
    /// What it changed.
    pub(crate) diff: Diff,
    /// Its transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) transaction: Option<TransactionRecord>,
}

/// The transaction of a block.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TransactionRecord {
    /// EIP-2718 bytes.
    #[serde(serialize_with = "write_envelope", deserialize_with = "read_envelope")]
    raw: TxEnvelope,
    /// Who sent it.
    sender: Address,
    /// What became of it.
    outcome: Outcome,
}

impl From<Mined> for TransactionRecord {
    fn from(mined: Mined) -> Self {
        Self { raw: mined.envelope, sender: mined.sender, outcome: mined.outcome }
    }
}

impl From<TransactionRecord> for Mined {
    fn from(record: TransactionRecord) -> Self {
        Self { envelope: record.raw, sender: record.sender, outcome: record.outcome }
    }
}

fn write_envelope<S: Serializer>(envelope: &TxEnvelope, serializer: S) -> Result<S::Ok, S::Error> {
    Bytes::from(envelope.encoded_2718()).serialize(serializer)
}

fn read_envelope<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TxEnvelope, D::Error> {
    let bytes = Bytes::deserialize(deserializer)?;
    TxEnvelope::decode_2718_exact(&bytes).map_err(D::Error::custom)
}
