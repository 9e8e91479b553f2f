//! Where every call ends up, whichever door it came in by.
//!
//! Why: access, limits, idempotency and the log line are in one place.
//! Refuses: calls while agents are kept out, and too many of them.

use std::sync::Arc;
use std::time::Duration;

use latchkey_wallet::Wallet;
use latchkey_wallet::error::Code;
use latchkey_wallet::views::AgentOperation;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::limits::Limits;
use super::replay::{Awaited, Outcome, Replays, Turn};
use crate::tool::operation::About;
use crate::tool::{
    self, Answer, Arguments, Ask, Effect, ErrorCode, Step, Tool, ToolError, Write, operation,
};

/// By which door a call came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Road {
    /// HTTP.
    Http,
    /// The shim's socket.
    #[cfg(unix)]
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
    replays: Arc<Replays>,
}

impl Desk {
    pub(super) fn new(wallet: Wallet, off: CancellationToken) -> Self {
        Self { wallet, off, limits: Limits::default(), replays: Arc::default() }
    }

    /// Answers one call; dropped at once when the doors close.
    pub(super) async fn call(&self, caller: Caller, tool: Tool, arguments: Arguments) -> Answer {
        let began = Instant::now();
        // A call that finds the doors closed did nothing; one that is cut may have sent.
        let cut = match (self.off.is_cancelled(), tool.effect()) {
            (true, _) | (_, Effect::Read) => ToolError::access_off(),
            (false, Effect::Write) => ToolError::cut_off(),
        };
        let answer = tokio::select! {
            biased;
            () = self.off.cancelled() => tool.failed(cut),
            answer = self.answer(caller, tool, arguments) => answer,
        };
        let outcome = answer.code().map_or_else(|| "ok".to_owned(), |code| format!("{code:?}"));
        let (agent, road, millis) = (caller.agent_id, caller.road, began.elapsed().as_millis());
        tracing::info!(agent, ?road, tool = tool.name(), outcome, millis, "call");
        answer
    }

    async fn answer(&self, caller: Caller, tool: Tool, arguments: Arguments) -> Answer {
        if let Err(error) = self.admit(caller, tool).await {
            return tool.failed(error);
        }
        let ask = Ask { wallet: &self.wallet, agent_id: caller.agent_id };
        match tool::run(tool, &ask, arguments).await {
            Step::Done(answer) => answer,
            Step::Send(write) => match self.send(caller.agent_id, *write).await {
                Ok(answer) => answer,
                Err(error) => tool.failed(error),
            },
        }
    }

    /// Whether this call may be looked at.
    async fn admit(&self, caller: Caller, tool: Tool) -> Result<(), ToolError> {
        if let Some(error) = self.wallet.shut_out() {
            return Err(error.into());
        }
        if let Err(wait) = self.limits.take(caller.agent_id, tool.effect(), Instant::now()) {
            return Err(too_many(wait));
        }
        match self.wallet.agent_touch(caller.agent_id).await {
            Err(error) if error.code == Code::NotFound => Err(removed()),
            other => Ok(other?),
        }
    }

    /// The newest that is known of an operation that was on its way.
    async fn newest(&self, agent_id: u32, sent: AgentOperation) -> AgentOperation {
        if !operation::is_open(&sent) {
            return sent;
        }
        match self.wallet.agent_operation(agent_id, sent.clone()).await {
            Ok(newer) => newer,
            Err(_unread) => sent,
        }
    }

    /// Sends once per key. The work goes on when the client hangs up, so that the key still finds
    /// what it came to.
    async fn send(&self, agent_id: u32, write: Write) -> Result<Answer, ToolError> {
        let key = write.idempotency_key.clone();
        if let Some(seen) = self.wallet.agent_shadow(agent_id, &write.execute, key).await? {
            return Ok(operation::shadowed(&seen, &write.chain));
        }
        let (digest, chain) = (write.digest(), write.chain.clone());
        let Some(key) = write.idempotency_key.clone() else {
            let ask = Ask { wallet: &self.wallet, agent_id };
            let sent = operation::send(&ask, write.execute).await?;
            let key = format!("op-{}", sent.operation_id);
            let about = About { chain: &chain, key: Some(&key), replayed: false };
            let answer = operation::answer(&sent, about);
            self.replays.keep(agent_id, key, digest, sent);
            return Ok(answer);
        };
        let about = |replayed| About { chain: &chain, key: Some(&key), replayed };
        match self.replays.turn(agent_id, &key, &digest, Instant::now()) {
            Turn::Conflict => Err(conflict()),
            Turn::Again(outcome) => {
                let sent = self.newest(agent_id, waited(outcome).await?).await;
                Ok(operation::answer(&sent, about(true)))
            }
            Turn::First(said, outcome) => {
                let wallet = self.wallet.clone();
                tokio::spawn(async move {
                    let ask = Ask { wallet: &wallet, agent_id };
                    said.send_replace(Some(operation::send(&ask, write.execute).await));
                });
                Ok(operation::answer(&waited(outcome).await?, about(false)))
            }
        }
    }
}

/// What a call came to, once it did.
async fn waited(mut outcome: Awaited) -> Outcome {
    let done = outcome.wait_for(Option::is_some).await;
    let done = done.ok().and_then(|done| done.clone());
    done.unwrap_or_else(|| Err(ToolError::new(ErrorCode::Internal, "The call was cut off.")))
}

fn conflict() -> ToolError {
    let message = "This idempotencyKey was used for another operation.";
    ToolError::new(ErrorCode::IdempotencyConflict, message)
        .at("idempotencyKey")
        .suggest("Nothing was sent. Use a new key for a new operation.")
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
