//! The multi-chain passkey owner against the published package (spec 6, 7.5).
//!
//! `multi_chain_webauthn.json` was recorded from npm `@zerodev/multi-chain-web-authn-validator`
//! 5.4.3, run offline: its stubs for one operation, and what it makes of the answers of a P-256 key
//! (32 bytes of 0x12). The package takes any operation; this one is what [`OwnerPlan`] plans, so its
//! root is the patched contract's and not the one the package names.

use alloy_primitives::{Address, B256, Bytes, U256};
use latchkey_core::{
    account::{AccountSpec, Owner},
    approval_tree::Tree,
    chain,
    kernel::{
        execute::{Call, ExecMode},
        nonce,
        version::KernelVersion,
    },
    plan::OwnerPlan,
    webauthn::{MultiChainError, MultiChainSignature, Passkey},
};
use serde::Deserialize;

use crate::passkeys::p256_says;

const RECORDED: &str = include_str!("multi_chain_webauthn.json");
const LANE: u16 = 3;
const SEQUENCE: u64 = 9;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Recorded {
    recorded_from: String,
    passkey: Passkey,
    enable_data: Bytes,
    operation: Operation,
    /// Of the operation without gas, on chain 1.
    hash: B256,
    stub_of_one: Bytes,
    stubs_of_tree: Vec<StubOfTree>,
    signed_one: SignedOne,
    trees: Vec<SignedTree>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Operation {
    sender: Address,
    nonce: U256,
    call_data: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StubOfTree {
    leaves: usize,
    signature: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedOne {
    challenge: B256,
    signature: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedTree {
    challenge: B256,
    leaves: Vec<SignedLeaf>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignedLeaf {
    chain_id: u64,
    signature: Bytes,
}

fn recorded() -> Recorded {
    let read: Recorded = serde_json::from_str(RECORDED).unwrap();
    assert!(read.recorded_from.contains("multi-chain-web-authn-validator 5.4.3"));
    read
}

fn account(owner: Owner) -> AccountSpec {
    AccountSpec { version: KernelVersion::V0_3_1, owner, index: U256::ZERO }
}

fn calls() -> [Call; 1] {
    let (to, data) = (Address::repeat_byte(7), Bytes::from_static(b"data"));
    [Call { to, value: U256::from(5), data }]
}

fn plan<'a>(account: &'a AccountSpec, calls: &'a [Call]) -> OwnerPlan<'a> {
    OwnerPlan { account, deployed: true, lane: LANE, mode: ExecMode::Default, calls }
}

#[test]
fn the_stubs_are_those_of_the_package() {
    let recorded = recorded();
    let account = account(Owner::MultiChainWebAuthn(recorded.passkey));
    assert_eq!(account.owner.data(), recorded.enable_data);
    let calls = calls();
    let plan = plan(&account, &calls);
    let draft = plan.draft(SEQUENCE);
    let made = draft.operation();
    let Operation { sender, nonce, call_data } = recorded.operation;
    assert_eq!((made.sender, made.nonce, &made.call_data), (sender, nonce, &call_data));
    assert_eq!(made.hash(chain::ENTRY_POINT_07, 1), recorded.hash);
    assert_eq!(made.signature, recorded.stub_of_one);
    for stub in &recorded.stubs_of_tree {
        let among = plan.draft_among(SEQUENCE, 1, stub.leaves).unwrap();
        assert_eq!(among.operation().signature, stub.signature, "{} leaves", stub.leaves);
        let unsigned = |draft: &latchkey_core::user_op::stage::Draft| {
            let mut operation = draft.operation().clone();
            operation.signature = Bytes::new();
            operation
        };
        assert_eq!(unsigned(&among), unsigned(&draft), "only the signature differs");
    }
    assert_eq!(recorded.stubs_of_tree.len(), 4);
}

#[test]
fn the_signatures_are_those_of_the_package() {
    let Recorded { passkey, hash, signed_one, .. } = recorded();
    assert_eq!(signed_one.challenge, hash, "one digest is the challenge itself");
    let one = MultiChainSignature::decode(&signed_one.signature).unwrap();
    assert_eq!(one.check(hash), Ok(()));
    assert_eq!(one.encode(), signed_one.signature);
    let MultiChainSignature::One(assertion) = &one else { panic!("{one:?}") };
    assert!(p256_says(&passkey, assertion));
    assert!(one.check(B256::ZERO).is_err());
}

#[test]
fn the_trees_are_those_of_the_package() {
    let Recorded { passkey, trees, .. } = recorded();
    let account = account(Owner::MultiChainWebAuthn(passkey));
    let calls = calls();
    let plan = plan(&account, &calls);
    let operation = plan.draft(SEQUENCE).operation().clone();
    for signed in &trees {
        let hash = |leaf: &SignedLeaf| operation.hash(chain::ENTRY_POINT_07, leaf.chain_id);
        let ours = Tree::new(signed.leaves.iter().map(hash).collect()).unwrap();
        assert_eq!(MultiChainSignature::challenge_of_root(ours.root()), signed.challenge);
        for (place, leaf) in signed.leaves.iter().enumerate() {
            let read = MultiChainSignature::decode(&leaf.signature).unwrap();
            assert_eq!(read.check(hash(leaf)), Ok(()));
            assert_eq!(read.check(B256::ZERO), Err(MultiChainError::Proof));
            assert_eq!(read.encode(), leaf.signature);
            let MultiChainSignature::Tree { root, proof, assertion } = read else {
                panic!("{read:?}")
            };
            assert_eq!((root, proof), (ours.root(), ours.proof(place).unwrap()));
            assert!(p256_says(&passkey, &assertion));
            let stub = plan.draft_among(SEQUENCE, leaf.chain_id, signed.leaves.len()).unwrap();
            let stub = stub.operation().signature.len();
            assert!(stub >= leaf.signature.len(), "{stub}, {}", leaf.signature.len());
        }
    }
    assert_eq!(trees.iter().map(|tree| tree.leaves.len()).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn every_owner_has_the_nonce_key_of_its_validator() {
    let passkey = recorded().passkey;
    let key = Address::repeat_byte(1);
    for (owner, validator, trees) in [
        (Owner::Ecdsa(key), chain::ECDSA_VALIDATOR, false),
        (Owner::MultiChainEcdsa(key), chain::MULTI_CHAIN_ECDSA_VALIDATOR, true),
        (Owner::WebAuthn(passkey), chain::WEBAUTHN_VALIDATOR_003, false),
        (Owner::MultiChainWebAuthn(passkey), chain::MULTI_CHAIN_WEBAUTHN_VALIDATOR_002, true),
    ] {
        let account = account(owner);
        let plan = plan(&account, &[]);
        assert_eq!(plan.nonce_key(), nonce::root_key(validator, LANE), "{owner:?}");
        let drafted = plan.draft(SEQUENCE).operation().nonce;
        assert_eq!(drafted, nonce::full(nonce::root_key(validator, LANE), SEQUENCE));
        assert_eq!(plan.draft_among(SEQUENCE, 1, 2).is_some(), trees, "{owner:?}");
        assert_eq!(plan.draft_among(SEQUENCE, 1, 1).is_some(), trees);
    }
}
