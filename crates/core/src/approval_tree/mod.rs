//! The Merkle tree under one owner approval (spec 6): leaves are enable digests and operation
//! hashes, parents are `keccak256(min ‖ max)`, an odd node is promoted unchanged.
//!
//! Why: one signature over the root approves every leaf, each provable alone.
//! Refuses: no leaves, more than [`MAX_LEAVES`], and the same leaf twice.

mod leaf;
mod signature;
#[cfg(test)]
mod tests;

use alloy_primitives::{B256, Bytes, keccak256};
use alloy_sol_types::SolValue;

pub use crate::approval::MAX_LEAVES;
pub use leaf::{Approvals, ApprovalsError, Leaf, OperationLeaf};
pub use signature::{NotSigned, OwnerSignature, ParseError, SignedForm};

/// All levels, leaves first, root last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    levels: Vec<Vec<B256>>,
    root: B256,
}

/// Why no tree is made of some leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// Nothing to approve.
    #[error("nothing is to be approved; name at least one thing to sign")]
    NoLeaves,
    /// More than [`MAX_LEAVES`].
    #[error("{0} things are to be approved at once, more than {MAX_LEAVES}; approve them in parts")]
    TooMany(usize),
    /// The same 32 bytes twice: one of them was meant to be something else.
    #[error("leaves {first} and {second} are the same; each thing is approved once")]
    Twice {
        /// Place of the first, from 0.
        first: usize,
        /// Place of the second.
        second: usize,
    },
}

fn parent(left: B256, right: B256) -> B256 {
    let (low, high) = if left <= right { (left, right) } else { (right, left) };
    keccak256([low.as_slice(), high.as_slice()].concat())
}

impl Tree {
    /// Builds the tree over leaves in the given order; they are neither sorted nor hashed again.
    ///
    /// # Errors
    /// [`TreeError`] for no leaves, more than [`MAX_LEAVES`], or two equal ones.
    pub fn new(leaves: Vec<B256>) -> Result<Self, TreeError> {
        if leaves.len() > MAX_LEAVES {
            return Err(TreeError::TooMany(leaves.len()));
        }
        for (second, leaf) in leaves.iter().enumerate() {
            if let Some(first) = leaves.iter().take(second).position(|before| before == leaf) {
                return Err(TreeError::Twice { first, second });
            }
        }
        Self::for_estimate(leaves).ok_or(TreeError::NoLeaves)
    }

    /// The same over leaves that may repeat, as the dummies have them that stand for unknown leaves
    /// while gas is estimated (spec 6). Never to be signed. `None` for no leaves.
    #[must_use]
    pub fn for_estimate(leaves: Vec<B256>) -> Option<Self> {
        let mut levels = vec![leaves];
        loop {
            let top = levels.last()?;
            match top.as_slice() {
                [] => return None,
                [root] => return Some(Self { root: *root, levels }),
                many => {
                    let next = many.chunks(2).map(pair).collect();
                    levels.push(next);
                }
            }
        }
    }

    /// What the owner signs; the leaf itself when there is one.
    #[must_use]
    pub const fn root(&self) -> B256 {
        self.root
    }

    /// The leaves, in order.
    #[must_use]
    pub fn leaves(&self) -> &[B256] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    /// Siblings of a leaf, bottom up; a promoted level adds nothing. `None` for an unknown index.
    #[must_use]
    pub fn proof(&self, leaf: usize) -> Option<Vec<B256>> {
        self.levels.first()?.get(leaf)?;
        let siblings = self.levels.iter().scan(leaf, |index, level| {
            let sibling = level.get(*index ^ 1).copied();
            *index /= 2;
            Some(sibling)
        });
        Some(siblings.flatten().collect())
    }

    /// `abi(bytes32[] proof)` of a leaf (spec 6).
    #[must_use]
    pub fn encoded_proof(&self, leaf: usize) -> Option<Bytes> {
        Some(self.proof(leaf)?.abi_encode().into())
    }

    /// What one leaf is signed with once the root is: `sig ‖ root ‖ abi(proof)`. It goes into an
    /// enable signature (spec 5.2) or the signature field of an operation of the owner.
    #[must_use]
    pub fn signature(&self, leaf: usize, over_root: &[u8; 65]) -> Option<OwnerSignature> {
        let (signature, root) = (*over_root, self.root);
        Some(OwnerSignature::Proven { signature, root, proof: self.proof(leaf)? })
    }

    /// The same for every leaf, in order.
    #[must_use]
    pub fn signatures(&self, over_root: &[u8; 65]) -> Vec<Bytes> {
        let one = |leaf| self.signature(leaf, over_root).map(|signature| signature.encode());
        (0..self.len()).filter_map(one).collect()
    }

    /// Number of leaves.
    #[must_use]
    pub fn len(&self) -> usize {
        self.leaves().len()
    }

    /// Never: a tree has at least one leaf.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn pair(nodes: &[B256]) -> B256 {
    match nodes {
        [left, right] => parent(*left, *right),
        [single] => *single,
        _ => B256::ZERO,
    }
}

/// Whether a proof leads from a leaf to a root, as the contract checks it.
#[must_use]
pub fn verify(root: B256, leaf: B256, proof: &[B256]) -> bool {
    proof.iter().fold(leaf, |node, sibling| parent(node, *sibling)) == root
}
