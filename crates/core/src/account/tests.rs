//! Accounts in JSON and by address: records of before passkeys, and every kind of owner.
#![allow(clippy::unwrap_used, reason = "a test")]

use alloy_primitives::{B256, address};
use alloy_sol_types::SolValue;
use proptest::prelude::*;

use super::*;
use crate::{chain, webauthn::Passkey};

const ECDSA: Address = address!("212b1F6A528C0dF96f398357DdDd81E474bA7170");
const PASSKEY: Passkey =
    Passkey { x: U256::MAX, y: U256::ONE, authenticator_id_hash: B256::repeat_byte(7) };

fn spec(owner: Owner) -> AccountSpec {
    AccountSpec { version: KernelVersion::V0_3_1, owner, index: U256::from(3) }
}

fn of_every_kind(address: Address, passkey: Passkey) -> [Owner; 4] {
    [
        Owner::Ecdsa(address),
        Owner::MultiChainEcdsa(address),
        Owner::WebAuthn(passkey),
        Owner::MultiChainWebAuthn(passkey),
    ]
}

#[test]
fn records_of_before_passkeys_read_and_are_written_as_they_were() {
    for (name, owner) in
        [("ecdsa", Owner::Ecdsa(ECDSA)), ("multiChainEcdsa", Owner::MultiChainEcdsa(ECDSA))]
    {
        let old = format!(
            r#"{{"version":"0.3.1","validator":"{name}","owner":"0x212b1f6a528c0df96f398357dddd81e474ba7170","index":"0x3"}}"#
        );
        assert_eq!(serde_json::from_str::<AccountSpec>(&old).unwrap(), spec(owner));
        assert_eq!(serde_json::to_string(&spec(owner)).unwrap(), old);
    }
}

#[test]
fn an_owner_that_does_not_go_with_its_validator_is_refused() {
    for (good, swapped) in [("webAuthn", "ecdsa"), ("multiChainEcdsa", "multiChainWebAuthn")] {
        for owner in of_every_kind(ECDSA, PASSKEY) {
            let json = serde_json::to_string(&spec(owner)).unwrap();
            let wrong = json.replace(&format!("\"{good}\""), &format!("\"{swapped}\""));
            assert_eq!(serde_json::from_str::<AccountSpec>(&wrong).is_ok(), wrong == json);
        }
    }
    let more =
        serde_json::to_string(&spec(Owner::Ecdsa(ECDSA))).unwrap().replace('{', r#"{"a":1,"#);
    assert!(serde_json::from_str::<AccountSpec>(&more).is_err());
}

#[test]
fn owners_of_another_kind_have_another_address() {
    let mut seen = Vec::new();
    for version in KernelVersion::ALL {
        for owner in of_every_kind(ECDSA, PASSKEY) {
            let address = AccountSpec { version, owner, index: U256::ZERO }.address();
            assert!(!seen.contains(&address));
            seen.push(address);
            assert_eq!(
                RootValidator::at(owner.kind().address(version), version),
                Some(owner.kind())
            );
        }
    }
    assert_eq!(RootValidator::at(chain::WEBAUTHN_VALIDATOR_002, KernelVersion::V0_3_1), None);
    assert_eq!(RootValidator::at(chain::ECDSA_VALIDATOR, KernelVersion::V0_3_0), None);
}

#[test]
fn only_its_own_key_is_the_owner() {
    let (x, y) = (PASSKEY.x, PASSKEY.y);
    for owner in of_every_kind(ECDSA, PASSKEY) {
        let (right, wrong) = if owner.address().is_some() {
            (ECDSA.abi_encode(), Address::ZERO.abi_encode())
        } else {
            ((x, y).abi_encode_params(), (y, x).abi_encode_params())
        };
        assert_eq!(owner.is_stored(&right), Some(true));
        assert_eq!(owner.is_stored(&wrong), Some(false));
        assert_eq!(owner.is_stored(&right[1..]), None);
    }
}

proptest! {
    #[test]
    fn every_account_survives_json(
        kind in 0..4_usize, address: [u8; 20], x: [u8; 32], y: [u8; 32], id: [u8; 32], index: [u8; 32],
    ) {
        let (x, y) = (U256::from_be_bytes(x), U256::from_be_bytes(y));
        let passkey = Passkey { x, y, authenticator_id_hash: id.into() };
        let owner = of_every_kind(address.into(), passkey)[kind];
        let spec = AccountSpec { index: U256::from_be_bytes(index), ..spec(owner) };
        let json = serde_json::to_string(&spec).unwrap();
        prop_assert_eq!(serde_json::from_str::<AccountSpec>(&json).unwrap(), spec);
    }

    #[test]
    fn no_answer_panics(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        for owner in of_every_kind(ECDSA, PASSKEY) {
            let _ = owner.is_stored(&bytes);
        }
    }
}
