//! What the leaves of an approval are: enable digests and operations, each with its chain and
//! account, so that what was approved can be listed, shown and checked again (spec 6).
//!
//! Why: 32 bytes say nothing; the signer lists these and takes the digests from them itself.
//! Refuses: what [`Tree`] refuses, chain 0, and operations that carry a signature already.

use alloy_primitives::{Address, B256, Bytes};
use serde::{Deserialize, Serialize};

use super::{OwnerSignature, Tree, TreeError};
use crate::{kernel::enable::EnableApproval, permission::ValidationId, user_op::UserOperation};

/// One thing under an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
pub enum Leaf {
    /// A key may install itself (spec 5.1).
    Enable(Box<EnableApproval>),
    /// An operation of the account (spec 2.2).
    Operation(Box<OperationLeaf>),
}

/// An operation and where it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OperationLeaf {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// EntryPoint 0.7 there.
    pub entry_point: Address,
    /// The operation, signature empty.
    pub operation: UserOperation,
}

/// Why some leaves make no approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalsError {
    /// Their number, or two equal ones.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// Chain 0 does not exist; a digest for it would hold on every chain (spec 2.5).
    #[error("leaf {0} is for network 0, which does not exist")]
    ChainZero(usize),
    /// The signature is not part of the hash, so one that is there already is a mistake.
    #[error("leaf {0} is an operation that is signed already")]
    Signed(usize),
}

/// Leaves in order, and the tree over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approvals {
    leaves: Vec<Leaf>,
    tree: Tree,
}

impl Leaf {
    /// The 32 bytes that go into the tree, computed here from the parts.
    #[must_use]
    pub fn digest(&self) -> B256 {
        match self {
            Self::Enable(approval) => approval.digest(),
            Self::Operation(op) => op.operation.hash(op.entry_point, op.chain_id),
        }
    }

    /// The chain it is good on; nothing happens on any other.
    #[must_use]
    pub const fn chain_id(&self) -> u64 {
        match self {
            Self::Enable(approval) => approval.chain_id,
            Self::Operation(op) => op.chain_id,
        }
    }

    /// The account it is good for.
    #[must_use]
    pub const fn account(&self) -> Address {
        match self {
            Self::Enable(approval) => approval.account,
            Self::Operation(op) => op.operation.sender,
        }
    }

    /// The validation it may install; `None` for operations.
    #[must_use]
    pub const fn installs(&self) -> Option<ValidationId> {
        match self {
            Self::Enable(approval) => Some(approval.validation_id),
            Self::Operation(_) => None,
        }
    }

    fn is_signed(&self) -> bool {
        match self {
            Self::Enable(_) => false,
            Self::Operation(op) => !op.operation.signature.is_empty(),
        }
    }
}

impl Approvals {
    /// Any mix of 1 to [`super::MAX_LEAVES`] leaves.
    ///
    /// # Errors
    /// [`ApprovalsError`].
    pub fn new(leaves: Vec<Leaf>) -> Result<Self, ApprovalsError> {
        if let Some(place) = leaves.iter().position(|leaf| leaf.chain_id() == 0) {
            return Err(ApprovalsError::ChainZero(place));
        }
        if let Some(place) = leaves.iter().position(Leaf::is_signed) {
            return Err(ApprovalsError::Signed(place));
        }
        let tree = Tree::new(leaves.iter().map(Leaf::digest).collect())?;
        Ok(Self { leaves, tree })
    }

    /// What is approved, in order.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The tree over their digests.
    #[must_use]
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The 32 bytes the owner signs by `personal_sign`.
    #[must_use]
    pub const fn root(&self) -> B256 {
        self.tree.root()
    }

    /// Each leaf with its signature, once the root is signed.
    #[must_use]
    pub fn signed(&self, over_root: &[u8; 65]) -> Vec<(&Leaf, Bytes)> {
        self.leaves.iter().zip(self.tree.signatures(over_root)).collect()
    }

    /// Which leaf a signature approves for an owner; `None` for none of these.
    #[must_use]
    pub fn approved_by(&self, signature: &OwnerSignature, owner: Address) -> Option<&Leaf> {
        self.leaves.iter().find(|leaf| signature.approves(leaf.digest(), owner).is_ok())
    }
}
