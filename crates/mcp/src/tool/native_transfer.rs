//! `native_transfer`: the native coin to one address.
//!
//! Refuses: amounts as floats, names instead of addresses.

use alloy_primitives::Bytes;
use latchkey_wallet::views::{AgentCall, AgentExecute, CallInput};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::ToolError;
use super::input::{self, Loose};
use super::operation::{self, Write};
use super::{Arguments, Ask, chain};

/// Arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Input {
    /// Network: "local", a key like "base-sepolia", a CAIP-2 id like "eip155:84532", or a decimal chain id.
    #[schemars(with = "String")]
    chain: Loose,
    /// Recipient, 0x and 40 hex digits.
    address: String,
    /// How much, as a decimal string in the unit, like "0.25".
    #[schemars(with = "String")]
    amount: Loose,
    /// Unit of amount.
    unit: Unit,
    /// Permission to use, from list_permissions; the first that fits when left out.
    permission_id: Option<String>,
    /// Your own name for this transfer, at most 64 characters. The same key never sends twice; repeat it to see where the operation stands.
    idempotency_key: Option<String>,
    /// Seconds to wait for inclusion, 0 to 45; 20 when left out.
    #[schemars(range(max = 45))]
    wait_seconds: Option<u8>,
}

/// Units of the native coin.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Wei,
    Gwei,
    Ether,
}

impl Unit {
    const fn decimals(self) -> u8 {
        match self {
            Self::Wei => 0,
            Self::Gwei => 9,
            Self::Ether => 18,
        }
    }
}

/// The transfer that is meant.
pub(super) async fn parse(ask: &Ask<'_>, arguments: Arguments) -> Result<Write, ToolError> {
    let input: Input = input::parse(arguments)?;
    let to = input::address("address", &input.address)?;
    let value = input::amount("amount", &input.amount, input.unit.decimals())?;
    let wait_secs = input::wait(input.wait_seconds)?;
    let idempotency_key = operation::key(input.idempotency_key)?;
    let (_, network) = chain::find(ask, "chain", &input.chain).await?;
    let call = AgentCall { to, value, input: CallInput::Data(Bytes::new()) };
    let execute = AgentExecute {
        chain_id: network.chain_id,
        calls: vec![call],
        permission_id: input.permission_id,
        wait_secs,
    };
    Ok(Write { execute, chain: chain::name(&network), idempotency_key })
}
