//! An operation of the owner, on a lane of its own choosing (spec 2.4, 3).

use alloy_primitives::{Bytes, aliases::U192};

use crate::account::AccountSpec;
use crate::kernel::execute::{Call, ExecMode, encode_execute};
use crate::kernel::{nonce, signature};
use crate::user_op::stage::Draft;

use super::bare;

/// What the owner is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerPlan<'a> {
    /// The smart account.
    pub account: &'a AccountSpec,
    /// Whether it exists on the chain; if not, the operation deploys it.
    pub deployed: bool,
    /// Lane of the nonce. Ending keys uses one that nothing else uses, so that it never queues.
    pub lane: u16,
    /// Whether one failing call undoes the others.
    pub mode: ExecMode,
    /// The calls.
    pub calls: &'a [Call],
}

impl OwnerPlan<'_> {
    /// Key of the EntryPoint nonce (spec 2.4).
    #[must_use]
    pub fn nonce_key(&self) -> U192 {
        nonce::root_key(self.account.root_validator_address(), self.lane)
    }

    /// The operation with a stub signature for the estimate (spec 3).
    #[must_use]
    pub fn draft(&self, sequence: u64) -> Draft {
        let nonce = nonce::full(self.nonce_key(), sequence);
        let call_data = encode_execute(self.calls, self.mode);
        let mut operation = bare(self.account, self.deployed, nonce, call_data);
        operation.signature = Bytes::from_static(&signature::DUMMY_ECDSA);
        Draft::new(operation)
    }
}
