//! Keys found and made, without a window.

use alloy_primitives::{Address, B256};
use latchkey_core::kernel::signature::recover_personal_sign;

use super::{script::Script, *};
use crate::fixtures::{self, PASSPHRASE};

fn signing(root: B256) -> Signing<'static> {
    Signing { root, challenge: root, title: "Test" }
}

#[test]
fn the_right_passphrase_signs_the_root_and_five_wrong_ones_end_it() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, address) = fixtures::vault_with_owner(data.path());
    let owner = fixtures::owner_ref(address);
    let mut key = find(&owner, &vaults).unwrap();
    let script = Script::typing(&["not it", PASSPHRASE]);
    let root = B256::repeat_byte(3);
    let OwnerSignature::Ecdsa(signature) = key.approve(&signing(root), &script).unwrap() else {
        panic!("an address signs by ECDSA")
    };
    assert_eq!(recover_personal_sign(root, signature.as_slice()), Ok(address));
    let asked = [None, Some(4)].map(|tries_left| Wanted::Passphrase { tries_left });
    assert_eq!(*script.wanted.borrow(), asked);
    let wrong = Script::typing(&["no"; 6]);
    assert_eq!(key.approve(&signing(root), &wrong).unwrap_err(), OwnerError::WrongSecret);
    assert_eq!(wrong.secrets.borrow().len(), 1, "no sixth try");
}

#[test]
fn silence_signs_nothing() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, address) = fixtures::vault_with_owner(data.path());
    let mut key = find(&fixtures::owner_ref(address), &vaults).unwrap();
    let silent = key.approve(&signing(B256::ZERO), &Script::default());
    assert_eq!(silent.unwrap_err(), OwnerError::Cancelled);
}

#[test]
fn an_entry_that_is_named_otherwise_than_its_key_is_not_found() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, address) = fixtures::vault_with_owner(data.path());
    let other = OwnerPublic::Address(Address::repeat_byte(9));
    let mixed = OwnerRef { public: other, ..fixtures::owner_ref(address) };
    assert_eq!(find(&mixed, &vaults).unwrap_err(), OwnerError::Unknown);
    let nothing = OwnerRef { vault_id: "owner:".to_owned(), public: other };
    assert_eq!(find(&nothing, &vaults).unwrap_err(), OwnerError::Unknown);
}

#[test]
fn a_removed_key_is_gone() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, address) = fixtures::vault_with_owner(data.path());
    let owner = fixtures::owner_ref(address);
    find(&owner, &vaults).unwrap().remove(&vaults).unwrap();
    assert_eq!(find(&owner, &vaults).unwrap_err(), OwnerError::Unknown);
}

#[test]
fn kinds_that_are_not_built_are_refused_in_words() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, _) = fixtures::vault_with_owner(data.path());
    for kind in OwnerKind::ALL {
        if offered(kind).is_ok() {
            continue;
        }
        let ask = CreateOwner { account_name: "Main".to_owned(), kind };
        let error = enrol(&ask, &vaults, &Script::default()).unwrap_err();
        assert!(error.to_string().contains(kind.words()), "{error}");
    }
}
