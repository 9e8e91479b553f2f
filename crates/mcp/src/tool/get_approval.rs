//! `get_approval`: the owner's approval of a key that the agent holds itself, to carry along.
//!
//! Refuses: approvals of other agents' keys, and of keys that Latchkey holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::ToolError;
use super::input::{self, Loose};
use super::{Arguments, Ask, answer, chain};

/// Arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Input {
    /// Network: "local", a key like "base-sepolia", a CAIP-2 id or a decimal chain id.
    #[schemars(with = "String")]
    chain: Loose,
    /// Which permission, from list_permissions; one whose key you hold.
    permission_id: String,
}

/// The approval.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Output {
    status: answer::ReadStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    permission_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<String>,
    /// EIP-155 chain id.
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_id: Option<u32>,
    /// The smart account.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// The serialized permission account, for ZeroDev's deserializePermissionAccount with your own signer. No secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ToolError>,
}

impl answer::Output for Output {
    fn failed(error: ToolError) -> Self {
        Self { status: answer::ReadStatus::Error, error: Some(error), ..Self::default() }
    }
    fn error(&self) -> Option<&ToolError> {
        self.error.as_ref()
    }
}

/// Reads the store.
pub(super) async fn call(ask: &Ask<'_>, arguments: Arguments) -> Result<Output, ToolError> {
    let input: Input = input::parse(arguments)?;
    let (_, network) = chain::find(ask, "chain", &input.chain).await?;
    let wallet = ask.wallet;
    let found = wallet.agent_approval(ask.agent_id, &input.permission_id, network.chain_id).await?;
    Ok(Output {
        status: answer::ReadStatus::Ok,
        permission_id: Some(found.permission_id),
        chain: Some(chain::name(&network)),
        chain_id: Some(found.chain_id),
        account: Some(found.account),
        approval: Some(found.approval),
        error: None,
    })
}
