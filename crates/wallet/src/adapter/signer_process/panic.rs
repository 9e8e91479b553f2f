//! The panic key: one process, one request, one reply.
//!
//! Why: it is used when everything else may be broken, so it starts its own signer and needs no
//! session, no window and no owner.
//! Refuses: answers to something else, and silence.

use std::time::Duration;

use alloy_primitives::{Address, Bytes};
use async_trait::async_trait;
use latchkey_core::approval::{PROTOCOL_VERSION, PanicKills, PanicReply, PanicRequest};
use tokio::process::Child;

use super::frame::{self, FrameError};
use super::program::SignerProgram;
use super::said::Said;
use crate::ports::{PanicSigning, SignerError};

/// For its answer; a keychain may ask the person to unlock it first.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts one signing program per request.
#[derive(Debug, Clone)]
pub struct PanicSigner {
    program: SignerProgram,
}

impl PanicSigner {
    /// With this program.
    #[must_use]
    pub const fn new(program: SignerProgram) -> Self {
        Self { program }
    }

    async fn ask(&self, request: &PanicRequest) -> Result<PanicReply, SignerError> {
        let mut child = self.program.start("panic")?;
        let said = Said::listen(child.stderr.take());
        match tokio::time::timeout(PATIENCE, converse(&mut child, request)).await {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(FrameError::Ended)) => {
                Err(SignerError::Crashed(said.last_or("it closed the pipe").await))
            }
            Ok(Err(error)) => Err(SignerError::Unexpected(error.to_string())),
            Err(_elapsed) => {
                let seconds = PATIENCE.as_secs();
                Err(SignerError::Crashed(format!("no answer within {seconds} s")))
            }
        }
    }
}

async fn converse(child: &mut Child, request: &PanicRequest) -> Result<PanicReply, FrameError> {
    let mut input = child.stdin.take().ok_or(FrameError::Ended)?;
    let mut output = child.stdout.take().ok_or(FrameError::Ended)?;
    frame::write(&mut input, request).await?;
    frame::read(&mut output).await
}

#[async_trait]
impl PanicSigning for PanicSigner {
    async fn make(&self) -> Result<Address, SignerError> {
        match self.ask(&PanicRequest::Make { version: PROTOCOL_VERSION }).await? {
            PanicReply::Key { address } => Ok(address),
            reply @ (PanicReply::Signed { .. } | PanicReply::Refused { .. }) => {
                Err(unexpected(reply))
            }
        }
    }

    async fn sign(&self, kills: PanicKills) -> Result<Bytes, SignerError> {
        let request = PanicRequest::Sign { version: PROTOCOL_VERSION, kills: Box::new(kills) };
        match self.ask(&request).await? {
            PanicReply::Signed { signature, .. } => Ok(signature),
            reply @ (PanicReply::Key { .. } | PanicReply::Refused { .. }) => Err(unexpected(reply)),
        }
    }
}

fn unexpected(reply: PanicReply) -> SignerError {
    match reply {
        PanicReply::Refused { reason, message } => SignerError::PanicRefused { reason, message },
        PanicReply::Key { .. } | PanicReply::Signed { .. } => {
            SignerError::Unexpected("an answer to something else".to_owned())
        }
    }
}
