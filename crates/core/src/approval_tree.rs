//! The Merkle tree under one owner approval (spec 6): leaves are enable digests and operation
//! hashes, parents are `keccak256(min ‖ max)`, an odd node is promoted unchanged.
//!
//! Why: one signature over the root approves every leaf, each provable alone.
//! Refuses: an empty list of leaves.

use alloy_primitives::{B256, Bytes, keccak256};
use alloy_sol_types::SolValue;

/// All levels, leaves first, root last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    levels: Vec<Vec<B256>>,
    root: B256,
}

fn parent(left: B256, right: B256) -> B256 {
    let (low, high) = if left <= right { (left, right) } else { (right, left) };
    keccak256([low.as_slice(), high.as_slice()].concat())
}

impl Tree {
    /// Builds the tree over leaves in the given order; `None` for no leaves.
    #[must_use]
    pub fn new(leaves: Vec<B256>) -> Option<Self> {
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

    /// Number of leaves.
    #[must_use]
    pub fn len(&self) -> usize {
        self.levels.first().map_or(0, Vec::len)
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
pub fn proves(leaf: B256, proof: &[B256], root: B256) -> bool {
    proof.iter().fold(leaf, |node, sibling| parent(node, *sibling)) == root
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]

    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_leaf_of_every_size_is_provable(count in 1usize..65) {
            let leaves: Vec<B256> = (0..count).map(|i| keccak256([u8::try_from(i).unwrap()])).collect();
            let tree = Tree::new(leaves.clone()).unwrap();
            for (index, leaf) in leaves.iter().enumerate() {
                let proof = tree.proof(index).unwrap();
                prop_assert!(proves(*leaf, &proof, tree.root()));
                prop_assert!(!proves(keccak256(leaf), &proof, tree.root()));
            }
            prop_assert!(tree.proof(count).is_none());
        }
    }

    #[test]
    fn no_leaves_make_no_tree() {
        assert_eq!(Tree::new(vec![]), None);
    }
}
