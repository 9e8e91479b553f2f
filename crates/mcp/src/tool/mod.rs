//! The tools agents have: a closed list, each parsed at the border and typed inside.
//!
//! Why: five of the names and their arguments are those agents and their prompts already know; what
//! is new is optional.
//! Refuses: a tool that changes a policy, a limit, an approval, a network or a token.

mod answer;
pub mod catalog;
mod chain;
mod error;
mod execute_transaction;
mod get_approval;
mod get_balance;
mod get_wallet_address;
mod input;
mod list_permissions;
mod native_transfer;
pub(crate) mod operation;
mod prepare_operation;
mod read_contract;
mod schema;
mod submit_operation;

use latchkey_wallet::Wallet;
use serde_json::{Map, Value};

pub use answer::Answer;
pub use error::{ErrorCode, Rule, ToolError};
pub(crate) use operation::Write;

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
    /// Sends the native coin.
    NativeTransfer,
    /// Sends calls.
    ExecuteTransaction,
    /// What this agent may do.
    ListPermissions,
    /// The owner's approval of a key the agent holds.
    GetApproval,
    /// An operation to be signed by the agent.
    PrepareOperation,
    /// Sends what the agent signed.
    SubmitOperation,
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
    pub const ALL: [Self; 9] = [
        Self::ListPermissions,
        Self::GetWalletAddress,
        Self::GetBalance,
        Self::ReadContract,
        Self::NativeTransfer,
        Self::ExecuteTransaction,
        Self::GetApproval,
        Self::PrepareOperation,
        Self::SubmitOperation,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GetWalletAddress => "get_wallet_address",
            Self::GetBalance => "get_balance",
            Self::ReadContract => "read_contract",
            Self::NativeTransfer => "native_transfer",
            Self::ExecuteTransaction => "execute_transaction",
            Self::ListPermissions => "list_permissions",
            Self::GetApproval => "get_approval",
            Self::PrepareOperation => "prepare_operation",
            Self::SubmitOperation => "submit_operation",
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
            Self::NativeTransfer | Self::ExecuteTransaction | Self::SubmitOperation => {
                Effect::Write
            }
            Self::GetWalletAddress
            | Self::GetBalance
            | Self::ReadContract
            | Self::ListPermissions
            | Self::GetApproval
            | Self::PrepareOperation => Effect::Read,
        }
    }

    /// A failure in this tool's own shape.
    pub(crate) fn failed(self, error: ToolError) -> Answer {
        match self {
            Self::GetWalletAddress => answer::failed::<get_wallet_address::Output>(error),
            Self::GetBalance => answer::failed::<get_balance::Output>(error),
            Self::ReadContract => answer::failed::<read_contract::Output>(error),
            Self::ListPermissions => answer::failed::<list_permissions::Output>(error),
            Self::GetApproval => answer::failed::<get_approval::Output>(error),
            Self::PrepareOperation => answer::failed::<prepare_operation::Output>(error),
            Self::NativeTransfer | Self::ExecuteTransaction | Self::SubmitOperation => {
                answer::failed::<operation::Output>(error)
            }
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

/// What a call came to so far.
#[derive(Debug)]
pub(crate) enum Step {
    /// It is answered.
    Done(Answer),
    /// It is understood, and nothing was sent yet.
    Send(Box<Write>),
}

/// Answers a tool that only reads; for the others, what is to be sent.
pub(crate) async fn run(tool: Tool, ask: &Ask<'_>, arguments: Arguments) -> Step {
    match tool {
        Tool::GetWalletAddress => read(get_wallet_address::call(ask).await),
        Tool::GetBalance => read(get_balance::call(ask, arguments).await),
        Tool::ReadContract => read(read_contract::call(ask, arguments).await),
        Tool::ListPermissions => read(list_permissions::call(ask, arguments).await),
        Tool::GetApproval => read(get_approval::call(ask, arguments).await),
        Tool::PrepareOperation => read(prepare_operation::call(ask, arguments).await),
        Tool::SubmitOperation => Step::Done(
            submit_operation::call(ask, arguments)
                .await
                .unwrap_or_else(answer::failed::<operation::Output>),
        ),
        Tool::NativeTransfer => write(native_transfer::parse(ask, arguments).await),
        Tool::ExecuteTransaction => write(execute_transaction::parse(ask, arguments).await),
    }
}

fn read<T: answer::Output>(outcome: Result<T, ToolError>) -> Step {
    Step::Done(answer::of(&outcome.unwrap_or_else(T::failed)))
}

fn write(outcome: Result<Write, ToolError>) -> Step {
    match outcome {
        Ok(write) => Step::Send(Box::new(write)),
        Err(error) => Step::Done(answer::failed::<operation::Output>(error)),
    }
}
