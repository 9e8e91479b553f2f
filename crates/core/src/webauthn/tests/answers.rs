//! Answers: what the contracts would refuse is refused first, and what passes verifies.

use alloy_primitives::{B256, Bytes, U256};
use p256::ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier};
use proptest::prelude::*;

use super::{client, data, der, digest, key, passkey, sign};
use crate::webauthn::{
    Assertion, AssertionError, DUMMY_CLIENT_DATA, Flags, MultiChainError, MultiChainSignature,
    Passkey,
    assertion::{HALF_ORDER, ORDER},
    dummy_of_one, dummy_of_tree, dummy_signature,
};

const GOOD: u8 = Flags::UP | Flags::UV;

/// P-256 by another library, as the precompile does it.
fn verifies(passkey: &Passkey, made: &Assertion) -> bool {
    let point = [&[4][..], &passkey.x.to_be_bytes::<32>(), &passkey.y.to_be_bytes::<32>()].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
    let rs = [made.r.to_be_bytes::<32>(), made.s.to_be_bytes::<32>()].concat();
    let digest = digest(&made.authenticator_data, &made.client_data_json);
    key.verify_prehash(&digest, &Signature::from_slice(&rs).unwrap()).is_ok()
}

fn answer(flags: u8, json: String) -> Result<Assertion, AssertionError> {
    Assertion::new(B256::ZERO, data(flags), json, &der(U256::ONE, U256::ONE), true)
}

#[test]
fn only_a_verified_answer_to_the_question_is_taken() {
    let asked = client(B256::ZERO);
    for flags in [GOOD, GOOD | Flags::BE, GOOD | Flags::BE | Flags::BS, GOOD | 0x22] {
        assert!(answer(flags, asked.clone()).is_ok(), "{flags:#x}");
    }
    for flags in [0, Flags::UP, Flags::UV, GOOD | Flags::BS, 0x3a] {
        assert_eq!(answer(flags, asked.clone()), Err(AssertionError::NotVerified), "{flags:#x}");
    }
    let refused = answer(GOOD, client(B256::with_last_byte(1)));
    assert_eq!(refused, Err(AssertionError::Challenge));
    let created = asked.replace("webauthn.get", "webauthn.create");
    assert_eq!(answer(GOOD, created), Err(AssertionError::Type));
    let padded = asked.replace("AAA\"", "AAA=\"");
    assert_eq!(answer(GOOD, padded), Err(AssertionError::Challenge));
    let moved = asked.replace("{\"type\"", "{ \"type\"");
    assert_eq!(answer(GOOD, moved), Err(AssertionError::Challenge));
}

#[test]
fn what_the_contracts_check_is_checked_one_by_one() {
    let good = answer(GOOD, client(B256::ZERO)).unwrap();
    let refusal = |change: fn(&mut Assertion)| {
        let mut changed = good.clone();
        change(&mut changed);
        changed.check(B256::ZERO).unwrap_err()
    };
    assert_eq!(good.check(B256::ZERO), Ok(()));
    let short = refusal(|a| a.authenticator_data = a.authenticator_data.slice(..36));
    assert_eq!(short, AssertionError::Short);
    assert_eq!(refusal(|a| a.response_type_location = U256::from(2)), AssertionError::Type);
    assert_eq!(refusal(|a| a.response_type_location = U256::MAX), AssertionError::Type);
    assert_eq!(refusal(|a| a.r = U256::ZERO), AssertionError::Range);
    assert_eq!(refusal(|a| a.r = ORDER), AssertionError::Range);
    assert_eq!(refusal(|a| a.s = U256::ZERO), AssertionError::Range);
    assert_eq!(refusal(|a| a.s = ORDER), AssertionError::Range);
    assert_eq!(refusal(|a| a.s = HALF_ORDER + U256::ONE), AssertionError::HighS);
}

#[test]
fn the_order_and_its_half_belong_together() {
    assert_eq!(HALF_ORDER, ORDER >> 1);
}

#[test]
fn the_dummies_read_back_and_answer_nothing_that_is_asked() {
    let dummy = Assertion::decode(&dummy_signature()).unwrap();
    assert_eq!(dummy.client_data_json, DUMMY_CLIENT_DATA);
    assert_eq!(dummy.check(B256::ZERO), Err(AssertionError::Challenge));
    assert_eq!(dummy.encode(), dummy_signature());
    let one = MultiChainSignature::decode(&dummy_of_one()).unwrap();
    assert_eq!(one, MultiChainSignature::One(dummy));
    let tree = dummy_of_tree(B256::ZERO, B256::ZERO, &[B256::ZERO]);
    assert_eq!(MultiChainSignature::decode(&tree), Err(MultiChainError::Encoding));
}

#[test]
fn an_approval_of_many_covers_only_its_leaves() {
    let (leaf, other) = (B256::repeat_byte(1), B256::repeat_byte(2));
    let tree = crate::approval_tree::Tree::new(vec![leaf, other]).unwrap();
    let challenge = MultiChainSignature::challenge_of_root(tree.root());
    let signer = key([5; 32]);
    let (data, json) = (data(GOOD), client(challenge));
    let (r, s) = sign(&signer, &data, &json);
    let assertion = Assertion::new(challenge, data, json, &der(r, s), true).unwrap();
    assert!(verifies(&passkey(&signer), &assertion));
    let (root, proof) = (tree.root(), tree.proof(0).unwrap());
    let made = MultiChainSignature::Tree { root, proof, assertion: assertion.clone() };
    assert_eq!(MultiChainSignature::decode(&made.encode()), Ok(made.clone()));
    assert_eq!(made.check(leaf), Ok(()));
    assert_eq!(made.check(other), Err(MultiChainError::Proof));
    let bare = MultiChainSignature::One(assertion);
    assert_eq!(bare.check(leaf), Err(AssertionError::Challenge.into()));
    assert_eq!(MultiChainSignature::decode(&bare.encode()), Ok(bare));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_answer_is_lowered_verifies_and_reads_back(
        seed: [u8; 32], challenge: [u8; 32], high: bool, use_precompile: bool,
    ) {
        let (signer, challenge) = (key(seed), B256::from(challenge));
        let (data, json) = (data(GOOD), client(challenge));
        let (r, s) = sign(&signer, &data, &json);
        let s = if high == (s > HALF_ORDER) { s } else { ORDER - s };
        let made = Assertion::new(challenge, data, json, &der(r, s), use_precompile).unwrap();
        prop_assert!(made.s <= HALF_ORDER);
        prop_assert!(verifies(&passkey(&signer), &made));
        prop_assert_eq!(made.response_type_location, U256::ONE);
        prop_assert_eq!(Assertion::decode(&made.encode()), Ok(made));
    }
}

proptest! {
    #[test]
    fn no_signature_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..600), place: usize, byte: u8, location: [u8; 32],
    ) {
        let _ = Assertion::decode(&bytes).map(|read| read.check(B256::ZERO));
        let _ = MultiChainSignature::decode(&bytes).map(|read| read.check(B256::ZERO));
        let mut near = dummy_signature().to_vec();
        let length = near.len();
        near[place % length] = byte;
        let _ = Assertion::decode(&near).map(|read| read.check(B256::ZERO));
        let _ = Assertion::new(B256::ZERO, Bytes::from(bytes.clone()), client(B256::ZERO), &bytes, true);
        let mut anywhere = Assertion::decode(&dummy_signature()).unwrap();
        anywhere.response_type_location = U256::from_be_bytes(location);
        prop_assert!(anywhere.check(B256::ZERO).is_err());
    }
}
