//! A session key and its approvals, one per chain.
//!
//! Why: an approval is live on chain the moment it is signed, used or not, so it is written
//! before anybody can use it and stays until the chain has been read as ended.
//! Refuses: the session key's private half; that is the vault's.

use alloy_primitives::{Bytes, FixedBytes};
use latchkey_core::permission::{Permission, SessionSigner};
use latchkey_core::policy::{Policy, PolicyFlag};
use serde::{Deserialize, Serialize};

/// A session key and its approvals. Written before it can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Row id.
    pub id: i64,
    /// Name on screens.
    pub name: String,
    /// Whose.
    pub account_id: i64,
    /// For whom.
    pub agent_id: i64,
    /// Who signs for it.
    pub session: SessionSigner,
    /// Who has its private half.
    pub holder: Holder,
    /// Permission id.
    pub permission_id: FixedBytes<4>,
    /// The policies, in order.
    pub policies: Vec<Policy>,
    /// Signatures of the functions it names, so that their selectors can be shown as words.
    pub functions: Vec<String>,
    /// Unix seconds.
    pub granted_at: u64,
    /// One per chain.
    pub approvals: Vec<Approval>,
}

/// Who has the private half of a session key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Holder {
    /// The vault of this computer; it signs while agent access is on.
    Vault,
    /// The agent (split approval). Nothing here can switch it off; only the chain can.
    Agent,
    /// Nobody any more: it was taken out of the vault once the chain had ended it everywhere.
    Nobody,
}

/// The approval of a key on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Validation nonce it was signed for.
    pub validation_nonce: u32,
    /// Owner signature over the enable digest.
    pub enable_signature: Bytes,
    /// Block in which the chain was read as "this key is ended here"; `None` = may be live.
    pub ended_at_block: Option<u64>,
}

impl Key {
    /// The permission as it was granted.
    #[must_use]
    pub fn permission(&self) -> Permission {
        let (policies, signer) = (self.policies.clone(), self.session.clone());
        Permission { flag: PolicyFlag::All, policies, signer }
    }

    /// Whether it may be live on a chain, as far as this store knows.
    #[must_use]
    pub fn may_be_live_on(&self, chain_id: u64) -> bool {
        let here = |one: &&Approval| one.chain_id == chain_id && one.ended_at_block.is_none();
        self.approvals.iter().any(|approval| here(&approval))
    }

    /// Whether it may be live on some chain, as far as this store knows.
    #[must_use]
    pub fn may_be_live(&self) -> bool {
        self.approvals.iter().any(|approval| approval.ended_at_block.is_none())
    }
}
