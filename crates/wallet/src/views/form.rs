//! The grant form as people fill it.
//!
//! Why: the same shape is typed in the builder, kept as a draft, shown as JSON, and made again from the
//! policies of a key. Every number is text and is parsed exactly by the use case.
//! Refuses: unknown fields.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What a grant asks for, as the form holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
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
    /// What it may do; each entry is one more thing. Empty only with `everything`.
    pub allow: Vec<Allow>,
    /// How many operations in all; empty = no limit.
    pub uses: String,
    /// Least seconds between operations; empty = no spacing.
    pub every_secs: String,
    /// When it begins, unix seconds; left out = at once.
    #[serde(default)]
    pub from: Option<u32>,
    /// When it ends, unix seconds.
    pub until: Option<u32>,
    /// Most gas it may spend in all, in the native coin (decimal); empty = proposed.
    pub gas_budget: String,
    /// The one paymaster that may pay its gas; empty = whoever pays.
    #[serde(default)]
    pub paymaster: String,
    /// Who may ask it to sign messages; nobody when left out.
    #[serde(default)]
    pub messages: MessageForm,
    /// Empty; or the words that unlock a key without a list of calls, typed in full.
    #[serde(default)]
    pub everything: String,
    /// Id of the key that this one takes the place of. That one goes on until it is revoked.
    #[serde(default)]
    pub replaces: Option<u32>,
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

/// Who may ask a key to sign messages (ERC-1271). A signed message can be worth as much as a payment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum MessageForm {
    /// Nobody: it signs no message.
    #[default]
    Nobody,
    /// Every contract.
    Anybody,
    /// These contracts.
    Contracts {
        /// One address or several, comma separated.
        addresses: String,
    },
}

/// One thing that a key may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Allow {
    /// `transfer` of one token, at most so much per call.
    PayToken {
        /// Token contract.
        token: String,
        /// One address or several, comma separated.
        recipient: String,
        /// In units of the token, decimal.
        max_per_call: String,
    },
    /// Native coin, at most so much per call.
    PayNative {
        /// One address or several, comma separated.
        recipient: String,
        /// In the native coin, decimal.
        max_per_call: String,
    },
    /// One function of one contract.
    CallFunction {
        /// Contract; `any` = every contract there is.
        contract: String,
        /// `name(type,type)`.
        function: String,
        /// Rules on its arguments; an empty list = no rule on any.
        args: Vec<ArgRule>,
        /// Most native coin sent along, decimal; empty = none.
        max_value: String,
    },
    /// An entry as the contract keeps it, for what the others cannot say.
    Raw {
        /// Contract; `any` = every contract there is.
        contract: String,
        /// `0x` and 8 hex digits; `0x00000000` = a call without data.
        selector: String,
        /// How it is called.
        call_type: RawCallType,
        /// Most native coin sent along, decimal; empty = none.
        max_value: String,
        /// Rules on words of the calldata; all must hold.
        rules: Vec<RawRule>,
    },
}

/// A rule on one argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArgRule {
    /// Which: `args[0]`, `args[0].recipient`, `args[2][1]`. Left empty in all rules of a function =
    /// one rule per argument, in order.
    #[serde(default)]
    pub path: String,
    /// How to compare.
    pub operator: ArgOperator,
    /// With what, as text of the argument's type; an amount with a point where `unit` says of what.
    pub value: String,
    /// In which unit the value is written.
    #[serde(default)]
    pub unit: ArgUnit,
}

/// In which unit a number is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum ArgUnit {
    /// As the contract reads it.
    #[default]
    Plain,
    /// In the native coin, decimal.
    Native,
    /// In units of a token that is known on every chosen network, decimal.
    Token {
        /// Token contract.
        token: String,
    },
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

/// How an entry is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RawCallType {
    /// An ordinary call, alone or in a batch.
    Call,
    /// Foreign code running as the account.
    Delegate,
}

/// A rule on one 32-byte word of the calldata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawRule {
    /// Bytes after the selector where the word begins.
    pub offset: u32,
    /// How it compares, unsigned.
    pub condition: RawCondition,
    /// With what: words of `0x` and 64 hex digits.
    pub params: Vec<String>,
}

/// How the contract compares a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RawCondition {
    /// Equal.
    Equal,
    /// Greater.
    GreaterThan,
    /// Less.
    LessThan,
    /// Greater or equal.
    GreaterThanOrEqual,
    /// Less or equal.
    LessThanOrEqual,
    /// Not equal.
    NotEqual,
    /// One of the words.
    OneOf,
    /// A part of a dynamic argument by its hash: start, length, keccak256. Call policy 0.0.5 only.
    SliceEqual,
}
