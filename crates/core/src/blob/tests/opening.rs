//! Every claim of a text is made again: id, account, key, owner's signature, authorization.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, keccak256};
use k256::ecdsa::SigningKey;

use super::{super::*, any};
use crate::{
    account::{AccountSpec, Owner as Owned, root::validator_id},
    approval_tree::Tree as Approvals,
    chain,
    kernel::{enable::EnableApproval, signature, version::KernelVersion},
    permission::{Permission, SessionSigner},
    policy::{PolicyFlag, PolicyKind},
};

const HERE: Place = Place { chain_id: 1, nonce: 1, version: None };

fn sign(number: u8, hash: B256) -> [u8; 65] {
    let key = SigningKey::from_slice(&any::secret(number)).unwrap();
    let (rs, id) = key.sign_prehash_recoverable(hash.as_slice());
    let mut out = [0; 65];
    out[..64].copy_from_slice(&rs.to_bytes());
    out[64] = 27 + id.to_byte();
    out
}

fn sudo() -> Permission {
    Permission::ecdsa(vec![PolicyKind::Sudo.into()], any::key(1))
}

fn account(version: KernelVersion, owner: fn(Address) -> Owned) -> AccountSpec {
    let index = alloy_primitives::U256::ZERO;
    AccountSpec { version, owner: owner(any::key(9)), index }
}

/// A key approved by what `signature` makes of the digest.
fn approved(
    spec: &AccountSpec,
    signature: impl Fn(&EnableApproval) -> Bytes,
) -> (SerializedAccount, EnableApproval) {
    let install = spec.root_install();
    let enable = any::approval(&sudo(), &install);
    let signature = signature(&enable);
    let approval = Approval::Signed { enable: &enable, signature: &signature };
    let made = SerializedAccount::new(Source::Factory(&install), &sudo(), approval).unwrap();
    (made, enable)
}

fn signer() -> SessionSigner {
    SessionSigner::Ecdsa(any::key(1))
}

#[test]
fn an_honest_text_opens_to_what_was_approved() {
    for version in KernelVersion::ALL {
        for validator in [Owned::Ecdsa, Owned::MultiChainEcdsa] {
            let spec = account(version, validator);
            let raw = |enable: &EnableApproval| Bytes::from(sign(9, enable.digest()));
            let (made, enable) = approved(&spec, raw);
            let back = SerializedAccount::decode(&made.encode().unwrap()).unwrap();
            let opened = back.open(Some(&signer()), HERE).unwrap();
            assert_eq!(opened.permission, sudo());
            assert_eq!(opened.approval, enable);
            assert_eq!(opened.owner, Owner::Signed(any::key(9)));
            assert_eq!(back.open(None, HERE), Err(OpenError::NoSigner));
            let with_key = back.with_session_key(&any::secret(1)).unwrap();
            assert_eq!(with_key.open(None, HERE), Ok(opened));
        }
    }
}

#[test]
fn one_signature_over_a_tree_opens_for_each_leaf() {
    let spec = account(KernelVersion::V0_3_3, Owned::MultiChainEcdsa);
    let in_tree = |enable: &EnableApproval| {
        let leaves = vec![keccak256("a"), enable.digest(), keccak256("b")];
        let tree = Approvals::new(leaves).unwrap();
        let owner = sign(9, signature::personal_sign_hash(tree.root()));
        signature::multi_chain_signature(&owner, tree.root(), &tree.proof(1).unwrap())
    };
    let (mut made, _) = approved(&spec, in_tree);
    let opened = made.open(Some(&signer()), HERE).unwrap();
    assert_eq!(opened.owner, Owner::Signed(any::key(9)));
    // The same bytes are nothing to a plain ECDSA root, and nothing with a byte of the proof changed.
    let plain = account(KernelVersion::V0_3_3, Owned::Ecdsa);
    let (elsewhere, _) = approved(&plain, in_tree);
    assert!(matches!(elsewhere.open(Some(&signer()), HERE), Err(OpenError::Signature { .. })));
    let mut bytes = made.enable_signature.unwrap().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    made.enable_signature = Some(bytes.into());
    assert!(matches!(made.open(Some(&signer()), HERE), Err(OpenError::Signature { .. })));
}

#[test]
fn another_chain_nonce_or_version_is_noticed() {
    let spec = account(KernelVersion::V0_3_1, Owned::Ecdsa);
    let (made, _) = approved(&spec, |enable| Bytes::from(sign(9, enable.digest())));
    for place in [
        Place { chain_id: 2, ..HERE },
        Place { nonce: 2, ..HERE },
        Place { version: Some(KernelVersion::V0_3_3), ..HERE },
    ] {
        let opened = made.open(Some(&signer()), place);
        assert!(matches!(opened, Err(OpenError::Signature { .. })), "{place:?}");
    }
    let (by_another, _) = approved(&spec, |enable| Bytes::from(sign(8, enable.digest())));
    assert!(by_another.open(Some(&signer()), HERE).is_err());
}

#[test]
fn a_lost_flag_is_named_and_another_signer_is_noticed() {
    let mut made = any::simple();
    let lost = Permission { flag: PolicyFlag::NotForSignature, ..sudo() };
    made.permission_id = Some(lost.id());
    let flag = Some(PolicyFlag::NotForSignature);
    let (claimed, honest) = (lost.id(), sudo().id());
    assert_eq!(
        made.open(Some(&signer()), HERE),
        Err(OpenError::PermissionId { claimed, made: honest, flag })
    );
    made.permission_id = Some(honest);
    let other = SessionSigner::Ecdsa(any::key(2));
    assert!(matches!(
        made.open(Some(&other), HERE),
        Err(OpenError::PermissionId { flag: None, .. })
    ));
    let made = made.with_session_key(&any::secret(1)).unwrap();
    assert_eq!(made.open(Some(&other), HERE), Err(OpenError::OtherKey { inside: any::key(1) }));
}

#[test]
fn another_account_is_noticed() {
    let mut made = any::simple();
    let honest = made.account.unwrap();
    let claimed = Address::repeat_byte(7);
    made.account = Some(claimed);
    let expected = OpenError::Account { claimed, made: honest };
    assert_eq!(made.open(Some(&signer()), HERE), Err(expected));
}

#[test]
fn a_passkey_root_is_left_to_the_chain() {
    let mut install = any::install(KernelVersion::V0_3_2);
    install.validation_id = validator_id(chain::WEBAUTHN_VALIDATOR_003);
    install.validator_data = Bytes::from(vec![5; 96]);
    let enable = any::approval(&sudo(), &install);
    let signature = Bytes::from(vec![1; 300]);
    let approval = Approval::Signed { enable: &enable, signature: &signature };
    let made = SerializedAccount::new(Source::Factory(&install), &sudo(), approval).unwrap();
    assert_eq!(made.open(Some(&signer()), HERE).unwrap().owner, Owner::Unchecked);
}

#[test]
fn a_delegated_account_opens_by_its_own_key() {
    let (account, version) = (any::key(9), KernelVersion::V0_3_3);
    let mut enable = any::approval(&sudo(), &any::install(version));
    enable.account = account;
    let signature = Bytes::from(sign(9, enable.digest()));
    let approval = Approval::Signed { enable: &enable, signature: &signature };
    let made = SerializedAccount::new(Source::Delegated(account), &sudo(), approval).unwrap();
    let mut authorization = Authorization {
        delegate: version.implementation(),
        chain_id: 1,
        nonce: 300,
        r: B256::ZERO,
        s: B256::ZERO,
        y_parity: false,
    };
    let signed = sign(9, authorization.hash());
    authorization.r = FixedBytes::from_slice(&signed[..32]);
    authorization.s = FixedBytes::from_slice(&signed[32..64]);
    authorization.y_parity = signed[64] == 28;
    assert_eq!(authorization.authority(), Some(account));
    let made = made.with_authorization(authorization).unwrap();
    let back = SerializedAccount::decode(&made.encode().unwrap()).unwrap();
    assert_eq!(back, made);
    assert_eq!(back.open(Some(&signer()), HERE).unwrap().owner, Owner::Signed(account));
    let there = Place { chain_id: 2, ..HERE };
    assert_eq!(back.open(Some(&signer()), there), Err(OpenError::Authorization));
}

#[test]
fn a_pre_installed_permission_needs_no_signature() {
    let install = any::install(KernelVersion::V0_3_3);
    let made =
        SerializedAccount::new(Source::Factory(&install), &sudo(), Approval::PreInstalled).unwrap();
    let back = SerializedAccount::decode(&made.encode().unwrap()).unwrap();
    assert_eq!((back.pre_installed, &back.enable_signature), (Some(true), &None));
    assert_eq!(back.open(Some(&signer()), HERE).unwrap().owner, Owner::PreInstalled);
}
