//! Trying calls before anything is granted, signed or sent.
//!
//! Refuses: to call something fine that was not looked at: what is missing has a reason in words.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::form::GrantForm;

/// Calls to try, against a form or a key. Give exactly one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantTry {
    /// A form that has not been granted; nothing of it is used up.
    #[serde(default)]
    pub form: Option<GrantForm>,
    /// A key, by its number; what it has used is read from the chain.
    #[serde(default)]
    pub key_id: Option<u32>,
    /// Where; the first of the form or key if left out.
    #[serde(default)]
    pub chain_id: Option<u32>,
    /// In order, as one operation.
    pub calls: Vec<TryCall>,
    /// Whether the calls are run on the chain's state and priced, too. Without it the answer comes
    /// at once, and of a live key without what it has left.
    #[serde(default)]
    pub simulate: bool,
}

/// One call to try.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TryCall {
    /// Contract or recipient.
    pub to: String,
    /// Native coin sent along, decimal; empty = none.
    #[serde(default)]
    pub value: String,
    /// Calldata as hex; empty = none, or made from the function.
    #[serde(default)]
    pub data: String,
    /// `name(type,type)`; empty = the calldata is as given.
    #[serde(default)]
    pub function: String,
    /// One value per argument; lists and tuples as JSON.
    #[serde(default)]
    pub args: Vec<String>,
}

/// What would become of the calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TryAnswer {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// What the calls do, in words.
    pub what: String,
    /// Whether the key's rules let them through, as far as its counters are known.
    pub allowed: bool,
    /// The first rule that does not.
    pub first_failure: Option<TryFailure>,
    /// What was taken as used so far.
    pub counters: TryCounters,
    /// The calls, run on the chain's state.
    pub simulation: Option<Simulated>,
    /// Why they were not run, if they were not.
    pub simulation_missing: Option<String>,
    /// What it would cost.
    pub fee: Option<TryFee>,
    /// Why the cost is not known, if it is not.
    pub fee_missing: Option<String>,
}

/// A rule that refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TryFailure {
    /// Kind of policy: `call`, `gas`, `rate-limit`, `timestamp` …, `account`, or `state` for a key
    /// that cannot be used at all.
    pub rule: String,
    /// What it is about: `calls[0].args[1]`.
    pub path: String,
    /// In one sentence.
    pub text: String,
    /// What would pass instead; checked. `None` = nothing of the kind does.
    pub would_pass: Option<String>,
}

/// What a key has left, as the check took it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TryCounters {
    /// Where the numbers are from.
    pub source: CounterSource,
    /// The same in words, with the block or the reason.
    pub words: String,
    /// Operations left, in all or in the window that runs; `None` = not limited.
    pub uses_left: Option<String>,
    /// Gas budget left; `None` = not limited.
    pub gas_left: Option<String>,
    /// First second of the next use, unix; `None` = at once.
    pub next_at: Option<u32>,
}

/// Where counters are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CounterSource {
    /// A draft: nothing is used.
    Draft,
    /// Read from the chain.
    Chain,
    /// Not known; taken as granted.
    Unknown,
}

/// Calls that were run on the chain's state; nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Simulated {
    /// Whether all of them succeeded; otherwise none would count.
    pub ok: bool,
    /// Why they failed, cleaned and quoted.
    pub revert: Option<String>,
    /// What would change; empty when they failed.
    pub changes: Vec<TryChange>,
    /// Gas the calls use, without validation.
    pub gas_used: u32,
    /// Block on whose state they were run.
    pub block: u32,
    /// What else to know.
    pub notes: Vec<String>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TryChange {
    /// What kind.
    pub kind: TryChangeKind,
    /// Whose balance, or who gives the allowance.
    pub holder: String,
    /// Whether that is the account itself.
    pub own: bool,
    /// Who may spend, for allowances.
    pub spender: Option<String>,
    /// Contract of the token; `None` = native coin.
    pub token: Option<String>,
    /// `−25 DUSD`, `+0.1 ETH`; for allowances what stands afterwards.
    pub amount: String,
    /// In one line.
    pub text: String,
}

/// Kinds of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TryChangeKind {
    /// A balance.
    Balance,
    /// An allowance for one token; it outlives the key.
    Allowance,
    /// A permission over all tokens of a contract; it outlives the key.
    Operator,
}

/// What an operation would cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TryFee {
    /// Most it can cost, with the limits it would be signed with; what the gas budget is charged.
    pub at_most: String,
    /// How that was found.
    pub words: String,
}
