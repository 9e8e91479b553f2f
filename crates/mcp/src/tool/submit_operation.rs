//! `submit_operation`: sends what was prepared, with the agent's own signature.
//!
//! Refuses: anything that was not prepared for this agent, and signatures that do not fit it.

use alloy_primitives::{B256, Bytes};
use latchkey_wallet::views::{AgentSignature, AgentSubmit};
use schemars::JsonSchema;
use serde::Deserialize;

use super::error::{ErrorCode, ToolError};
use super::input;
use super::operation::{self, About};
use super::{Answer, Arguments, Ask, chain};

/// Arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Input {
    /// As prepare_operation gave it.
    user_op_hash: String,
    /// 0x and hex digits: 65 bytes (r, s, v) of personal_sign, or a passkey's signature in DER.
    signature: String,
    /// Passkeys only: the authenticator's data, 0x and hex digits.
    authenticator_data: Option<String>,
    /// Passkeys only: the client data JSON as text, byte for byte as it was signed.
    #[serde(rename = "clientDataJSON")]
    client_data_json: Option<String>,
    /// Seconds to wait for inclusion, 0 to 45; 20 when left out.
    #[schemars(range(max = 45))]
    wait_seconds: Option<u8>,
}

/// Checks and sends.
pub(super) async fn call(ask: &Ask<'_>, arguments: Arguments) -> Result<Answer, ToolError> {
    let input: Input = input::parse(arguments)?;
    let user_op_hash: B256 = input.user_op_hash.trim().parse().map_err(|_malformed| {
        ToolError::new(ErrorCode::InvalidArguments, "userOpHash is 0x and 64 hex digits.")
            .at("userOpHash")
    })?;
    let signature = bytes("signature", &input.signature)?;
    let signature = match (input.authenticator_data, input.client_data_json) {
        (None, None) => AgentSignature::Ecdsa(signature),
        (Some(data), Some(client_data_json)) => {
            let authenticator_data = bytes("authenticatorData", &data)?;
            AgentSignature::Passkey { authenticator_data, client_data_json, signature }
        }
        (Some(_), None) | (None, Some(_)) => {
            let message = "A passkey's answer needs authenticatorData and clientDataJSON both.";
            return Err(ToolError::new(ErrorCode::InvalidArguments, message));
        }
    };
    let wait_secs = input::wait(input.wait_seconds)?;
    let submit = AgentSubmit { user_op_hash, signature, wait_secs };
    let sent = ask.wallet.agent_submit(ask.agent_id, submit).await?;
    let account = ask.wallet.agent_address(ask.agent_id).await?;
    let known = account.networks.iter().find(|network| network.chain_id == sent.chain_id);
    let chain = known.map_or_else(|| chain::by_id(sent.chain_id), chain::name);
    Ok(operation::answer(&sent, About { chain: &chain, key: None, replayed: false }))
}

fn bytes(field: &str, said: &str) -> Result<Bytes, ToolError> {
    let hex = said.trim().starts_with("0x").then(|| said.trim().parse().ok()).flatten();
    hex.ok_or_else(|| {
        ToolError::new(
            ErrorCode::InvalidArguments,
            format!("{field} is 0x and pairs of hex digits."),
        )
        .at(field)
    })
}
