//! `prepare_operation`: the exact operation for a key that the agent holds itself, to be signed there.
//!
//! Refuses: keys that Latchkey holds; those are used by executing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_core::user_op::UserOperation;
use latchkey_wallet::views::{AgentCall, AgentExecute, AgentPrepared, ToSign};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::{ErrorCode, ToolError};
use super::execute_transaction::{Call, one};
use super::input::{self, Loose};
use super::{Arguments, Ask, answer, chain, operation as told};

/// Arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Input {
    /// Network: "local", a key like "base-sepolia", a CAIP-2 id or a decimal chain id.
    #[schemars(with = "String")]
    chain: Loose,
    /// 1 to 32 calls; all happen or none.
    calls: Vec<Call>,
    /// Permission to use, from list_permissions; the first that fits and whose key you hold when left out.
    permission_id: Option<String>,
}

/// An unsigned operation, and what to sign.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Output {
    status: answer::ReadStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<String>,
    /// EIP-155 chain id.
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_id: Option<u32>,
    /// Account that sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permission_id: Option<String>,
    /// What it does, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    /// Give it to submit_operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    user_op_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign: Option<Sign>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<Operation>,
    /// EntryPoint the hash is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry_point: Option<String>,
    /// Seconds until it has to be prepared again.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ToolError>,
}

/// How to sign.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Sign {
    /// personal_sign: EIP-191 over the 32 bytes. webauthn: the bytes are the challenge, and user verification is needed.
    method: Method,
    /// 0x and 64 hex digits.
    bytes: String,
    /// The same as a WebAuthn challenge (base64url), for passkeys.
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<String>,
}

/// Which method.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Method {
    /// EIP-191.
    PersonalSign,
    /// A passkey.
    Webauthn,
}

/// The operation, numbers as hex; its signature is left out.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Operation {
    sender: String,
    nonce: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    factory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    factory_data: Option<String>,
    call_data: String,
    call_gas_limit: String,
    verification_gas_limit: String,
    pre_verification_gas: String,
    max_fee_per_gas: String,
    max_priority_fee_per_gas: String,
}

impl answer::Output for Output {
    fn failed(error: ToolError) -> Self {
        Self { status: answer::ReadStatus::Error, error: Some(error), ..Self::default() }
    }
    fn error(&self) -> Option<&ToolError> {
        self.error.as_ref()
    }
}

/// Reads the chain; nothing is signed or sent.
pub(super) async fn call(ask: &Ask<'_>, arguments: Arguments) -> Result<Output, ToolError> {
    let input: Input = input::parse(arguments)?;
    let calls: Result<Vec<AgentCall>, ToolError> =
        input.calls.into_iter().enumerate().map(|(place, call)| one(place, call)).collect();
    let calls = calls?;
    let (_, network) = chain::find(ask, "chain", &input.chain).await?;
    let permission_id = input.permission_id;
    let execute = AgentExecute { chain_id: network.chain_id, calls, permission_id, wait_secs: 0 };
    if let Some(seen) = ask.wallet.agent_shadow(ask.agent_id, &execute, None).await? {
        return Err(ToolError::new(ErrorCode::ShadowMode, told::shadow_words(&seen)));
    }
    let prepared = ask.wallet.agent_prepare(ask.agent_id, execute).await?;
    Ok(output(prepared, chain::name(&network)))
}

fn output(prepared: AgentPrepared, chain: String) -> Output {
    Output {
        status: answer::ReadStatus::Ok,
        chain: Some(chain),
        chain_id: Some(prepared.chain_id),
        account: Some(prepared.account),
        permission_id: Some(prepared.permission_id),
        what: Some(prepared.what),
        user_op_hash: Some(prepared.user_op_hash.to_string()),
        sign: Some(sign(prepared.to_sign)),
        operation: Some(operation(&prepared.operation)),
        entry_point: Some(prepared.entry_point.to_checksum(None)),
        expires_in_seconds: Some(prepared.expires_in_secs),
        error: None,
    }
}

fn sign(to_sign: ToSign) -> Sign {
    match to_sign {
        ToSign::PersonalSign(hash) => {
            Sign { method: Method::PersonalSign, bytes: hash.to_string(), challenge: None }
        }
        ToSign::Challenge(hash) => Sign {
            method: Method::Webauthn,
            bytes: hash.to_string(),
            challenge: Some(URL_SAFE_NO_PAD.encode(hash)),
        },
    }
}

fn operation(op: &UserOperation) -> Operation {
    let made = op.factory.is_some();
    Operation {
        sender: op.sender.to_checksum(None),
        nonce: format!("{:#x}", op.nonce),
        factory: op.factory.map(|factory| factory.to_checksum(None)),
        factory_data: made.then(|| op.factory_data.to_string()),
        call_data: op.call_data.to_string(),
        call_gas_limit: format!("{:#x}", op.call_gas_limit),
        verification_gas_limit: format!("{:#x}", op.verification_gas_limit),
        pre_verification_gas: format!("{:#x}", op.pre_verification_gas),
        max_fee_per_gas: format!("{:#x}", op.max_fee_per_gas),
        max_priority_fee_per_gas: format!("{:#x}", op.max_priority_fee_per_gas),
    }
}
