//! Every size from 1 to 128 against a naive tree, wrong proofs, and signatures there and back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use alloy_primitives::{Address, Bytes, FixedBytes, U256, b256};
use k256::ecdsa::SigningKey;
use proptest::prelude::*;

use super::*;
use crate::kernel::{
    enable::{EnableApproval, default_selector_data},
    signature::personal_sign_hash,
    version::KernelVersion,
};
use crate::user_op::UserOperation;

fn leaf(seed: u64) -> B256 {
    keccak256(seed.to_be_bytes())
}

/// The same tree written the slow way: a node is a leaf, or the halves of its span.
fn naive_root(leaves: &[B256]) -> B256 {
    if let [one] = leaves {
        return *one;
    }
    // Pairing from the left makes the left child as wide as the largest power of two below.
    let left = leaves.len().next_power_of_two() / 2;
    let (a, b) = (naive_root(&leaves[..left]), naive_root(&leaves[left..]));
    let mut both = [a, b];
    both.sort_unstable();
    keccak256(both.concat())
}

/// The proof of one leaf of the naive tree, bottom up.
fn naive_proof(leaves: &[B256], index: usize) -> Vec<B256> {
    if leaves.len() < 2 {
        return vec![];
    }
    let left = leaves.len().next_power_of_two() / 2;
    let (low, high) = leaves.split_at(left);
    let (mut proof, sibling) = if index < left {
        (naive_proof(low, index), naive_root(high))
    } else {
        (naive_proof(high, index - left), naive_root(low))
    };
    proof.push(sibling);
    proof
}

fn key() -> SigningKey {
    SigningKey::from_slice(&B256::with_last_byte(1)[..]).unwrap()
}

const OWNER: Address = alloy_primitives::address!("7E5F4552091A69125d5DfCb7b8C2659029395Bdf");

fn sign(hash: B256) -> [u8; 65] {
    let (rs, id) = key().sign_prehash_recoverable(hash.as_slice());
    let mut out = [27 + id.to_byte(); 65];
    out[..64].copy_from_slice(&rs.to_bytes());
    out
}

fn operation(chain_id: u64, nonce: u64) -> Leaf {
    let operation = UserOperation {
        sender: Address::repeat_byte(3),
        nonce: U256::from(nonce),
        factory: None,
        factory_data: Bytes::new(),
        call_data: Bytes::new(),
        call_gas_limit: 1,
        verification_gas_limit: 2,
        pre_verification_gas: U256::from(3),
        max_fee_per_gas: 4,
        max_priority_fee_per_gas: 5,
        paymaster: None,
        signature: Bytes::new(),
    };
    let entry_point = crate::chain::ENTRY_POINT_07;
    Leaf::Operation(Box::new(OperationLeaf { chain_id, entry_point, operation }))
}

fn enable(chain_id: u64, id: u8) -> Leaf {
    Leaf::Enable(Box::new(EnableApproval {
        account: Address::repeat_byte(3),
        chain_id,
        version: KernelVersion::V0_3_1,
        validation_id: FixedBytes::repeat_byte(id),
        nonce: 1,
        hook: Address::ZERO,
        enable_data: Bytes::from(vec![id]),
        hook_data: Bytes::new(),
        selector_data: default_selector_data(),
    }))
}

#[test]
fn every_size_is_the_naive_tree() {
    for size in 1..=MAX_LEAVES {
        let leaves: Vec<B256> = (0..).map(leaf).take(size).collect();
        let tree = Tree::new(leaves.clone()).unwrap();
        assert_eq!(tree.root(), naive_root(&leaves), "{size}");
        assert_eq!((tree.len(), tree.leaves()), (size, leaves.as_slice()));
        for index in 0..size {
            let proof = tree.proof(index).unwrap();
            assert_eq!(proof, naive_proof(&leaves, index), "{index} of {size}");
            assert!(verify(tree.root(), leaves[index], &proof));
        }
        assert_eq!(tree.proof(size), None);
    }
}

#[test]
fn wrong_numbers_and_repeated_leaves_are_refused() {
    assert_eq!(Tree::new(vec![]), Err(TreeError::NoLeaves));
    let many: Vec<B256> = (0..129).map(leaf).collect();
    assert_eq!(Tree::new(many), Err(TreeError::TooMany(129)));
    let twice = vec![leaf(1), leaf(2), leaf(3), leaf(2)];
    assert_eq!(Tree::new(twice), Err(TreeError::Twice { first: 1, second: 3 }));
}

#[test]
fn one_leaf_is_its_own_root_with_an_empty_proof() {
    let tree = Tree::new(vec![leaf(7)]).unwrap();
    assert_eq!((tree.root(), tree.proof(0)), (leaf(7), Some(vec![])));
    let signature = sign(personal_sign_hash(tree.root()));
    let whole = tree.signature(0, &signature).unwrap();
    assert_eq!(whole.encode().len(), 161, "65 + 32 + two words");
    assert_eq!(whole.approves(leaf(7), OWNER), Ok(SignedForm::Personal));
}

#[test]
fn a_mix_of_grants_and_operations_is_listed_and_signed_at_once() {
    let leaves = vec![enable(1, 1), operation(1, 0), enable(10, 1), operation(10, 0), enable(1, 2)];
    let approvals = Approvals::new(leaves.clone()).unwrap();
    assert_eq!(approvals.leaves(), leaves);
    let over_root = sign(personal_sign_hash(approvals.root()));
    let signed = approvals.signed(&over_root);
    assert_eq!(signed.len(), 5);
    for (leaf, bytes) in signed {
        let signature = OwnerSignature::parse(&bytes).unwrap();
        assert_eq!(signature.root(), Some(approvals.root()));
        assert_eq!(signature.approves(leaf.digest(), OWNER), Ok(SignedForm::Personal));
        assert_eq!(approvals.approved_by(&signature, OWNER), Some(leaf));
        assert_eq!(approvals.approved_by(&signature, Address::ZERO), None);
        assert_eq!(leaf.account(), Address::repeat_byte(3));
        assert_eq!(leaf.installs().is_some(), matches!(leaf, Leaf::Enable(_)));
    }
}

#[test]
fn leaves_that_mean_something_else_are_refused() {
    let refused = Approvals::new(vec![enable(1, 1), operation(0, 0)]);
    assert_eq!(refused, Err(ApprovalsError::ChainZero(1)));
    let Leaf::Operation(mut signed) = operation(1, 0) else { return };
    signed.operation.signature = Bytes::from(vec![1]);
    let refused = Approvals::new(vec![Leaf::Operation(signed)]);
    assert_eq!(refused, Err(ApprovalsError::Signed(0)));
    let same = Approvals::new(vec![enable(1, 1), enable(1, 1)]);
    let twice = TreeError::Twice { first: 0, second: 1 };
    assert_eq!(same, Err(ApprovalsError::Tree(twice)));
}

#[test]
fn leaves_cross_json() {
    for leaf in [enable(1, 1), operation(5, 6)] {
        let json = serde_json::to_string(&leaf).unwrap();
        assert_eq!(serde_json::from_str::<Leaf>(&json).unwrap(), leaf);
    }
}

#[test]
fn a_plain_signature_approves_its_hash_in_either_form() {
    let hash = b256!("29a0bca4af4be3421398da00295e58e6d7de38cb492214754cb6a47507dd6f8e");
    let raw = OwnerSignature::parse(&sign(hash)).unwrap();
    assert_eq!(raw.approves(hash, OWNER), Ok(SignedForm::Raw));
    assert_eq!(raw.approves(leaf(1), OWNER), Err(NotSigned::Stranger));
    let personal = OwnerSignature::parse(&sign(personal_sign_hash(hash))).unwrap();
    assert_eq!(personal.approves(hash, OWNER), Ok(SignedForm::Personal));
    assert_eq!(personal.root(), None);
}

proptest! {
    #[test]
    fn a_wrong_proof_proves_nothing(
        size in 1usize..=MAX_LEAVES, index: prop::sample::Index, bit in 0usize..256, other: prop::sample::Index,
    ) {
        let leaves: Vec<B256> = (0..).map(leaf).take(size).collect();
        let tree = Tree::new(leaves.clone()).unwrap();
        let place = index.index(size);
        let proof = tree.proof(place).unwrap();
        let flip = |word: B256| {
            let mut word = word;
            word[bit / 8] ^= 1 << (bit % 8);
            word
        };
        prop_assert!(!verify(tree.root(), flip(leaves[place]), &proof));
        prop_assert!(!verify(flip(tree.root()), leaves[place], &proof));
        let elsewhere = other.index(size);
        if elsewhere != place {
            prop_assert!(!verify(tree.root(), leaves[elsewhere], &proof));
        }
        if !proof.is_empty() {
            let hit = other.index(proof.len());
            let mut bent = proof.clone();
            bent[hit] = flip(bent[hit]);
            prop_assert!(!verify(tree.root(), leaves[place], &bent));
            prop_assert!(!verify(tree.root(), leaves[place], &proof[1..]));
        }
        let longer = [proof, vec![leaf(99)]].concat();
        prop_assert!(!verify(tree.root(), leaves[place], &longer));
    }

    #[test]
    fn signatures_come_back(sig: [u8; 32], root: [u8; 32], proof in prop::collection::vec(any::<[u8; 32]>(), 0..8)) {
        let mut signature = [27; 65];
        signature[..32].copy_from_slice(&sig);
        let proof = proof.into_iter().map(B256::from).collect();
        for form in [
            OwnerSignature::Plain(signature),
            OwnerSignature::Proven { signature, root: root.into(), proof },
        ] {
            let bytes = form.encode();
            prop_assert_eq!(OwnerSignature::parse(&bytes), Ok(form));
            let longer = [&bytes[..], &[0]].concat();
            prop_assert!(OwnerSignature::parse(&longer).is_err());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), words in 0usize..4) {
        if let Ok(read) = OwnerSignature::parse(&bytes) {
            prop_assert_eq!(read.encode(), Bytes::from(bytes.clone()));
            let _ = read.approves(B256::ZERO, Address::ZERO);
        }
        // A plausible tail: an offset and a length that may lie.
        let mut tail = bytes;
        tail.resize(97, 1);
        tail.extend_from_slice(&U256::from(32).to_be_bytes::<32>());
        tail.extend_from_slice(&U256::MAX.wrapping_shr(words * 80).to_be_bytes::<32>());
        prop_assert!(OwnerSignature::parse(&tail).is_err());
    }
}
