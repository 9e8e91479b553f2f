//! Asks the owner, and takes only an answer to what was asked.
//!
//! Why: every request to the signer is logged before it is made and after it is answered, says who
//! asks (law 4), and is matched by its id.
//! Refuses: a verdict for another request.

use latchkey_core::approval::{
    ApprovalRequest, Ask, MAX_DEADLINE_SECS, PROTOCOL_VERSION, Provenance, Verdict,
};

use crate::error::{Code, Error, Result};
use crate::record::LogEvent;
use crate::tags::Tag;
use crate::wallet::Wallet;

impl Wallet {
    /// Opens the approval window and waits for its verdict; [`Verdict::Refused`] becomes an error.
    pub(crate) async fn ask(&self, what: &str, ask: Ask) -> Result<Verdict> {
        match self.ask_for_verdict(what, ask).await? {
            Verdict::Refused { reason, message, .. } => Err(Error::refusal(reason, &message)),
            verdict @ (Verdict::OwnerCreated { .. }
            | Verdict::OwnerBackedUp { .. }
            | Verdict::LockAdded { .. }
            | Verdict::OwnerRemoved { .. }
            | Verdict::OwnerTested { .. }
            | Verdict::Reopened { .. }
            | Verdict::Granted { .. }
            | Verdict::Signed { .. }
            | Verdict::KillsSigned { .. }
            | Verdict::TransactionSigned { .. }) => Ok(verdict),
        }
    }

    /// The same, where a refusal can mean that there is nothing left to do.
    pub(crate) async fn ask_for_verdict(&self, what: &str, ask: Ask) -> Result<Verdict> {
        let request_id = hex::encode(self.ports().entropy.bytes32().get(..16).unwrap_or_default());
        let request = ApprovalRequest {
            version: PROTOCOL_VERSION,
            request_id: request_id.clone(),
            provenance: Provenance {
                who: self.ports().host.asker.clone(),
                program: self.ports().host.program.clone(),
                at_unix_secs: self.now(),
            },
            deadline_secs: MAX_DEADLINE_SECS,
            ask,
        };
        let asked = LogEvent::Asked { request_id: request_id.clone(), what: what.to_owned() };
        self.log(asked).await?;
        let answer = match self.ports().approver.approve(request).await {
            Ok(verdict) => believed(&request_id, verdict),
            Err(error) => Err(Error::from(error)),
        };
        let (approved, detail) = match &answer {
            Ok(Verdict::Refused { reason, message, .. }) => {
                (false, Error::refusal(*reason, message).message)
            }
            Ok(_) => (true, what.to_owned()),
            Err(error) => (false, error.message.clone()),
        };
        self.log(LogEvent::Answered { request_id, approved, detail }).await?;
        answer
    }

    /// Appends a line.
    pub(crate) async fn log(&self, event: LogEvent) -> Result<()> {
        let now = self.now();
        self.stored(move |s| s.append(now, &event)).await?;
        self.stale(&[Tag::Activity]);
        Ok(())
    }
}

fn believed(asked: &str, verdict: Verdict) -> Result<Verdict> {
    let answered = match &verdict {
        // What could not be read has no id.
        Verdict::Refused { .. } => return Ok(verdict),
        Verdict::OwnerCreated { request_id, .. }
        | Verdict::OwnerBackedUp { request_id, .. }
        | Verdict::LockAdded { request_id, .. }
        | Verdict::OwnerRemoved { request_id }
        | Verdict::OwnerTested { request_id }
        | Verdict::Reopened { request_id }
        | Verdict::Granted { request_id, .. }
        | Verdict::Signed { request_id, .. }
        | Verdict::KillsSigned { request_id, .. }
        | Verdict::TransactionSigned { request_id, .. } => request_id,
    };
    if answered == asked { Ok(verdict) } else { Err(mistrust("it answers another request")) }
}

/// The signer answered something that does not follow from what was asked. Nothing is used of it.
pub(crate) fn mistrust(what: &str) -> Error {
    Error::new(
        Code::Signer,
        format!("The signing program's answer does not fit what was asked: {what}."),
        "Nothing was kept or sent. Install Latchkey again from a source that you trust.",
    )
}
