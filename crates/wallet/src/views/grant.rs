//! The grant form as people fill it, and what it would grant.
//!
//! Refuses: unknown fields. Every number is text and is parsed exactly by the use case.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::status::Severity;

/// What a grant asks for, as the form holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantForm {
    /// Name of the key; empty = made from the rest.
    pub name: String,
    /// The agent.
    pub agent_id: Option<u32>,
    /// Who holds the key; made here when left out.
    #[serde(default)]
    pub session: SessionForm,
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

/// Who holds a session key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum SessionForm {
    /// The vault of this computer; the key is made for the grant and never leaves.
    #[default]
    Made,
    /// The agent, which gave its address.
    Address {
        /// `0x` and 40 hex digits.
        address: String,
    },
    /// The agent, which gave a passkey.
    Passkey {
        /// First coordinate of the public key, `0x` and 64 hex digits.
        x: String,
        /// Second coordinate.
        y: String,
        /// keccak256 of the raw credential id, `0x` and 64 hex digits.
        credential_id_hash: String,
    },
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
