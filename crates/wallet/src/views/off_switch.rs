//! The off switch that was signed with each grant: whether it still works, and what firing it did.
//!
//! Refuses: to call a switch ready that was not read, and a key ended because something was mined.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::status::ReadAt;
use crate::record::OperationStatus;

/// The prepared kills of every key that may be live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SwitchHealth {
    /// Newest key first.
    pub keys: Vec<SwitchOfKey>,
    /// Something is missing or stale that the owner can sign anew.
    pub needs_renewal: bool,
}

/// The prepared kills of one key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SwitchOfKey {
    /// Row id.
    pub key_id: u32,
    /// Its name.
    pub name: String,
    /// Each network where it may be live.
    pub chains: Vec<SwitchOnChain>,
}

/// The prepared kills of one key on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SwitchOnChain {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// How they stand.
    pub state: SwitchState,
    /// Why, in words.
    pub why: String,
    /// What to do; empty when there is nothing to do.
    pub todo: String,
    /// Block of the reading.
    pub read_at: Option<ReadAt>,
}

/// How the prepared kills of a key stand on a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SwitchState {
    /// They would end the key now, with no owner key at hand.
    Ready,
    /// Their place in the account's order of operations is used up; they never work again.
    Spent,
    /// Something moved on since they were signed; newer ones are needed.
    Stale,
    /// The key itself could make them worthless, so none were signed.
    Disarmable,
    /// There are none.
    Missing,
    /// The network was not read.
    Unknown,
}

/// What firing the off switch came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FireReport {
    /// One per network where a key may be live.
    pub chains: Vec<FireOnChain>,
    /// Every key that was meant was read back as ended, everywhere.
    pub proven: bool,
}

/// Firing on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FireOnChain {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// What was sent, in order.
    pub fired: Vec<FiredView>,
    /// Keys that were read back as ended.
    pub ended: Vec<String>,
    /// Keys that were not.
    pub alive: Vec<String>,
    /// Block they were read back at; `None` = the network was not read, and nothing is proven.
    pub read_at: Option<ReadAt>,
    /// What went wrong.
    pub problem: Option<String>,
    /// What to do about it.
    pub todo: Option<String>,
}

/// One prepared kill that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FiredView {
    /// What it ends, in words.
    pub what: String,
    /// Who carried it to the chain.
    pub by: FiredBy,
    /// Where it stands. Included proves nothing; see `ended` and `alive`.
    pub status: OperationStatus,
    /// Transaction hash.
    pub transaction: Option<String>,
    /// Why it was not taken.
    pub problem: Option<String>,
}

/// Who carried a prepared kill to the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FiredBy {
    /// A bundler, paid by the account.
    Bundler,
    /// A bundler, paid by nobody.
    BundlerUnpaid,
    /// The panic key of this computer, which paid for it.
    PanicKey,
}
