//! Where every call ends up, whichever door it came in by.
//!
//! Why: access, limits and the log line are in one place.
//! Refuses: calls while agents are kept out, and too many of them.

use std::time::Duration;

use latchkey_wallet::Wallet;
use latchkey_wallet::error::Code;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::limits::Limits;
use crate::tool::{self, Answer, Arguments, Ask, ErrorCode, Tool, ToolError};

/// By which door a call came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Road {
    /// HTTP.
    Http,
    /// The shim's socket.
    Socket,
}

/// An agent that was told apart from all others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    /// Row id.
    pub(super) agent_id: u32,
    /// By which door.
    pub(super) road: Road,
}

/// What both doors share.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) wallet: Wallet,
    /// Cancelled when the doors close.
    pub(super) off: CancellationToken,
    limits: Limits,
}

impl Desk {
    pub(super) fn new(wallet: Wallet, off: CancellationToken) -> Self {
        Self { wallet, off, limits: Limits::default() }
    }

    /// Answers one call; dropped at once when the doors close.
    pub(super) async fn call(&self, caller: Caller, tool: Tool, arguments: Arguments) -> Answer {
        let began = Instant::now();
        let answer = tokio::select! {
            biased;
            () = self.off.cancelled() => tool.failed(ToolError::access_off()),
            answer = self.answer(caller, tool, arguments) => answer,
        };
        let outcome = answer.code().map_or_else(|| "ok".to_owned(), |code| format!("{code:?}"));
        let (agent, road, millis) = (caller.agent_id, caller.road, began.elapsed().as_millis());
        tracing::info!(agent, ?road, tool = tool.name(), outcome, millis, "call");
        answer
    }

    async fn answer(&self, caller: Caller, tool: Tool, arguments: Arguments) -> Answer {
        match self.admit(caller, tool).await {
            Err(error) => tool.failed(error),
            Ok(()) => {
                let ask = Ask { wallet: &self.wallet, agent_id: caller.agent_id };
                tool::run(tool, &ask, arguments).await
            }
        }
    }

    /// Whether this call may be looked at.
    async fn admit(&self, caller: Caller, tool: Tool) -> Result<(), ToolError> {
        if !self.wallet.access_on() {
            return Err(ToolError::access_off());
        }
        if let Err(wait) = self.limits.take(caller.agent_id, tool.effect(), Instant::now()) {
            return Err(too_many(wait));
        }
        match self.wallet.agent_touch(caller.agent_id).await {
            Err(error) if error.code == Code::NotFound => Err(removed()),
            other => Ok(other?),
        }
    }
}

fn removed() -> ToolError {
    ToolError::new(ErrorCode::AgentRevoked, "The owner removed this agent.")
        .suggest("Ask the owner to add it again in Latchkey, on the Agents page.")
}

fn too_many(wait: Duration) -> ToolError {
    let millis = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX).max(1);
    let mut error = ToolError::new(
        ErrorCode::RateLimited,
        "Too many calls: at most 60 that read and 10 that send in a minute.",
    );
    error.retry_after_ms = Some(millis);
    error.suggest("Nothing was sent. Wait, then go on.")
}
