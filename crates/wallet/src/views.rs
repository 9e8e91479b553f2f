//! Everything that may leave the wallet as JSON: for the web view, the command line and agents.
//!
//! Why: one closed set of plain types, generated into the UI's bindings, so that no screen and no
//! tool invents its own shape. Amounts are decimal strings; times are unix seconds.
//! Refuses: secrets. The one exception is [`NewAgent::token`], shown once at creation.

use serde::{Deserialize, Serialize};
use specta::Type;

use latchkey_core::approval::KeptIn;

use crate::record::OperationStatus;

/// An amount in words and in atoms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    /// Smallest units, decimal.
    pub atomic: String,
    /// Decimals of the token.
    pub decimals: u8,
    /// Symbol, cleaned of control characters.
    pub symbol: String,
    /// For people, with thin spaces: `12 480.5`.
    pub formatted: String,
}

/// The state of the app as a whole; drawn on every screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// App version.
    pub version: String,
    /// The account, once there is one.
    pub account: Option<AccountView>,
    /// Whether agents are let in, and where.
    pub agent_access: AgentAccess,
    /// Keys that are not ended.
    pub live_keys: u32,
    /// Something the person should see at once (damaged local network set aside, port changed …).
    pub notices: Vec<Notice>,
}

/// Something to tell the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// How bad.
    pub severity: Severity,
    /// What happened and what to do.
    pub text: String,
}

/// How bad a notice or problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Needs a look.
    Warn,
    /// Blocks.
    Stop,
}

/// The MCP server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentAccess {
    /// On or off. Off at first.
    pub on: bool,
    /// Address of the HTTP endpoint while on.
    pub http_url: Option<String>,
    /// Path of the shim program to put into a client's settings.
    pub shim_path: String,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Row id.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Checksummed address, the same on every chain.
    pub address: String,
    /// Checksummed address of the owner key.
    pub owner: String,
    /// `0.3.1` …
    pub kernel_version: String,
    /// Where the owner key rests.
    pub kept_in: KeptIn,
}

/// What an account holds on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Holdings {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// When it was read; `None` = unknown, see `problem`.
    pub read_at: Option<ReadAt>,
    /// Whether the account exists there yet.
    pub deployed: Option<bool>,
    /// Native coin first, then tokens.
    pub amounts: Vec<TokenAmount>,
    /// Why it could not be read.
    pub problem: Option<String>,
}

/// One balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TokenAmount {
    /// Token contract; `None` = native coin.
    pub token: Option<String>,
    /// How much.
    pub amount: Amount,
}

/// The date of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadAt {
    /// Block number.
    pub block: u32,
    /// When this app read it, unix seconds.
    pub at: u32,
}

/// A network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NetworkView {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name.
    pub name: String,
    /// JSON-RPC address.
    pub rpc_url: String,
    /// Bundler address.
    pub bundler_url: String,
    /// Symbol of the native coin.
    pub native_symbol: String,
    /// Explorer, if any.
    pub explorer_url: Option<String>,
    /// The built-in local network: stand-in contracts, test money.
    pub built_in: bool,
    /// Tokens known there.
    pub tokens: Vec<TokenView>,
    /// What it last answered.
    pub reach: Reach,
}

/// A known token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    /// Contract.
    pub address: String,
    /// Symbol, cleaned.
    pub symbol: String,
    /// Decimals.
    pub decimals: u8,
}

/// Whether a network answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reach {
    /// It does.
    Ok {
        /// Newest block.
        block: u32,
    },
    /// It does not, and why.
    Down {
        /// What happened and what to do.
        why: String,
    },
    /// It answers but lacks the contracts Latchkey needs.
    Missing {
        /// Which.
        contracts: Vec<String>,
    },
}

/// A network to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkForm {
    /// EIP-155 chain id; must be what the node answers.
    pub chain_id: u32,
    /// Name.
    pub name: String,
    /// JSON-RPC address, http or https.
    pub rpc_url: String,
    /// Bundler address, http or https.
    pub bundler_url: String,
    /// Symbol of the native coin.
    pub native_symbol: String,
    /// Explorer, if any.
    pub explorer_url: Option<String>,
}

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
    /// Checksummed address of the session key.
    pub address: String,
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
    /// When that was read; `None` when unknown.
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
    /// The approval was signed for another nonce than the account has now.
    ApprovalStale,
    /// Ended by raising the nonce.
    Invalidated,
    /// Uninstalled.
    Uninstalled,
    /// Past its end; may still sign messages if nothing forbids it.
    Expired,
    /// No uses left.
    Exhausted,
    /// Could not be read.
    Unknown,
}

/// What a grant asks for, as the form holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantForm {
    /// Name of the key; empty = made from the rest.
    pub name: String,
    /// The agent.
    pub agent_id: Option<u32>,
    /// Chains.
    pub chain_ids: Vec<u32>,
    /// What it may do.
    pub allow: Allow,
    /// How many operations in all.
    pub uses: String,
    /// Least seconds between operations; empty = no spacing.
    pub every_secs: String,
    /// When it ends, unix seconds.
    pub until: Option<u32>,
    /// Most gas it may spend in all, in the native coin (decimal); empty = proposed.
    pub gas_budget: String,
}

/// What a key may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Allow {
    /// `transfer` of one token to one recipient, at most so much per call.
    PayToken {
        /// Token contract.
        token: String,
        /// Recipient.
        recipient: String,
        /// In units of the token, decimal.
        max_per_call: String,
    },
    /// Native coin to one recipient.
    PayNative {
        /// Recipient.
        recipient: String,
        /// In the native coin, decimal.
        max_per_call: String,
    },
    /// One function of one contract.
    CallFunction {
        /// Contract.
        contract: String,
        /// `name(type,type)`.
        function: String,
        /// One per argument, in order; empty list = no rule on any.
        args: Vec<ArgRule>,
        /// Most native coin sent along, decimal; empty = none.
        max_value: String,
    },
}

/// A rule on one argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArgRule {
    /// How to compare.
    pub operator: ArgOperator,
    /// With what, as text of the argument's type.
    pub value: String,
}

/// How a rule compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ArgOperator {
    /// Anything goes.
    Any,
    /// Equal.
    Is,
    /// Not equal.
    IsNot,
    /// At most.
    AtMost,
    /// At least.
    AtLeast,
    /// One of a comma-separated list.
    OneOf,
}

/// What the form would grant, before anybody is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrantPreview {
    /// The sentence, when the form is complete.
    pub sentence: Option<String>,
    /// Every rule.
    pub rules: Vec<String>,
    /// What is not limited.
    pub not_limited: Vec<String>,
    /// Rows of "at worst": label and amount.
    pub at_worst: Vec<WorstRow>,
    /// What is wrong or risky.
    pub problems: Vec<Problem>,
    /// Whether it can be sent for approval.
    pub ready: bool,
    /// The gas budget that will be used, in the native coin.
    pub gas_budget: String,
}

/// A row of "at worst".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WorstRow {
    /// What.
    pub label: String,
    /// How much, or "no limit".
    pub amount: String,
    /// No limit: drawn in red.
    pub unlimited: bool,
}

/// A problem in a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Field it belongs to: a path like `allow.recipient`; empty = the whole.
    pub field: String,
    /// Stable name of the rule.
    pub code: String,
    /// How bad.
    pub severity: Severity,
    /// What and what to do.
    pub text: String,
}

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentView {
    /// Row id.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Unix seconds.
    pub created_at: u32,
    /// Unix seconds.
    pub last_seen_at: Option<u32>,
    /// Keys that are not ended.
    pub live_keys: u32,
}

/// A new agent, with what to paste; the token is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewAgent {
    /// The agent.
    pub agent: AgentView,
    /// Bearer token for HTTP.
    pub token: String,
    /// What to paste, per client.
    pub snippets: Vec<Snippet>,
}

impl std::fmt::Debug for NewAgent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAgent").field("agent", &self.agent).finish_non_exhaustive()
    }
}

/// What to paste into a client.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Snippet {
    /// Name of the client, or "Any client over HTTP".
    pub client: String,
    /// Where it goes, in words.
    pub place: String,
    /// The text.
    pub text: String,
}

impl std::fmt::Debug for Snippet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snippet").field("client", &self.client).finish_non_exhaustive()
    }
}

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
}

/// What ending keys on chain came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EndReport {
    /// One per chain.
    pub chains: Vec<EndOnChain>,
    /// Every listed key was read back as ended.
    pub proven: bool,
}

/// Ending keys on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EndOnChain {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// Status of the one operation.
    pub status: OperationStatus,
    /// Transaction hash.
    pub transaction: Option<String>,
    /// Block the chain was read back at.
    pub read_at: Option<ReadAt>,
    /// Keys that were read as ended there.
    pub ended: Vec<String>,
    /// Keys that were not.
    pub alive: Vec<String>,
    /// What went wrong.
    pub problem: Option<String>,
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
