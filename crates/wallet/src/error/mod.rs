//! The one error that leaves the wallet: a closed code, what happened, and what to do.
//!
//! Why: screens and agents match [`Code`], never English; people read the other two.
//! Refuses: to carry secrets or uncapped foreign text.

mod from_ports;

use serde::{Deserialize, Serialize};
use specta::Type;

/// What kind of failure it is; the only part programs may match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// The owner said no, or silence did.
    Refused,
    /// The vault is locked or not there.
    Locked,
    /// A network or bundler does not answer.
    Offline,
    /// A bundler or chain refused the operation.
    Bundler,
    /// A policy of the key forbids it.
    Policy,
    /// What it rests on has changed; read again.
    Stale,
    /// Bad input.
    Invalid,
    /// Not found.
    NotFound,
    /// Agent access is off or all keys are stopped.
    Off,
    /// The store cannot be read or is newer than the app.
    Store,
    /// The signing program is missing, crashed or misbehaved.
    Signer,
    /// A fault of ours.
    Bug,
}

/// A failure of a use case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{message} {advice}")]
pub struct Error {
    /// For programs.
    pub code: Code,
    /// What happened, and what it means for the money.
    pub message: String,
    /// What to do.
    pub advice: String,
    /// The form field it belongs to, if any.
    pub field: Option<String>,
    /// The rule that refused, if one did.
    pub rule: Option<Box<FailedRule>>,
}

/// A rule that refused, for agents and people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FailedRule {
    /// Permission id of the key, `0x` and 8 hex digits.
    pub permission_id: String,
    /// `call`, `gas`, `rate-limit`, `timestamp`, `signature-caller`.
    pub policy: String,
    /// Where: `calls[0].args[1]`, `gas`, `uses` …
    pub path: String,
    /// `<=`, `==`, `one of` …
    pub operator: String,
    /// The limit in words, e.g. `25 DUSD`.
    pub limit: String,
    /// What was asked, e.g. `26 DUSD`.
    pub got: String,
    /// The contract's own error, e.g. `CallViolatesParamRule`.
    pub chain_error: Option<String>,
    /// The nearest value that would pass, if there is one.
    pub nearest: Option<String>,
}

impl Error {
    /// A failure with a code, what happened, and what to do.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { code, message: message.into(), advice: advice.into(), field: None, rule: None }
    }

    /// Agent access is off or everything was stopped.
    #[must_use]
    pub fn off() -> Self {
        Self::new(
            Code::Off,
            "Agent access is off.",
            "Nothing was signed. The owner switches it on in Latchkey, on the Agents page.",
        )
    }

    /// Everything was stopped, and the owner did not let agents in again.
    #[must_use]
    pub fn stopped() -> Self {
        Self::new(
            Code::Off,
            "The owner has stopped all keys.",
            "Nothing was signed. Only the owner can let agents in again, in Latchkey, on the Agents page.",
        )
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."), "Read the list again.")
    }

    /// Input that cannot be used.
    #[must_use]
    pub fn invalid(message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(Code::Invalid, message, advice)
    }

    /// A fault of ours: something that cannot be, was.
    #[must_use]
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(Code::Bug, message, "Nothing was sent. Please report this with the log.")
    }

    /// The same, with the rule that refused.
    #[must_use]
    pub fn with_rule(mut self, rule: FailedRule) -> Self {
        self.rule = Some(Box::new(rule));
        self
    }

    /// The same, pinned to a form field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

/// What use cases answer.
pub type Result<T> = std::result::Result<T, Error>;
