//! What remains of a session key that was forgotten.
//!
//! Why: it may turn up on a chain again; then it must not look like somebody else's.
//! Refuses: approvals; a forgotten key is nothing that could be used.

use alloy_primitives::{Address, FixedBytes};
use latchkey_core::permission::SessionSigner;
use latchkey_core::policy::Policy;
use serde::{Deserialize, Serialize};

use super::Key;

/// A tombstone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgottenKey {
    /// Smart account.
    pub account: Address,
    /// Permission id on it.
    pub permission_id: FixedBytes<4>,
    /// What it was called.
    pub name: String,
    /// Name of the agent it was for.
    pub agent: String,
    /// Who signed for it.
    pub session: SessionSigner,
    /// Its policies, in order.
    pub policies: Vec<Policy>,
    /// Where it was approved, and when each chain was read as "ended".
    pub approvals: Vec<ForgottenApproval>,
    /// Unix seconds.
    pub granted_at: u64,
}

/// Where a forgotten key was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForgottenApproval {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Validation nonce it was signed for (spec 5.3).
    pub validation_nonce: u32,
    /// Block in which the chain was read as "this key is ended here".
    pub ended_at_block: Option<u64>,
}

impl ForgottenKey {
    /// What remains of this key.
    #[must_use]
    pub fn of(key: &Key, account: Address, agent: &str) -> Self {
        let approvals = key.approvals.iter().map(|approval| ForgottenApproval {
            chain_id: approval.chain_id,
            validation_nonce: approval.validation_nonce,
            ended_at_block: approval.ended_at_block,
        });
        Self {
            account,
            permission_id: key.permission_id,
            name: key.name.clone(),
            agent: agent.to_owned(),
            session: key.session.clone(),
            policies: key.policies.clone(),
            approvals: approvals.collect(),
            granted_at: key.granted_at,
        }
    }
}
