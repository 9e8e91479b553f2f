//! What travels on the pipe to the signer: requests to approve or to sign, and the one verdict.
//!
//! Why: the wallet (network, no keys) and the signer (keys, no network) meet only in these types.
//! A request carries structure plus exact bytes; the signer recomputes every hash from them and
//! draws its own review, so nothing here is believed.
//! Refuses: unknown fields, unknown protocol versions, frames above [`MAX_FRAME_BYTES`].

use alloy_primitives::{Address, B256, Bytes, FixedBytes};
use serde::{Deserialize, Serialize};

use crate::{account::AccountSpec, policy::Policy, user_op::UserOperation};

/// The version both sides must name. Any other is refused.
pub const PROTOCOL_VERSION: u16 = 1;

/// Longest frame body, in bytes. A frame is `u32 big-endian length ‖ JSON`.
pub const MAX_FRAME_BYTES: usize = 256 * 1024;

/// Most leaves (enable digests plus operations) under one approval.
pub const MAX_LEAVES: usize = 64;

/// Longest wait for a person, in seconds; a longer one asked for is cut to this.
pub const MAX_DEADLINE_SECS: u16 = 600;

/// One request to the signer in approve mode. One process answers exactly one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApprovalRequest {
    /// Must equal [`PROTOCOL_VERSION`].
    pub version: u16,
    /// Chosen by the asker, echoed in the verdict; at most 64 characters.
    pub request_id: String,
    /// Who asks, for what, when.
    pub provenance: Provenance,
    /// Seconds after which silence is refusal; 1..=[`MAX_DEADLINE_SECS`].
    pub deadline_secs: u16,
    /// What is asked.
    pub ask: Ask,
}

/// Who caused a request (law 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Provenance {
    /// A person at the app or the command line, or an agent.
    pub who: Asker,
    /// Program path of the asker, where known. Untrusted text.
    pub program: Option<String>,
    /// When it was asked, unix seconds.
    pub at_unix_secs: u64,
}

/// A person or an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum Asker {
    /// Somebody pressed a button in the app.
    Person,
    /// Somebody typed a command.
    CommandLine,
    /// An agent asked through MCP. Its name is untrusted text.
    #[serde(rename_all = "camelCase")]
    Agent {
        /// Name the owner gave it.
        name: String,
    },
}

/// The things an owner can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "camelCase", deny_unknown_fields)]
pub enum Ask {
    /// Make an owner key, sealed by a passphrase chosen in the window.
    CreateOwner(CreateOwner),
    /// Approve a session key on one or more chains.
    Grant(Box<GrantAsk>),
    /// Sign owner operations: revoke, stop everything, or an ordinary operation.
    Operations(Box<OperationsAsk>),
}

/// Make an owner key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateOwner {
    /// Name of the account it will own, as typed by the person.
    pub account_name: String,
}

/// An owner key in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnerRef {
    /// Name of the vault entry, as [`Verdict::OwnerCreated`] gave it.
    pub vault_id: String,
    /// The address it must have.
    pub address: Address,
}

/// Approve one session key: the same policies on every listed chain, one signature over all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantAsk {
    /// Name of the key. Untrusted text.
    pub key_name: String,
    /// Name of the agent it is for. Untrusted text.
    pub agent_name: String,
    /// Whose approval.
    pub owner: OwnerRef,
    /// The smart account; `account.owner` must equal `owner.address`.
    pub account: AccountSpec,
    /// The policies, in order (the order is part of the permission id).
    pub policies: Vec<Policy>,
    /// One per chain.
    pub leaves: Vec<GrantLeaf>,
    /// Names for what the bytes contain; shown as claims, never signed.
    pub claims: Claims,
}

/// One chain of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantLeaf {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Kernel validation nonce the approval is signed for (spec 5.3).
    pub validation_nonce: u32,
}

/// Owner operations under one approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OperationsAsk {
    /// Why; the signer checks that the decoded calls fit it.
    pub purpose: Purpose,
    /// Whose approval.
    pub owner: OwnerRef,
    /// The smart account that sends them.
    pub account: AccountSpec,
    /// The operations, signature empty, one leaf each.
    pub operations: Vec<OwnerOperation>,
    /// Names of the keys they touch; claims.
    pub keys: Vec<KeyClaim>,
    /// Names for what the bytes contain; claims.
    pub claims: Claims,
}

/// What a set of owner operations is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Purpose {
    /// End one key.
    Revoke,
    /// End every key.
    StopAll,
    /// Anything else the owner does with the account.
    Operation,
}

/// One owner operation on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnerOperation {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// EntryPoint whose hash is signed.
    pub entry_point: Address,
    /// The operation; its signature field must be empty.
    pub operation: UserOperation,
}

/// A name for a permission id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyClaim {
    /// Permission id in the calldata.
    pub permission_id: FixedBytes<4>,
    /// What the app calls it. Untrusted text.
    pub name: String,
    /// The agent it was granted to. Untrusted text.
    pub agent_name: String,
}

/// Names that the asker gives to bytes. Drawn apart from facts; never part of what is signed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Claims {
    /// Token names and decimals.
    #[serde(default)]
    pub tokens: Vec<TokenClaim>,
    /// Network names.
    #[serde(default)]
    pub networks: Vec<NetworkClaim>,
    /// Function signatures, so that a selector can be shown as words (the signer checks that the
    /// signature hashes to the selector).
    #[serde(default)]
    pub functions: Vec<String>,
}

/// What a token calls itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TokenClaim {
    /// Where.
    pub chain_id: u64,
    /// Token contract.
    pub token: Address,
    /// ERC-20 `symbol()`. Untrusted text.
    pub symbol: String,
    /// ERC-20 `decimals()`.
    pub decimals: u8,
}

/// What the person calls a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkClaim {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Name in the settings.
    pub name: String,
    /// Symbol of the native coin.
    pub native_symbol: String,
}

/// The one answer of a signer in approve mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "camelCase", deny_unknown_fields)]
pub enum Verdict {
    /// Nothing was signed.
    #[serde(rename_all = "camelCase")]
    Refused {
        /// Echo; empty if the request could not be read.
        request_id: String,
        /// Why.
        reason: Refusal,
        /// What happened and what to do, for a person.
        message: String,
    },
    /// An owner key was made and sealed.
    #[serde(rename_all = "camelCase")]
    OwnerCreated {
        /// Echo.
        request_id: String,
        /// Name of the vault entry.
        vault_id: String,
        /// Its address.
        address: Address,
        /// Where it rests.
        kept_in: KeptIn,
    },
    /// A session key was made and approved.
    #[serde(rename_all = "camelCase")]
    Granted {
        /// Echo.
        request_id: String,
        /// Address of the session key; its private key stays in the vault.
        session: Address,
        /// Permission id (spec 4.2).
        permission_id: FixedBytes<4>,
        /// Root that was signed (spec 6).
        root: B256,
        /// Enable signatures, one per leaf, in order (spec 6: `sig ‖ root ‖ abi(proof)`).
        enable_signatures: Vec<Bytes>,
    },
    /// Operations were signed.
    #[serde(rename_all = "camelCase")]
    Signed {
        /// Echo.
        request_id: String,
        /// Root that was signed.
        root: B256,
        /// Signatures for the operations' signature fields, in order.
        signatures: Vec<Bytes>,
    },
}

/// Where an owner key rests. Always sealed by the passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum KeptIn {
    /// The operating system's keychain.
    Keychain,
    /// A sealed file beside the app's data, because no keychain answered.
    SealedFile,
}

/// Why nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    /// The person pressed Refuse.
    Declined,
    /// The window was closed.
    Closed,
    /// The deadline passed.
    TimedOut,
    /// The request was malformed, oversized, of another version, or not what its bytes say.
    Malformed,
    /// A second request came on the same pipe.
    SecondRequest,
    /// The vault holds no such key, or it has another address.
    UnknownOwner,
    /// The keychain is locked or does not answer.
    VaultUnavailable,
    /// Too many wrong passphrases.
    WrongPassphrase,
    /// No window could be opened.
    NoDisplay,
    /// The ask breaks a rule that no approval can lift.
    Unsafe,
}

/// To the signer in session mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum SessionRequest {
    /// Load these session keys; must be the first request, once.
    #[serde(rename_all = "camelCase")]
    Open {
        /// Must equal [`PROTOCOL_VERSION`].
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
}
