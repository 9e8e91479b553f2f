//! `get_wallet_address`: the account, and where it can be used.
//!
//! Refuses: nothing; it takes no arguments and ignores what is given.

use latchkey_wallet::views::AgentAccount;
use schemars::JsonSchema;
use serde::Serialize;

use super::error::ToolError;
use super::{Ask, answer, chain};

/// It takes none.
#[derive(Debug, JsonSchema)]
pub(super) struct Input {}

/// The account.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Output {
    status: answer::ReadStatus,
    /// Checksummed address, the same on every chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// What the owner calls the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Networks the account can be used on.
    #[serde(skip_serializing_if = "Option::is_none")]
    chains: Option<Vec<Chain>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ToolError>,
}

/// A network.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Chain {
    /// What other tools take as chain.
    chain: String,
    /// EIP-155 chain id.
    chain_id: u32,
    /// Name.
    name: String,
    /// Symbol of the native coin.
    native_symbol: String,
    /// Test money only.
    test: bool,
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
pub(super) async fn call(ask: &Ask<'_>) -> Result<Output, ToolError> {
    Ok(ask.wallet.agent_address(ask.agent_id).await?.into())
}

impl From<AgentAccount> for Output {
    fn from(account: AgentAccount) -> Self {
        let chains = account.networks.iter().map(|network| Chain {
            chain: chain::name(network),
            chain_id: network.chain_id,
            name: network.name.clone(),
            native_symbol: network.native_symbol.clone(),
            test: network.built_in,
        });
        Self {
            status: answer::ReadStatus::Ok,
            chains: Some(chains.collect()),
            address: Some(account.address),
            name: Some(account.name),
            error: None,
        }
    }
}
