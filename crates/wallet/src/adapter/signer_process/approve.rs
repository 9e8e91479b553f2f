//! One approval: one process, one question, one verdict.
//!
//! Why: the owner answers in the signer's window; whatever else happens there is a refusal or an
//! error, never a signature.
//! Refuses: verdicts for another request or of another kind, a second frame, and waiting past the
//! deadline.

use std::time::Duration;

use async_trait::async_trait;
use latchkey_core::approval::{ApprovalRequest, Ask, MAX_DEADLINE_SECS, Verdict};
use latchkey_core::plan::asked_kills;
use tokio::io::AsyncReadExt;
use tokio::process::Child;

use super::frame::{self, FrameError};
use super::program::SignerProgram;
use super::said::Said;
use crate::ports::{Approver, SignerError};

/// How long after the deadline the program may take to say that it passed.
const GRACE: Duration = Duration::from_secs(10);
/// How long it may take to end after its verdict.
const LEAVE: Duration = Duration::from_secs(2);

/// Starts one signing program per request.
#[derive(Debug, Clone)]
pub struct ApproverProcess {
    program: SignerProgram,
    grace: Duration,
}

impl ApproverProcess {
    /// With this program.
    #[must_use]
    pub const fn new(program: SignerProgram) -> Self {
        Self { program, grace: GRACE }
    }

    /// The same with another grace after the deadline.
    #[cfg(test)]
    pub(super) const fn with_grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }
}

#[async_trait]
impl Approver for ApproverProcess {
    async fn approve(&self, request: ApprovalRequest) -> Result<Verdict, SignerError> {
        let mut child = self.program.start("approve")?;
        let said = Said::listen(child.stderr.take());
        let seconds = request.deadline_secs.min(MAX_DEADLINE_SECS);
        let patience = Duration::from_secs(seconds.into()) + self.grace;
        let talk = tokio::time::timeout(patience, converse(&mut child, &request)).await;
        let verdict = match talk {
            Ok(Ok(verdict)) => verdict,
            Ok(Err(FrameError::Ended)) => return Err(ended(&mut child, &said).await),
            Ok(Err(error)) => return Err(SignerError::Unexpected(error.to_string())),
            Err(_elapsed) => {
                let seconds = patience.as_secs();
                return Err(SignerError::Crashed(format!("no answer within {seconds} s")));
            }
        };
        check(&request, verdict)
    }
}

/// Writes the request, reads the one verdict and the end of the stream. Standard input stays open
/// until then: its end would mean that nobody asks any more.
async fn converse(child: &mut Child, request: &ApprovalRequest) -> Result<Verdict, FrameError> {
    let mut input = child.stdin.take().ok_or(FrameError::Ended)?;
    let mut output = child.stdout.take().ok_or(FrameError::Ended)?;
    // A program that refuses early may close its input first; its verdict still counts.
    let written = frame::write(&mut input, request).await;
    if let Err(error @ (FrameError::Length(_) | FrameError::Content)) = written {
        return Err(error);
    }
    let verdict = frame::read(&mut output).await?;
    match tokio::time::timeout(LEAVE, output.read(&mut [0])).await {
        Ok(Ok(more)) if more > 0 => Err(FrameError::Content),
        _ => Ok(verdict),
    }
}

async fn ended(child: &mut Child, said: &Said) -> SignerError {
    let status = match tokio::time::timeout(LEAVE, child.wait()).await {
        Ok(Ok(status)) => status.to_string(),
        Ok(Err(_)) | Err(_) => "it closed the pipe".to_owned(),
    };
    SignerError::Crashed(said.last_or(&status).await)
}

/// A verdict must echo the request and answer what was asked.
fn check(request: &ApprovalRequest, verdict: Verdict) -> Result<Verdict, SignerError> {
    let (id, fits) = match &verdict {
        // A request that could not be read cannot be echoed.
        Verdict::Refused { request_id, .. } if request_id.is_empty() => return Ok(verdict),
        Verdict::Refused { request_id, .. } => (request_id, true),
        Verdict::OwnerCreated { request_id, .. } => {
            (request_id, matches!(request.ask, Ask::CreateOwner(_) | Ask::ImportOwner(_)))
        }
        Verdict::OwnerBackedUp { request_id, .. } => {
            (request_id, matches!(request.ask, Ask::BackupOwner(_)))
        }
        Verdict::LockAdded { request_id, .. } => {
            (request_id, matches!(request.ask, Ask::AddLock(_)))
        }
        Verdict::OwnerRemoved { request_id } => {
            (request_id, matches!(request.ask, Ask::RemoveOwner(_)))
        }
        Verdict::OwnerTested { request_id } => {
            (request_id, matches!(request.ask, Ask::TestOwner(_)))
        }
        Verdict::Reopened { request_id } => (request_id, matches!(request.ask, Ask::Reopen(_))),
        Verdict::Granted { request_id, enable_signatures, kill_signatures, .. } => {
            let lengths = (enable_signatures.len(), kill_signatures.len());
            let fits = |leaves: usize| lengths == (leaves, leaves);
            (request_id, matches!(&request.ask, Ask::Grant(ask) if fits(ask.leaves.len())))
        }
        Verdict::Signed { request_id, signatures, .. } => (
            request_id,
            matches!(&request.ask, Ask::Operations(ask) if ask.operations.len() == signatures.len()),
        ),
        Verdict::KillsSigned { request_id, signatures, .. } => (
            request_id,
            matches!(&request.ask, Ask::Kills(ask) if asked_kills(ask).len() == signatures.len()),
        ),
        Verdict::TransactionSigned { request_id, signatures } => (
            request_id,
            matches!(&request.ask, Ask::Transaction(ask) if ask.transactions.len() == signatures.len()),
        ),
    };
    if *id == request.request_id && fits {
        return Ok(verdict);
    }
    Err(SignerError::Unexpected("a verdict on something else".to_owned()))
}
