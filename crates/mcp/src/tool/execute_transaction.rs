//! `execute_transaction`: one or more calls, as one atomic operation.
//!
//! Refuses: calldata and a function at once; values that are no whole wei.

use alloy_primitives::{Bytes, U256};
use latchkey_wallet::use_case::abi_text::{AbiInput, FunctionSource};
use latchkey_wallet::views::{AgentCall, AgentExecute, CallInput};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::error::{ErrorCode, ToolError};
use super::input::{self, Loose};
use super::operation::{self, Write};
use super::read_contract::Anything;
use super::{Arguments, Ask, chain};

/// Arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Input {
    /// EIP-155 chain id. Either this or chain is needed.
    #[schemars(with = "Option<u64>")]
    chain_id: Option<Loose>,
    /// Network: "local", a key like "base-sepolia", or a CAIP-2 id like "eip155:84532".
    #[schemars(with = "Option<String>")]
    chain: Option<Loose>,
    /// 1 to 32 calls; all happen or none.
    calls: Vec<Call>,
    /// Accepted so that older prompts work; lanes are chosen by the wallet.
    #[expect(dead_code, reason = "part of the peer's arguments")]
    nonce_key: Option<String>,
    /// Permission to use, from list_permissions; the first that fits when left out.
    permission_id: Option<String>,
    /// Your own name for this operation, at most 64 characters. The same key never sends twice; repeat it to see where the operation stands.
    idempotency_key: Option<String>,
    /// Seconds to wait for inclusion, 0 to 45; 20 when left out.
    #[schemars(range(max = 45))]
    wait_seconds: Option<u8>,
}

/// One call: data, or function and args.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Call {
    /// Contract or recipient, 0x and 40 hex digits.
    to: String,
    /// Native coin sent along in wei, as a decimal string; none when left out.
    #[schemars(with = "Option<String>")]
    value: Option<Loose>,
    /// Calldata, 0x and hex digits; none when left out.
    data: Option<String>,
    /// Instead of data: a whole signature such as "transfer(address,uint256)", or a name in abi.
    function: Option<String>,
    /// With function: its arguments in order. Integers in smallest units, as decimal strings.
    #[schemars(with = "Option<Vec<Anything>>")]
    args: Option<Vec<AbiInput>>,
    /// With function as a bare name: ABI entries of the contract, as JSON objects.
    abi: Option<Vec<Map<String, Value>>>,
}

/// The operation that is meant.
pub(super) async fn parse(ask: &Ask<'_>, arguments: Arguments) -> Result<Write, ToolError> {
    let input: Input = input::parse(arguments)?;
    let calls: Result<Vec<AgentCall>, ToolError> =
        input.calls.into_iter().enumerate().map(|(place, call)| one(place, call)).collect();
    let calls = calls?;
    let wait_secs = input::wait(input.wait_seconds)?;
    let idempotency_key = operation::key(input.idempotency_key)?;
    let (field, said) = match (input.chain_id, input.chain) {
        (Some(said), None) => ("chainId", said),
        (None, Some(said)) => ("chain", said),
        (Some(id), Some(said)) => agreed(ask, id, said).await?,
        (None, None) => {
            let message = "Say on which network: chainId or chain is missing.";
            return Err(ToolError::new(ErrorCode::InvalidArguments, message).at("chainId"));
        }
    };
    let (_, network) = chain::find(ask, field, &said).await?;
    let permission_id = input.permission_id;
    let execute = AgentExecute { chain_id: network.chain_id, calls, permission_id, wait_secs };
    Ok(Write { execute, chain: chain::name(&network), idempotency_key })
}

/// Both were given: they must mean the same network.
async fn agreed(ask: &Ask<'_>, id: Loose, name: Loose) -> Result<(&'static str, Loose), ToolError> {
    let (_, by_id) = chain::find(ask, "chainId", &id).await?;
    let (_, by_name) = chain::find(ask, "chain", &name).await?;
    if by_id.chain_id == by_name.chain_id {
        return Ok(("chainId", id));
    }
    let message = "chainId and chain name two different networks.";
    Err(ToolError::new(ErrorCode::InvalidArguments, message).at("chain"))
}

pub(super) fn one(place: usize, call: Call) -> Result<AgentCall, ToolError> {
    let field = |name: &str| format!("calls[{place}].{name}");
    let to = input::address(&field("to"), &call.to)?;
    let value = match &call.value {
        Some(said) => wei(&field("value"), said)?,
        None => U256::ZERO,
    };
    let input = match (call.data, call.function) {
        (Some(_), Some(_)) => {
            let message = "A call has data or a function, not both.";
            return Err(ToolError::new(ErrorCode::InvalidArguments, message).at(field("data")));
        }
        (None, Some(function)) => {
            let abi = call.abi.map(|abi| Value::from_iter(abi).to_string());
            let args = call.args.unwrap_or_default();
            CallInput::Function { source: FunctionSource { function, abi }, args }
        }
        (data, None) => CallInput::Data(bytes(&field("data"), data.as_deref().unwrap_or("0x"))?),
    };
    Ok(AgentCall { to, value, input })
}

/// Wei in decimal, or in hex as wallets write it.
fn wei(field: &str, said: &Loose) -> Result<U256, ToolError> {
    match said.text().strip_prefix("0x") {
        Some(hex) => U256::from_str_radix(hex, 16).map_err(|_malformed| {
            ToolError::new(ErrorCode::InvalidAmount, "The value is no hex number.").at(field)
        }),
        None => input::amount(field, said, 0),
    }
}

fn bytes(field: &str, said: &str) -> Result<Bytes, ToolError> {
    let hex = said.trim().starts_with("0x").then(|| said.trim().parse().ok()).flatten();
    hex.ok_or_else(|| {
        ToolError::new(ErrorCode::InvalidArguments, "Calldata is 0x and pairs of hex digits.")
            .at(field)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(json: &str) -> Result<AgentCall, ToolError> {
        one(1, serde_json::from_str(json).unwrap())
    }

    const TO: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    #[test]
    fn calls_are_parsed_or_refused_by_place() {
        let plain = call(&format!(r#"{{"to":"{TO}","value":"5"}}"#)).unwrap();
        assert_eq!((plain.value, plain.input), (U256::from(5), CallInput::Data(Bytes::new())));
        assert_eq!(
            call(&format!(r#"{{"to":"{TO}","value":"0x10"}}"#)).unwrap().value,
            U256::from(16)
        );
        for (json, field) in [
            (r#"{"to":"0x1"}"#.to_owned(), "calls[1].to"),
            (format!(r#"{{"to":"{TO}","value":"0.5"}}"#), "calls[1].value"),
            (format!(r#"{{"to":"{TO}","value":0.5}}"#), "calls[1].value"),
            (format!(r#"{{"to":"{TO}","data":"a9059cbb"}}"#), "calls[1].data"),
            (format!(r#"{{"to":"{TO}","data":"0x","function":"f()"}}"#), "calls[1].data"),
        ] {
            assert_eq!(call(&json).unwrap_err().field.as_deref(), Some(field), "{json}");
        }
    }
}
