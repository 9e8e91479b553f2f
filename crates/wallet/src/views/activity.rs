//! What happened, and what the local stop came to.
//!
//! Refuses: to call something done before it was read back.

use serde::{Deserialize, Serialize};
use specta::Type;

/// One line of activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityView {
    /// Place in the log.
    pub seq: u32,
    /// Unix seconds.
    pub at: u32,
    /// What happened, in words.
    pub title: String,
    /// More, or the reason of a refusal.
    pub detail: Option<String>,
    /// Who: an agent's name, or "You".
    pub who: String,
    /// How it ended.
    pub outcome: Outcome,
    /// UserOperation hash.
    pub operation: Option<String>,
    /// Transaction hash.
    pub transaction: Option<String>,
    /// Network name.
    pub network: Option<String>,
}

/// How something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// Done.
    Done,
    /// Refused: nothing was signed or included.
    Refused,
    /// Failed.
    Failed,
    /// Still going on.
    Pending,
    /// No answer.
    Unknown,
    /// The chain has it, and this app did not do it: perhaps a theft.
    Foreign,
}

/// What the local stop came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StopReport {
    /// Milliseconds from the call until no agent could get a signature.
    pub millis: u32,
    /// Keys that are still alive on chain.
    pub still_on_chain: u32,
}
