//! An operation of the owner, on a lane of its own choosing (spec 2.4).
//!
//! Why: the estimate needs a signature of the right form and length, which differs by owner
//! (spec 3, 6, 7.5).

use alloy_primitives::{B256, Bytes, aliases::U192};

use crate::account::{AccountSpec, Owner, RootValidator};
use crate::approval_tree::Tree;
use crate::chain::ENTRY_POINT_07;
use crate::kernel::execute::{Call, ExecMode, encode_execute};
use crate::kernel::{nonce, signature};
use crate::user_op::{UserOperation, stage::Draft};
use crate::webauthn;

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

/// The other leaves of a tree that is not known yet.
const UNKNOWN_LEAF: B256 = B256::repeat_byte(0xaa);

impl OwnerPlan<'_> {
    /// Key of the EntryPoint nonce (spec 2.4).
    #[must_use]
    pub fn nonce_key(&self) -> U192 {
        nonce::root_key(self.account.root_validator_address(), self.lane)
    }

    /// The operation with a stub signature for the estimate, in the owner's form for one digest
    /// (spec 3, 7.5).
    #[must_use]
    pub fn draft(&self, sequence: u64) -> Draft {
        self.draft_by(&self.account.owner, sequence)
    }

    /// The same in the form of another owner than the first. The nonce stays on the same lanes: for
    /// the root Kernel does not read the identifier (spec 2.4).
    #[must_use]
    pub fn draft_by(&self, owner: &Owner, sequence: u64) -> Draft {
        let mut operation = self.unsigned(sequence);
        operation.signature = match owner.kind() {
            RootValidator::Ecdsa | RootValidator::MultiChainEcdsa => {
                Bytes::from_static(&signature::DUMMY_ECDSA)
            }
            RootValidator::WebAuthn => webauthn::dummy_signature(),
            RootValidator::MultiChainWebAuthn => webauthn::dummy_of_one(),
        };
        Draft::new(operation)
    }

    /// The same in the form of a tree of so many leaves, this operation's among them (spec 6): as
    /// long as the signature that takes its place. `None` for an owner who signs no trees.
    #[must_use]
    pub fn draft_among(&self, sequence: u64, chain_id: u64, leaves: usize) -> Option<Draft> {
        let dummy = match self.account.owner.kind() {
            RootValidator::MultiChainEcdsa => signature::dummy_multi_chain,
            RootValidator::MultiChainWebAuthn => webauthn::dummy_of_tree,
            RootValidator::Ecdsa | RootValidator::WebAuthn => return None,
        };
        let mut operation = self.unsigned(sequence);
        let leaf = operation.hash(ENTRY_POINT_07, chain_id);
        let others = std::iter::repeat_n(UNKNOWN_LEAF, leaves.saturating_sub(1));
        let tree = Tree::for_estimate(std::iter::once(leaf).chain(others).collect())?;
        operation.signature = dummy(tree.root(), leaf, &tree.proof(0)?);
        Some(Draft::new(operation))
    }

    fn unsigned(&self, sequence: u64) -> UserOperation {
        let nonce = nonce::full(self.nonce_key(), sequence);
        let call_data = encode_execute(self.calls, self.mode);
        bare(self.account, self.deployed, nonce, call_data)
    }
}
