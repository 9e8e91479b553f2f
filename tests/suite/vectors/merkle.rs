//! `merkle.json`: roots, proofs and their encoding.

use alloy_primitives::{B256, Bytes};
use latchkey_core::approval_tree::{Tree, verify};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    leaves: Vec<B256>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    root: B256,
    layers: Vec<Vec<B256>>,
    proofs: Vec<Vec<B256>>,
    encoded_proofs: Vec<Bytes>,
}

pub(crate) fn check(input: Input, want: Output) {
    let tree = Tree::new(input.leaves.clone()).unwrap();
    assert_eq!(tree.root(), want.root);
    assert_eq!(want.layers.first(), Some(&input.leaves));
    assert_eq!(want.layers.last(), Some(&vec![want.root]));
    for pair in want.layers.windows(2) {
        let above = pair[0].chunks(2).map(|nodes| Tree::new(nodes.to_vec()).unwrap().root());
        assert!(above.eq(pair[1].iter().copied()));
    }
    assert_eq!((tree.len(), want.proofs.len()), (input.leaves.len(), input.leaves.len()));
    assert_eq!(want.encoded_proofs.len(), input.leaves.len());
    for (index, leaf) in input.leaves.iter().enumerate() {
        let proof = tree.proof(index).unwrap();
        assert_eq!(proof, want.proofs[index]);
        assert_eq!(tree.encoded_proof(index).unwrap(), want.encoded_proofs[index]);
        assert!(verify(tree.root(), *leaf, &proof));
    }
}
