//! What travels on the pipe in session mode, where nobody is asked.
//!
//! Why: the session signer re-checks every operation itself; these types only say which and where.
//! Refuses: to name a key otherwise than by account and permission id.

use alloy_primitives::{Address, Bytes, FixedBytes};
use serde::{Deserialize, Serialize};

use crate::user_op::UserOperation;

/// To the signer in session mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum SessionRequest {
    /// Load these session keys; must be the first request, once.
    #[serde(rename_all = "camelCase")]
    Open {
        /// Must equal [`super::PROTOCOL_VERSION`].
        version: u16,
        /// Which keys are switched on.
        keys: Vec<SessionKeyRef>,
    },
    /// Load one more key (granted while the signer runs).
    #[serde(rename_all = "camelCase")]
    Add {
        /// Which.
        key: SessionKeyRef,
    },
    /// Drop one key from memory (revoked while the signer runs).
    #[serde(rename_all = "camelCase")]
    Drop {
        /// Which.
        key: SessionKeyRef,
    },
    /// Remove one key from memory and from the vault, for good. Asked once every chain has ended it; a
    /// signer cannot know that, so all this can do is to switch a key off.
    #[serde(rename_all = "camelCase")]
    Forget {
        /// Which.
        key: SessionKeyRef,
    },
    /// Sign one operation of a loaded key, after checking its policies.
    #[serde(rename_all = "camelCase")]
    Sign {
        /// Chosen by the asker, echoed.
        id: u64,
        /// Which key.
        key: SessionKeyRef,
        /// EIP-155 chain id.
        chain_id: u64,
        /// EntryPoint whose hash is signed.
        entry_point: Address,
        /// Time the wallet believes it is on that chain, unix seconds.
        now_unix_secs: u64,
        /// The operation, signature empty.
        operation: Box<UserOperation>,
    },
}

/// Names a session key in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionKeyRef {
    /// Smart account.
    pub account: Address,
    /// Permission id on it.
    pub permission_id: FixedBytes<4>,
}

/// From the signer in session mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum SessionReply {
    /// The keys that are loaded now, and those the vault does not hold.
    #[serde(rename_all = "camelCase")]
    Loaded {
        /// In memory.
        loaded: Vec<SessionKeyRef>,
        /// Not found.
        missing: Vec<SessionKeyRef>,
    },
    /// The vault holds no such key any more.
    #[serde(rename_all = "camelCase")]
    Forgotten {
        /// Which.
        key: SessionKeyRef,
    },
    /// A signature for `signature` in default mode: `0xff ‖ sig65` (spec 4.6).
    #[serde(rename_all = "camelCase")]
    Signed {
        /// Echo.
        id: u64,
        /// The bytes.
        signature: Bytes,
    },
    /// Not signed.
    #[serde(rename_all = "camelCase")]
    Refused {
        /// Echo; 0 when there was none.
        id: u64,
        /// Why, for programs.
        reason: SessionRefusal,
        /// Why, for people.
        message: String,
    },
}

/// Why a session signer did not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SessionRefusal {
    /// The request was malformed or out of order.
    Malformed,
    /// That key is not loaded.
    UnknownKey,
    /// The operation is outside the key's policies.
    OutsidePolicies,
    /// The operation is for another account, EntryPoint or chain than the key was granted for.
    WrongScope,
    /// The vault does not answer.
    VaultUnavailable,
    /// Everything was stopped, and the owner did not let agents in again.
    Stopped,
}
