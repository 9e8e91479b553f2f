//! Operations: what the tools that send understand in common, and what they answer.
//!
//! Why: a refusal names the rule; a mined failure keeps its hash and is never presented as success;
//! what is still on its way is told apart from what failed.
//! Refuses: to send twice for one idempotency key (kept by the desk).

use latchkey_core::amount::GROUP_SPACE;
use latchkey_core::text;
use latchkey_wallet::error::{Code, Error};
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::views::{AgentExecute, AgentOperation, Amount, ShadowSeen};
use schemars::JsonSchema;
use serde::Serialize;

use super::error::{ErrorCode, ToolError};
use super::{Answer, Ask, answer};

/// Longest idempotency key, in characters.
const KEY_MAX: usize = 64;

/// Milliseconds after which it is worth asking again.
const POLL_AFTER_MS: u32 = 3_000;

/// Something to send, understood and not sent yet.
#[derive(Debug)]
pub(crate) struct Write {
    /// What.
    pub(crate) execute: AgentExecute,
    /// What agents call the network.
    pub(crate) chain: String,
    /// The agent's own name for it.
    pub(crate) idempotency_key: Option<String>,
}

impl Write {
    /// What must be equal when a key is used again.
    pub(crate) fn digest(&self) -> String {
        let AgentExecute { chain_id, calls, permission_id, wait_secs: _ } = &self.execute;
        format!("{chain_id} {permission_id:?} {calls:?}")
    }
}

/// An idempotency key as agents may write it.
pub(super) fn key(said: Option<String>) -> Result<Option<String>, ToolError> {
    let fits = |key: &str| {
        !key.is_empty() && key.len() <= KEY_MAX && key.bytes().all(|b| b.is_ascii_graphic())
    };
    match said {
        Some(key) if !fits(&key) => Err(ToolError::new(
            ErrorCode::InvalidArguments,
            format!("The idempotency key must have 1 to {KEY_MAX} visible ASCII characters."),
        )
        .at("idempotencyKey")),
        other => Ok(other),
    }
}

/// Where an operation stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// A bundler has it; it may be included any moment.
    Submitted,
    /// Mined and successful.
    Included,
    /// Mined, but the call reverted: nothing it was meant to do happened.
    Reverted,
    /// Refused; it was not included.
    Rejected,
    /// No answer; it may still be included.
    Unknown,
    /// Shadow mode: nothing was signed or sent; see shadow.
    Shadow,
    /// A rule forbids it; nothing was signed.
    Denied,
    /// Nothing was sent; see error.
    #[default]
    Error,
}

/// An operation.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Output {
    status: Status,
    /// Number of the operation in the owner's activity list.
    #[serde(skip_serializing_if = "Option::is_none")]
    operation_id: Option<u32>,
    /// Transaction, once included.
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_hash: Option<String>,
    /// ERC-4337 hash of the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    user_op_hash: Option<String>,
    /// Block, once included.
    #[serde(skip_serializing_if = "Option::is_none")]
    block_number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<String>,
    /// EIP-155 chain id.
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_id: Option<u32>,
    /// Account that sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// Permission that was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    permission_id: Option<String>,
    /// What it does, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    /// What it cost, once included.
    #[serde(skip_serializing_if = "Option::is_none")]
    fee: Option<Fee>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explorer_url: Option<String>,
    /// Repeat the call with this key to see where the operation stands; nothing is sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<String>,
    /// Milliseconds after which it is worth repeating the call with the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    poll_after_ms: Option<u32>,
    /// This operation was sent by an earlier call with the same key.
    #[serde(skip_serializing_if = "Option::is_none")]
    replayed: Option<bool>,
    /// In shadow mode: what would have happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    shadow: Option<Shadow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ToolError>,
}

/// What is known of an operation that was not made.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Shadow {
    /// Number under which the owner sees it.
    record: u32,
    /// That nothing was signed or sent, and what a trial run said.
    message: String,
    /// Whether a trial run succeeded; absent when there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    would_work: Option<bool>,
    /// What would have changed, in words.
    changes: Vec<String>,
}

/// An amount of the native coin.
#[derive(Debug, Serialize, JsonSchema)]
struct Fee {
    /// Smallest units, decimal.
    atomic: String,
    /// In whole units.
    formatted: String,
    symbol: String,
    decimals: u8,
}

impl answer::Output for Output {
    fn failed(error: ToolError) -> Self {
        let denied = matches!(error.code, ErrorCode::PolicyDenied | ErrorCode::NoPermission);
        let status = if denied { Status::Denied } else { Status::Error };
        Self { status, error: Some(error), ..Self::default() }
    }
    fn error(&self) -> Option<&ToolError> {
        self.error.as_ref()
    }
}

/// Sends it: the operation, or why there is none.
pub(crate) async fn send(
    ask: &Ask<'_>,
    execute: AgentExecute,
) -> Result<AgentOperation, ToolError> {
    let named = execute.permission_id.is_some();
    let sent = ask.wallet.agent_execute(ask.agent_id, execute).await;
    match sent {
        Ok(operation) => Ok(operation),
        Err(error) => Err(refused(ask, error, named).await),
    }
}

/// The wallet's refusal, with what the owner calls the permission.
async fn refused(ask: &Ask<'_>, error: Error, named: bool) -> ToolError {
    let missing = named && error.code == Code::NotFound;
    let mut own = ToolError::from(error);
    if missing {
        own.code = ErrorCode::UnknownPermission;
    }
    if let Some(rule) = own.rule.as_mut()
        && let Ok(keys) = ask.wallet.agent_permissions(ask.agent_id).await
    {
        let of_it = keys.into_iter().find(|key| key.permission_id == rule.permission_id);
        rule.label = of_it.map(|key| key.name);
    }
    own
}

/// What is said along with an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    /// What agents call the network.
    pub(crate) chain: &'a str,
    /// What to ask again with.
    pub(crate) key: Option<&'a str>,
    /// Whether an earlier call sent it.
    pub(crate) replayed: bool,
}

/// The answer about an operation.
pub(crate) fn answer(operation: &AgentOperation, about: About<'_>) -> Answer {
    answer::of(&output(operation, about))
}

fn output(operation: &AgentOperation, about: About<'_>) -> Output {
    let About { chain, key, replayed } = about;
    let (status, error) = standing(operation);
    let pending = matches!(status, Status::Submitted | Status::Unknown);
    Output {
        status,
        operation_id: Some(operation.operation_id),
        transaction_hash: operation.transaction.clone(),
        user_op_hash: Some(operation.user_op_hash.clone()),
        block_number: operation.block,
        chain: Some(chain.to_owned()),
        chain_id: Some(operation.chain_id),
        account: Some(operation.account.clone()),
        permission_id: Some(operation.permission_id.clone()),
        what: Some(text::clean(&operation.what, text::REASON_MAX)),
        fee: operation.fee.as_ref().map(fee),
        explorer_url: operation.explorer_url.clone(),
        idempotency_key: key.map(str::to_owned),
        poll_after_ms: pending.then_some(POLL_AFTER_MS),
        replayed: replayed.then_some(true),
        shadow: None,
        error,
    }
}

/// The answer in shadow mode: honest that nothing was done.
pub(crate) fn shadowed(seen: &ShadowSeen, chain: &str) -> Answer {
    let simulation = seen.simulation.as_ref();
    let changes = simulation.into_iter().flat_map(|run| &run.changes);
    answer::of(&Output {
        status: Status::Shadow,
        chain: Some(chain.to_owned()),
        chain_id: Some(seen.chain_id),
        account: Some(seen.account.clone()),
        what: Some(text::clean(&seen.what, text::REASON_MAX)),
        shadow: Some(Shadow {
            record: seen.id,
            message: shadow_words(seen),
            would_work: simulation.map(|run| run.ok),
            changes: changes.map(|change| change.text.clone()).collect(),
        }),
        ..Output::default()
    })
}

/// What a watched agent is told.
pub(super) fn shadow_words(seen: &ShadowSeen) -> String {
    format!(
        "Shadow mode: nothing was signed or sent; recorded as number {}. {} Go on as you would: \
         the owner makes a permission from what you ask for.",
        seen.id, seen.outcome
    )
}

fn fee(amount: &Amount) -> Fee {
    Fee {
        atomic: amount.atomic.clone(),
        formatted: amount.formatted.replace(GROUP_SPACE, ""),
        symbol: amount.symbol.clone(),
        decimals: amount.decimals,
    }
}

/// Where it stands, and the failure if that is one.
fn standing(operation: &AgentOperation) -> (Status, Option<ToolError>) {
    let why = operation.reason.as_deref().unwrap_or_default();
    let failed = |code, message: String| Some(ToolError::new(code, message));
    match operation.status {
        OperationStatus::Included => (Status::Included, None),
        OperationStatus::Signed | OperationStatus::Submitted => (Status::Submitted, None),
        OperationStatus::Reverted => (
            Status::Reverted,
            failed(
                ErrorCode::Reverted,
                format!(
                    "It was mined and reverted: the fee is spent, the rest did not happen. {why}"
                ),
            ),
        ),
        OperationStatus::Rejected => (
            Status::Rejected,
            failed(ErrorCode::BundlerRejected, format!("It was refused and not included. {why}")),
        ),
        OperationStatus::Unknown => (
            Status::Unknown,
            failed(
                ErrorCode::OutcomeUnknown,
                "Nobody answered; it may still be included.".to_owned(),
            )
            .map(|error| {
                error.suggest("Do not send it again: repeat the call with this idempotencyKey.")
            }),
        ),
    }
}

/// Whether the chain may still change where it stands.
pub(crate) const fn is_open(operation: &AgentOperation) -> bool {
    match operation.status {
        OperationStatus::Signed | OperationStatus::Submitted | OperationStatus::Unknown => true,
        OperationStatus::Included | OperationStatus::Reverted | OperationStatus::Rejected => false,
    }
}
