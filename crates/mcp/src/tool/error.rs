//! Failures as agents get them: a closed code, what happened, and what to do.
//!
//! Why: an agent matches the code; a refusal names the rule, the number that was asked and the
//! number that would pass.
//! Refuses: bare text, stack traces, and text of others that was not cleaned and capped.

use latchkey_core::text;
use latchkey_wallet::error::{Code, Error, FailedRule};
use schemars::JsonSchema;
use serde::Serialize;

/// Longest message, in characters.
const MESSAGE_MAX: usize = 600;

/// What kind of failure it is; the only part programs may match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorCode {
    /// The arguments cannot be used.
    InvalidArguments,
    /// An address is malformed or its checksum is wrong.
    InvalidAddress,
    /// An amount is no decimal string that fits.
    InvalidAmount,
    /// The wallet does not know this network.
    UnknownChain,
    /// This agent has no such permission.
    UnknownPermission,
    /// What was asked for is not there.
    NotFound,
    /// A rule of the permission forbids it.
    PolicyDenied,
    /// The owner only watches this agent; nothing was signed or sent.
    ShadowMode,
    /// No permission of this agent covers it.
    NoPermission,
    /// The person said no.
    UserDenied,
    /// The call would revert, or the contract refused the read.
    WouldRevert,
    /// It was mined and reverted: nothing it was meant to do happened.
    Reverted,
    /// The bundler or the chain refused it.
    BundlerRejected,
    /// The network does not answer.
    RpcUnreachable,
    /// Nobody knows yet whether it was included.
    OutcomeUnknown,
    /// The key was used for other arguments.
    IdempotencyConflict,
    /// The app is closed.
    AppNotRunning,
    /// The app went away during the call.
    AppClosed,
    /// The vault is locked.
    AppLocked,
    /// The owner keeps agents out.
    AgentAccessOff,
    /// No agent of this name or token.
    UnknownAgent,
    /// The owner removed this agent.
    AgentRevoked,
    /// Too many calls.
    RateLimited,
    /// Something changed meanwhile; try again.
    Busy,
    /// A fault of ours.
    Internal,
}

/// A failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolError {
    /// For programs.
    pub code: ErrorCode,
    /// What happened.
    pub message: String,
    /// Whether the same call may succeed later without anything being changed.
    pub retryable: bool,
    /// Milliseconds to wait before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u32>,
    /// The argument at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The rule that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Box<Rule>>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// A rule that refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Permission id.
    pub permission_id: String,
    /// What the owner calls the permission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// call, gas, rate-limit, timestamp, signature-caller.
    pub policy: String,
    /// Where: calls[0].args[1], gas, uses …
    pub path: String,
    /// <=, ==, one of …
    pub operator: String,
    /// The limit.
    pub limit: String,
    /// What was asked.
    pub got: String,
    /// chain: the contract refuses it, whatever the app says.
    pub enforced_by: Enforcer,
    /// The contract's own error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain_error: Option<String>,
    /// The nearest value that would pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
}

/// Who holds a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Enforcer {
    /// A contract.
    Chain,
}

impl ToolError {
    /// A failure; the message is cleaned and capped.
    pub(crate) fn new(code: ErrorCode, message: impl AsRef<str>) -> Self {
        Self {
            code,
            message: text::clean(message.as_ref(), MESSAGE_MAX),
            retryable: code.retryable(),
            retry_after_ms: None,
            field: None,
            rule: None,
            suggestion: None,
        }
    }

    /// The same, at an argument.
    pub(crate) fn at(mut self, field: impl AsRef<str>) -> Self {
        self.field = Some(text::clean(field.as_ref(), text::SIGNATURE_MAX));
        self
    }

    /// The same, with what to do.
    pub(crate) fn suggest(mut self, what: impl AsRef<str>) -> Self {
        self.suggestion = Some(text::clean(what.as_ref(), MESSAGE_MAX));
        self
    }

    /// The owner keeps agents out.
    pub(crate) fn access_off() -> Self {
        Error::off().into()
    }

    /// The owner shut agents out while a call that may spend was running.
    pub(crate) fn cut_off() -> Self {
        let message =
            "Agent access was switched off during the call; nobody knows yet whether it was sent.";
        Self::new(ErrorCode::AppClosed, message).suggest(
            "Do not send it again blindly. When access is back, look at get_balance or ask the \
             owner what the activity list says.",
        )
    }
}

impl ErrorCode {
    /// Whether waiting alone may help.
    const fn retryable(self) -> bool {
        match self {
            Self::RpcUnreachable
            | Self::AppNotRunning
            | Self::AppLocked
            | Self::RateLimited
            | Self::Busy => true,
            Self::InvalidArguments
            | Self::InvalidAddress
            | Self::InvalidAmount
            | Self::UnknownChain
            | Self::UnknownPermission
            | Self::NotFound
            | Self::PolicyDenied
            | Self::ShadowMode
            | Self::NoPermission
            | Self::UserDenied
            | Self::WouldRevert
            | Self::Reverted
            | Self::BundlerRejected
            | Self::OutcomeUnknown
            | Self::IdempotencyConflict
            | Self::AppClosed
            | Self::AgentAccessOff
            | Self::UnknownAgent
            | Self::AgentRevoked
            | Self::Internal => false,
        }
    }
}

impl From<Error> for ToolError {
    fn from(error: Error) -> Self {
        let code = match error.code {
            Code::Refused => ErrorCode::UserDenied,
            Code::Locked => ErrorCode::AppLocked,
            Code::Offline => ErrorCode::RpcUnreachable,
            Code::Bundler => ErrorCode::BundlerRejected,
            Code::Policy if error.rule.is_some() => ErrorCode::PolicyDenied,
            Code::Policy => ErrorCode::NoPermission,
            Code::Stale => ErrorCode::Busy,
            Code::Invalid => ErrorCode::InvalidArguments,
            Code::NotFound => ErrorCode::NotFound,
            Code::Off => ErrorCode::AgentAccessOff,
            Code::Store | Code::Signer | Code::Bug => ErrorCode::Internal,
        };
        let mut own = Self::new(code, &error.message).suggest(&error.advice);
        own.field = error.field.map(|field| text::clean(&field, text::SIGNATURE_MAX));
        own.rule = error.rule.map(|rule| Box::new(Rule::from(*rule)));
        own
    }
}

impl From<FailedRule> for Rule {
    fn from(rule: FailedRule) -> Self {
        let short = |words: String| text::clean(&words, text::REASON_MAX);
        Self {
            permission_id: short(rule.permission_id),
            label: None,
            policy: short(rule.policy),
            path: short(rule.path),
            operator: short(rule.operator),
            limit: short(rule.limit),
            got: short(rule.got),
            enforced_by: Enforcer::Chain,
            chain_error: rule.chain_error.map(short),
            nearest: rule.nearest.map(short),
        }
    }
}
