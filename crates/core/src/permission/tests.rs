//! Signers and permissions from bytes: every byte string reads as something and comes back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use proptest::prelude::*;

use super::*;
use crate::{chain, policy::PolicyKind, webauthn::WebAuthnModule};

#[test]
fn only_known_and_patched_signers_are_planned_for() {
    let kind = |contract, length: usize| SessionSigner::decode(contract, &vec![7; length]).kind();
    assert_eq!(kind(chain::ECDSA_SIGNER, 20), Ok(SignerKind::Ecdsa));
    assert_eq!(kind(chain::WEBAUTHN_SIGNER_004, 96), Ok(SignerKind::WebAuthn));
    for odd in [(chain::ECDSA_SIGNER, 21), (chain::WEBAUTHN_SIGNER_004, 95), (Address::ZERO, 20)] {
        assert_eq!(kind(odd.0, odd.1), Err(SignerError::Unknown(odd.0)));
    }
    for module in [WebAuthnModule::Signer001, WebAuthnModule::Signer002, WebAuthnModule::Signer003]
    {
        for length in [96, 95] {
            let unsafe_one = SignerError::Unsafe(module, module.flaw().unwrap());
            assert_eq!(kind(module.address(), length), Err(unsafe_one));
        }
    }
}

#[test]
fn an_entry_that_cannot_be_read_is_named() {
    let good = Permission::ecdsa(vec![PolicyKind::Sudo.into()], Address::ZERO);
    let read = |entries: &[&[u8]]| {
        let entries: Vec<Bytes> = entries.iter().map(|e| Bytes::copy_from_slice(e)).collect();
        Permission::from_enable_data(&entries.abi_encode())
    };
    let (sudo, signer) = (good.policies.first().unwrap().entry(), good.signer_entry());
    assert_eq!(read(&[&sudo, &signer]), Ok(good));
    assert_eq!(read(&[]), Err(PermissionError::NoSigner));
    assert_eq!(read(&[&sudo, &[0; 21]]), Err(PermissionError::Short(1)));
    assert_eq!(read(&[&sudo, &[0; 21], &signer]), Err(PermissionError::Short(1)));
    let foreign = DecodeError::UnknownContract(Address::ZERO);
    assert_eq!(read(&[&[0; 22], &signer]), Err(PermissionError::Policy(0, foreign)));
    assert_eq!(read(&[&[9; 22]]), Err(PermissionError::Flag(DecodeError::UnknownFlag(0x0909))));
    assert_eq!(Permission::from_enable_data(&[1; 31]), Err(PermissionError::Encoding));
}

#[test]
fn only_one_encoding_is_the_enable_data() {
    let good = Permission::ecdsa(vec![], Address::ZERO).enable_data().to_vec();
    let mut longer = good.clone();
    longer.extend([0; 32]);
    // Found by fuzzing: the padding behind the signer entry is not read by the ABI.
    let mut padded = good;
    *padded.last_mut().unwrap() = 1;
    for other in [longer, padded] {
        assert_eq!(Permission::from_enable_data(&other), Err(PermissionError::NotCanonical));
    }
}

fn contract() -> impl Strategy<Value = Address> {
    let known = [
        chain::ECDSA_SIGNER,
        chain::WEBAUTHN_SIGNER_001,
        chain::WEBAUTHN_SIGNER_002,
        chain::WEBAUTHN_SIGNER_003,
        chain::WEBAUTHN_SIGNER_004,
        chain::WEBAUTHN_VALIDATOR_003,
    ];
    prop_oneof![prop::sample::select(known.to_vec()), any::<[u8; 20]>().prop_map(Address::from)]
}

fn data() -> impl Strategy<Value = Vec<u8>> {
    let length = prop_oneof![Just(20_usize), Just(96), 0..130_usize];
    length.prop_flat_map(|length| prop::collection::vec(any::<u8>(), length))
}

proptest! {
    #[test]
    fn every_signer_comes_back_from_its_bytes_and_from_json(contract in contract(), data in data()) {
        let signer = SessionSigner::decode(contract, &data);
        prop_assert_eq!(signer.contract(), contract);
        prop_assert_eq!(&signer.data()[..], &data[..]);
        let json = serde_json::to_string(&signer).unwrap();
        prop_assert_eq!(serde_json::from_str::<SessionSigner>(&json).unwrap(), signer);
    }

    #[test]
    fn every_permission_comes_back_from_its_enable_data(
        contract in contract(), data in data(), flag in 0..4_u16, policies in 0..4_usize,
    ) {
        let permission = Permission {
            flag: PolicyFlag::try_from(flag).unwrap(),
            policies: vec![PolicyKind::Sudo.into(); policies],
            signer: SessionSigner::decode(contract, &data),
        };
        let read = Permission::from_enable_data(&permission.enable_data());
        prop_assert_eq!(read, Ok(permission));
    }

    #[test]
    fn no_enable_data_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), place: usize, byte: u8) {
        let _ = Permission::from_enable_data(&bytes);
        let mut good = Permission::ecdsa(vec![], Address::ZERO).enable_data().to_vec();
        let length = good.len();
        good[place % length] = byte;
        if let Ok(read) = Permission::from_enable_data(&good) {
            prop_assert_eq!(read.enable_data(), good);
        }
    }
}
