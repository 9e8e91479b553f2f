//! The tools agents have: a closed list, each parsed at the border and typed inside.
//!
//! Why: the five names and their arguments are those agents and their prompts already know; what
//! is new is optional.
//! Refuses: a tool that changes a policy, a limit, an approval, a network or a token.

mod answer;
pub mod catalog;
mod chain;
mod error;
mod get_balance;
mod get_wallet_address;
mod input;
mod read_contract;
mod schema;

use latchkey_wallet::Wallet;
use serde_json::{Map, Value};

pub use answer::Answer;
pub use error::{ErrorCode, Rule, ToolError};

/// Arguments as they come off the wire.
pub type Arguments = Map<String, Value>;

/// Every tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Address of the account.
    GetWalletAddress,
    /// A balance.
    GetBalance,
    /// A view function.
    ReadContract,
}

/// What a tool does to the world; rate limits follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Read,
    /// It may spend.
    Write,
}

impl Tool {
    /// All, in the order they are listed.
    pub const ALL: [Self; 3] = [Self::GetWalletAddress, Self::GetBalance, Self::ReadContract];

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GetWalletAddress => "get_wallet_address",
            Self::GetBalance => "get_balance",
            Self::ReadContract => "read_contract",
        }
    }

    /// The tool of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    /// What it does to the world.
    #[must_use]
    pub const fn effect(self) -> Effect {
        match self {
            Self::GetWalletAddress | Self::GetBalance | Self::ReadContract => Effect::Read,
        }
    }

    /// A failure in this tool's own shape.
    pub(crate) fn failed(self, error: ToolError) -> Answer {
        match self {
            Self::GetWalletAddress => answer::failed::<get_wallet_address::Output>(error),
            Self::GetBalance => answer::failed::<get_balance::Output>(error),
            Self::ReadContract => answer::failed::<read_contract::Output>(error),
        }
    }
}

/// A call by an agent that was told apart from all others.
#[derive(Debug)]
pub(crate) struct Ask<'a> {
    /// Use cases.
    pub(crate) wallet: &'a Wallet,
    /// Row id of the agent.
    pub(crate) agent_id: u32,
}

/// Answers a call.
pub(crate) async fn run(tool: Tool, ask: &Ask<'_>, arguments: Arguments) -> Answer {
    match tool {
        Tool::GetWalletAddress => read(get_wallet_address::call(ask).await),
        Tool::GetBalance => read(get_balance::call(ask, arguments).await),
        Tool::ReadContract => read(read_contract::call(ask, arguments).await),
    }
}

fn read<T: answer::Output>(outcome: Result<T, ToolError>) -> Answer {
    answer::of(&outcome.unwrap_or_else(T::failed))
}
