//! An operation of a session key: in enable mode on first use, in default mode afterwards.
//!
//! Why: enable mode carries the owner's approval and installs the key; it works exactly once
//! (spec 5.4), so who plans must know which it is.

use alloy_primitives::{Address, Bytes, aliases::U192};

use crate::account::{AccountSpec, Located};
use crate::kernel::enable::{EnableApproval, default_selector_data};
use crate::kernel::execute::{Call, ExecMode, encode_execute};
use crate::kernel::{nonce, signature};
use crate::permission::{PermissionId, SignerKind, validation_id};
use crate::user_op::stage::Draft;

use super::located;

/// The owner's approval, for the first use on a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstUse {
    /// Enable data of the permission (spec 4.1).
    pub enable_data: Bytes,
    /// The owner's signature over the enable digest (spec 5.2).
    pub enable_signature: Bytes,
}

/// What a session key is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionPlan<'a> {
    /// The smart account.
    pub account: &'a AccountSpec,
    /// Whether it exists on the chain.
    pub deployed: bool,
    /// Which permission.
    pub permission_id: PermissionId,
    /// What its signatures look like.
    pub signer: SignerKind,
    /// `Some` on first use.
    pub first_use: Option<&'a FirstUse>,
    /// Lane of the nonce, 0 unless operations run side by side.
    pub lane: u16,
    /// The calls; more than one make a batch that succeeds or fails whole.
    pub calls: &'a [Call],
}

impl SessionPlan<'_> {
    /// Key of the EntryPoint nonce (spec 2.4); its sequence is read from the chain.
    #[must_use]
    pub fn nonce_key(&self) -> U192 {
        match self.first_use {
            Some(_) => nonce::enable_key(self.permission_id, self.lane),
            None => nonce::default_key(self.permission_id, self.lane),
        }
    }

    /// The operation with a stub signature for the estimate.
    #[must_use]
    pub fn draft(&self, sequence: u64) -> Draft {
        self.draft_at(&self.account.into(), sequence)
    }

    /// The same with the account's address at hand, for whoever makes many operations. `place` is
    /// where [`Self::account`] is.
    #[must_use]
    pub fn draft_at(&self, place: &Located, sequence: u64) -> Draft {
        let call_data = encode_execute(self.calls, ExecMode::Default);
        let nonce = nonce::full(self.nonce_key(), sequence);
        let mut operation = located(place, self.deployed, nonce, call_data);
        operation.signature = self.envelope(&self.signer.dummy_permission());
        Draft::new(operation)
    }

    /// The signature field around the session key's `0xff ‖ signature` (spec 4.6, 5.4).
    #[must_use]
    pub fn envelope(&self, session_signature: &[u8]) -> Bytes {
        let Some(first) = self.first_use else {
            return Bytes::copy_from_slice(session_signature);
        };
        // The envelope carries the parts that were signed, not the chain and nonce of the digest.
        let approval = EnableApproval {
            account: self.account.address(),
            chain_id: 0,
            version: self.account.version,
            validation_id: validation_id(self.permission_id),
            nonce: 0,
            hook: Address::ZERO,
            enable_data: first.enable_data.clone(),
            hook_data: Bytes::new(),
            selector_data: default_selector_data(),
        };
        signature::enable_mode_signature(&approval, &first.enable_signature, session_signature)
    }
}
