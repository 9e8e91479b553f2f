//! Session keys and where they stand on each chain.
//!
//! Refuses: to guess: a state that was not read is `Unknown`.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::amount::Amount;
use super::status::ReadAt;

/// One session key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// Row id.
    pub id: u32,
    /// Name.
    pub name: String,
    /// The agent's id.
    pub agent_id: u32,
    /// The agent's name.
    pub agent: String,
    /// The sentence, made from the encoded bytes.
    pub sentence: String,
    /// Every rule in words, made from the encoded bytes.
    pub rules: Vec<String>,
    /// What it does not limit, in words.
    pub not_limited: Vec<String>,
    /// Checksummed address of the session key; of a passkey the hash of its credential id.
    pub address: String,
    /// It is a passkey.
    pub passkey: bool,
    /// Who has its private half.
    pub holder: KeyHolder,
    /// `0x` and 8 hex digits.
    pub permission_id: String,
    /// One per chain it was approved for.
    pub states: Vec<KeyOnChain>,
    /// Operations included so far.
    pub used: u32,
    /// Of how many, if limited.
    pub uses: Option<u32>,
    /// Unix seconds, if it ends.
    pub ends_at: Option<u32>,
    /// Unix seconds.
    pub granted_at: u32,
    /// Ended on every chain.
    pub ended: bool,
}

/// Who has the private half of a session key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeyHolder {
    /// The vault of this computer.
    Vault,
    /// The agent: it cannot be switched off here, only ended on chain.
    Agent,
    /// Nobody any more: it was removed once the chain had ended it everywhere.
    Nobody,
}

/// The owner's approval of a key, as an agent that keeps its own key needs it. It holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyApproval {
    /// Name of the key.
    pub key: String,
    /// `0x` and 8 hex digits.
    pub permission_id: String,
    /// Checksummed address of the account.
    pub account: String,
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// The serialized permission account (ZeroDev's format) without a private key.
    pub approval: String,
}

/// A key on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyOnChain {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// Where it stands.
    pub state: KeyState,
    /// In words.
    pub words: String,
    /// The last reading; `None` when there was none. An unknown state may have an older one.
    pub read_at: Option<ReadAt>,
    /// Who accepts messages it signs for the account (ERC-1271).
    pub messages: KeyMessages,
    /// What it used and has left; `None` before the first reading.
    pub meters: Option<Meters>,
    /// What to do about it, where something is.
    pub todo: Option<String>,
}

/// Who accepts messages that a key signs for the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeyMessages {
    /// Nobody.
    Nobody,
    /// The contracts that its rules list.
    Listed,
    /// Everybody who asks.
    Anybody,
    /// Not read.
    Unknown,
}

/// What a key used on one chain, and has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Meters {
    /// Uses left, if limited; of a limit that resets, in the present window.
    pub uses_left: Option<u32>,
    /// Of how many.
    pub uses: Option<u32>,
    /// Gas left of the budget, if there is one.
    pub gas_left: Option<Amount>,
    /// The budget.
    pub gas_budget: Option<Amount>,
    /// Gas its operations cost so far, whoever paid.
    pub gas_spent: Amount,
    /// Unix second of the next use, if that is still to come.
    pub next_allowed_at: Option<u32>,
    /// What its operations sent away so far, native coin first.
    pub spent: Vec<Amount>,
    /// Operations of it that the chain has, failed ones too.
    pub operations: u32,
    /// Up to which block operations were counted; `None` = none was yet.
    pub read_at: Option<ReadAt>,
}

/// Where a key stands on a chain, as the screens draw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeyState {
    /// The account does not exist there yet; the approval can install it.
    NotDeployed,
    /// Approved, never used: live, and invisible on chain.
    ApprovedUnused,
    /// Installed and usable.
    Installed,
    /// The account has another owner than the one who approved.
    ApprovalStale,
    /// The approval is for a later nonce than the account has reached.
    ApprovalDormant,
    /// Ended by raising the nonce.
    Invalidated,
    /// Uninstalled.
    Uninstalled,
    /// Past its end; may still sign messages if nothing forbids it.
    Expired,
    /// No uses left.
    Exhausted,
    /// Installed, but not as it was approved.
    Drifted,
    /// Could not be read.
    Unknown,
}
