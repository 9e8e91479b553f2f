//! Which contracts are safe, and what a chain checks P-256 with.

use alloy_primitives::{B256, Bytes, U256};
use p256::ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier};

use crate::{
    key_state::Question,
    webauthn::{
        WebAuthnModule,
        precompile::{self, P256},
    },
};

#[test]
fn only_the_patched_contracts_are_without_a_flaw() {
    let safe: Vec<_> =
        WebAuthnModule::ALL.into_iter().filter(|module| module.flaw().is_none()).collect();
    let patched =
        [WebAuthnModule::Validator003, WebAuthnModule::MultiChain002, WebAuthnModule::Signer004];
    assert_eq!(safe, patched);
    for module in WebAuthnModule::ALL {
        assert_eq!(WebAuthnModule::at(module.address()), Some(module));
        assert!(module.flaw().is_none_or(|flaw| flaw.words().contains("passkey")));
    }
}

/// What the precompile would answer.
fn p256_verify(input: &[u8]) -> Bytes {
    let key = VerifyingKey::from_sec1_bytes(&[&[4], &input[96..]].concat()).unwrap();
    let signature = Signature::from_slice(&input[32..96]).unwrap();
    let valid = key.verify_prehash(&input[..32], &signature).is_ok();
    if valid { B256::from(U256::ONE).into() } else { Bytes::new() }
}

#[test]
fn a_chain_is_believed_by_its_answers() {
    let [Question::Call { data: right, .. }, Question::Call { data: wrong, .. }, Question::Code(_)] =
        precompile::questions()
    else {
        panic!("two calls and a code");
    };
    let (yes, no) = (p256_verify(&right), p256_verify(&wrong));
    assert_eq!((yes.len(), no.len()), (32, 0), "one right and one wrong signature");
    let code = Bytes::from_static(&[0xfe]);
    let is = |replies: [Option<&Bytes>; 3]| precompile::read(&replies.map(|reply| reply.cloned()));
    assert_eq!(is([Some(&yes), Some(&no), None]), P256::Precompile);
    assert_eq!(is([Some(&no), Some(&no), Some(&code)]), P256::Verifier);
    assert_eq!(is([Some(&no), Some(&no), Some(&no)]), P256::Nowhere);
    assert_eq!(is([Some(&yes), Some(&yes), Some(&code)]), P256::Unsafe);
    assert_eq!(is([Some(&no), Some(&no), None]), P256::Unknown);
    assert_eq!(is([None, Some(&no), Some(&code)]), P256::Unknown);
    assert_eq!(is([Some(&yes), None, Some(&code)]), P256::Unknown);
    assert_eq!(precompile::read(&[]), P256::Unknown);
    for not_one in [B256::ZERO, B256::repeat_byte(1), B256::left_padding_from(&[2])] {
        assert_eq!(is([Some(&not_one.into()), Some(&no), Some(&code)]), P256::Verifier);
    }
    assert_eq!(is([Some(&Bytes::from_static(&[1])), Some(&no), Some(&no)]), P256::Nowhere);
    assert_eq!(P256::Precompile.use_precompile(), Some(true));
    assert_eq!(P256::Verifier.use_precompile(), Some(false));
    assert_eq!(P256::Unsafe.use_precompile(), None);
}
