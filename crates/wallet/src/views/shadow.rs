//! What a watched agent wanted to do, and the key that would cover it.
//!
//! Refuses: anything that could be signed or sent.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::dry_run::Simulated;
use super::form::GrantForm;

/// One intended operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShadowCallView {
    /// Its number.
    pub id: u32,
    /// Unix seconds.
    pub at: u32,
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// What it would have done, in words.
    pub what: String,
    /// What a trial run said.
    pub outcome: String,
    /// How many calls it had.
    pub calls: u32,
}

/// What an agent is told in shadow mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShadowSeen {
    /// Its number; 0 before it is kept.
    pub id: u32,
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// The account.
    pub account: String,
    /// What it would have done, in words.
    pub what: String,
    /// What a trial run said, in words.
    pub outcome: String,
    /// The trial run, if there was one.
    pub simulation: Option<Simulated>,
}

/// The narrowest key that covers what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShadowProposal {
    /// For the builder.
    pub form: GrantForm,
    /// How many of the intended operations it covers.
    pub covered: u32,
    /// What it would have refused, in words, each with the reason.
    pub refused: Vec<String>,
    /// What to know about it.
    pub notes: Vec<String>,
}
