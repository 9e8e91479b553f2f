//! An owner who says no, until a test says what they answer.

use std::sync::Mutex;

use async_trait::async_trait;
use latchkey_core::approval::{ApprovalRequest, Refusal, Verdict};
use latchkey_wallet::ports::{Approver, SignerError};

type Answer = Box<dyn FnMut(&ApprovalRequest) -> Result<Verdict, SignerError> + Send>;

/// Refuses everything by default; keeps what it was asked.
#[derive(Default)]
pub struct FakeApprover {
    answer: Mutex<Option<Answer>>,
    asked: Mutex<Vec<ApprovalRequest>>,
}

impl std::fmt::Debug for FakeApprover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FakeApprover").field("asked", &self.asked).finish_non_exhaustive()
    }
}

impl FakeApprover {
    /// Answers like this from now on.
    pub fn answers(
        &self,
        answer: impl FnMut(&ApprovalRequest) -> Result<Verdict, SignerError> + Send + 'static,
    ) {
        *self.answer.lock().unwrap() = Some(Box::new(answer));
    }

    /// Every request so far.
    #[must_use]
    pub fn asked(&self) -> Vec<ApprovalRequest> {
        self.asked.lock().unwrap().clone()
    }
}

#[async_trait]
impl Approver for FakeApprover {
    async fn approve(&self, request: ApprovalRequest) -> Result<Verdict, SignerError> {
        self.asked.lock().unwrap().push(request.clone());
        if let Some(answer) = self.answer.lock().unwrap().as_mut() {
            return answer(&request);
        }
        Ok(Verdict::Refused {
            request_id: request.request_id,
            reason: Refusal::Declined,
            message: "The owner pressed Refuse.".to_owned(),
        })
    }
}
