//! What travels on the pipe to the signer: requests to approve or to sign, and the one verdict.
//!
//! Why: the wallet (network, no keys) and the signer (keys, no network) meet only in these types.
//! A request carries structure plus exact bytes; the signer recomputes every hash from them and
//! draws its own review, so nothing here is believed.
//! Refuses: unknown fields, unknown protocol versions, frames above [`MAX_FRAME_BYTES`].

mod kills;
mod owner;
mod panic;
mod reopen;
mod session;
#[cfg(test)]
mod tests;
mod transaction;
mod verdict;

use alloy_primitives::{Address, FixedBytes};
use serde::{Deserialize, Serialize};

use crate::{
    account::{AccountSpec, Owner, RootValidator},
    permission::SessionSigner,
    policy::Policy,
    user_op::UserOperation,
    webauthn::Passkey,
};

pub use kills::{
    KillOther, KillTerms, KillsAsk, KillsKey, KillsLeaf, MAX_KILL_OTHERS, MAX_NETWORKS,
};
pub use owner::{
    AddLock, BackupOwner, CreateOwner, ImportOwner, Lock, LockKind, OwnerKind, OwnerPublic,
    OwnerRef, RemoveOwner, TestOwner,
};
pub use panic::{PanicKills, PanicRefusal, PanicReply, PanicRequest};
pub use reopen::{MAX_MARK_BYTES, ReopenAsk, SIGNERS_FOLDER, STOP_MARK_FILE, StopMark, StoppedBy};
pub use session::{SessionKeyRef, SessionRefusal, SessionReply, SessionRequest};
pub use transaction::TransactionAsk;
pub use verdict::{KeptIn, Refusal, Verdict};

/// The version both sides must name. Any other is refused.
pub const PROTOCOL_VERSION: u16 = 3;

/// Longest frame body, in bytes. A frame is `u32 big-endian length ‖ JSON`.
pub const MAX_FRAME_BYTES: usize = 256 * 1024;

/// Most leaves (enable digests plus operations) under one approval: a grant on 14 networks with all
/// of its kills fits, and the verdict fits a frame.
pub const MAX_LEAVES: usize = 128;

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
    /// Make an owner key, or enrol one that a device holds.
    CreateOwner(CreateOwner),
    /// Take an owner key from a backup file.
    ImportOwner(ImportOwner),
    /// Write a backup file of an owner key.
    BackupOwner(BackupOwner),
    /// Let a further passphrase or security key open an owner key.
    AddLock(AddLock),
    /// Show that an owner key can still sign; nothing that it signs leaves the signer.
    TestOwner(TestOwner),
    /// Take an owner key out of the vault.
    RemoveOwner(RemoveOwner),
    /// Let agents in again after a stop; nothing that the owner key signs leaves the signer.
    Reopen(ReopenAsk),
    /// Approve a session key on one or more chains.
    Grant(Box<GrantAsk>),
    /// Sign owner operations: revoke, stop everything, or an ordinary operation.
    Operations(Box<OperationsAsk>),
    /// Sign the off switch of keys that were granted before.
    Kills(Box<KillsAsk>),
    /// Sign plain transactions that end keys, paid by the owner key's own address.
    Transaction(Box<TransactionAsk>),
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
    /// The smart account; its first owner decides its address.
    pub account: AccountSpec,
    /// What checks `owner`, when the account has another owner than its first; without it
    /// `account.owner` must be `owner.public`.
    #[serde(default)]
    pub validator: Option<RootValidator>,
    /// Who will hold the session key.
    pub session: SessionSource,
    /// The policies, in order (the order is part of the permission id).
    pub policies: Vec<Policy>,
    /// One per chain, at most [`MAX_NETWORKS`].
    pub leaves: Vec<GrantLeaf>,
    /// The key it takes the place of, drawn beside it as a difference. That one goes on until it is
    /// ended.
    #[serde(default)]
    pub replaces: Option<Replaced>,
    /// Names for what the bytes contain; shown as claims, never signed.
    pub claims: Claims,
}

/// Who holds a session key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "camelCase", deny_unknown_fields)]
pub enum SessionSource {
    /// The signer makes it and keeps it; its private key never leaves.
    Made,
    /// Somebody else keeps it and gave its address (split approval).
    Address(Address),
    /// The same for a passkey.
    Passkey(Passkey),
}

/// A key that a grant takes the place of. Policies and signer must give the permission id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Replaced {
    /// Its permission id (spec 4.2).
    pub permission_id: FixedBytes<4>,
    /// Its policies, in order.
    pub policies: Vec<Policy>,
    /// Who signs for it.
    pub signer: SessionSigner,
}

impl GrantAsk {
    /// Who owns the account now, as far as the request says.
    #[must_use]
    pub fn root(&self) -> Owner {
        root(&self.account, &self.owner, self.validator)
    }
}

impl OperationsAsk {
    /// Who owns the account now, as far as the request says.
    #[must_use]
    pub fn root(&self) -> Owner {
        root(&self.account, &self.owner, self.validator)
    }
}

/// The first owner, or the later one where validator and key go together.
fn root(account: &AccountSpec, owner: &OwnerRef, validator: Option<RootValidator>) -> Owner {
    match (validator, owner.public) {
        (Some(RootValidator::Ecdsa), OwnerPublic::Address(key)) => Owner::Ecdsa(key),
        (Some(RootValidator::MultiChainEcdsa), OwnerPublic::Address(key)) => {
            Owner::MultiChainEcdsa(key)
        }
        (Some(RootValidator::WebAuthn), OwnerPublic::Passkey(key)) => Owner::WebAuthn(key),
        (Some(RootValidator::MultiChainWebAuthn), OwnerPublic::Passkey(key)) => {
            Owner::MultiChainWebAuthn(key)
        }
        (None, _)
        | (Some(RootValidator::Ecdsa | RootValidator::MultiChainEcdsa), OwnerPublic::Passkey(_))
        | (
            Some(RootValidator::WebAuthn | RootValidator::MultiChainWebAuthn),
            OwnerPublic::Address(_),
        ) => account.owner,
    }
}

/// One chain of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantLeaf {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Kernel validation nonce the approval is signed for (spec 5.3).
    pub validation_nonce: u32,
    /// From what the off switch of the key there is prepared, under the same signature; without it
    /// there is none.
    #[serde(default)]
    pub kill: Option<KillTerms>,
}

/// Owner operations under one approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OperationsAsk {
    /// Why; the signer checks that the decoded calls fit it.
    pub purpose: Purpose,
    /// Whose approval.
    pub owner: OwnerRef,
    /// The smart account that sends them; its first owner decides its address.
    pub account: AccountSpec,
    /// As in [`GrantAsk::validator`].
    #[serde(default)]
    pub validator: Option<RootValidator>,
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
    /// Give the account to another owner key.
    ChangeOwner,
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
