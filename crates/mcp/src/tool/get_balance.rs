//! `get_balance`: of the account or any address, in the native coin or a token.

use latchkey_core::amount::GROUP_SPACE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::ToolError;
use super::input::{self, Loose};
use super::{Arguments, Ask, answer, chain};

/// Decimals of every native coin.
const NATIVE_DECIMALS: u8 = 18;

/// Arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Input {
    /// Network: "local", a key like "base-sepolia", a CAIP-2 id like "eip155:84532", or a decimal chain id.
    #[schemars(with = "String")]
    chain: Loose,
    /// Whose balance; the account's own when left out. 0x and 40 hex digits.
    address: Option<String>,
    /// Token contract; the native coin when left out.
    token: Option<String>,
}

/// A balance, dated by its block.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Output {
    status: answer::ReadStatus,
    /// The network's own coin.
    #[serde(skip_serializing_if = "Option::is_none")]
    native_currency: Option<Currency>,
    /// How much.
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<Balance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<String>,
    /// EIP-155 chain id.
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_id: Option<u32>,
    /// Whose.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Token contract; absent for the native coin.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// Block it was read at.
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ToolError>,
}

/// A coin.
#[derive(Debug, Serialize, JsonSchema)]
struct Currency {
    name: String,
    symbol: String,
    decimals: u8,
}

/// An amount.
#[derive(Debug, Serialize, JsonSchema)]
struct Balance {
    /// Smallest units, decimal.
    amount: String,
    /// In whole units.
    formatted: String,
    /// Of the coin or token; chosen by its maker, not by Latchkey.
    symbol: String,
    decimals: u8,
}

impl answer::Output for Output {
    fn failed(error: ToolError) -> Self {
        Self { status: answer::ReadStatus::Error, error: Some(error), ..Self::default() }
    }
    fn error(&self) -> Option<&ToolError> {
        self.error.as_ref()
    }
}

/// Reads the chain.
pub(super) async fn call(ask: &Ask<'_>, arguments: Arguments) -> Result<Output, ToolError> {
    let input: Input = input::parse(arguments)?;
    let address = input.address.as_deref().map(|said| input::address("address", said));
    let token = input.token.as_deref().map(|said| input::address("token", said));
    let (address, token) = (address.transpose()?, token.transpose()?);
    let (_, network) = chain::find(ask, "chain", &input.chain).await?;
    let read = ask.wallet.agent_balance(ask.agent_id, network.chain_id, address, token).await?;
    Ok(Output {
        status: answer::ReadStatus::Ok,
        native_currency: Some(Currency {
            name: read.native_symbol.clone(),
            symbol: read.native_symbol,
            decimals: NATIVE_DECIMALS,
        }),
        balance: Some(Balance {
            amount: read.amount.atomic,
            formatted: read.amount.formatted.replace(GROUP_SPACE, ""),
            symbol: read.amount.symbol,
            decimals: read.amount.decimals,
        }),
        chain: Some(chain::name(&network)),
        chain_id: Some(read.chain_id),
        address: Some(read.address),
        token: read.token,
        block: Some(read.block),
        error: None,
    })
}
