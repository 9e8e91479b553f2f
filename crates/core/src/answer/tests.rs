//! A key's life on every version, what plans come to, and no panic on any bytes.
//!
//! The 675 recorded steps are played in the workspace's `vectors` test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, b256, keccak256};
use k256::ecdsa::SigningKey;
use proptest::prelude::*;

use super::segments::{Misplaced, strip, strip_message};
use super::*;
use crate::account::root::{RootInstall, validator_id};
use crate::account::{AccountSpec, Owner};
use crate::chain;
use crate::errors::by_name;
use crate::kernel::change_owner::change_owner_calls;
use crate::kernel::enable::{EnableApproval, default_selector_data};
use crate::kernel::erc1271::{owner_signature, session_signature, wrapped_digest};
use crate::kernel::execute::{Call, ExecMode, encode_execute};
use crate::kernel::install::invalidate_nonce;
use crate::kernel::version::KernelVersion;
use crate::kernel::{nonce, signature};
use crate::permission::Permission;
use crate::plan::{Ending, Ground, OwnerMessages, Standing, end_everything, end_keys};
use crate::policy::PolicyKind;
use crate::user_op::UserOperation;

const OWNER: u8 = 0x11;
const A: u8 = 0x22;
const B: u8 = 0x33;
const HASH: B256 = B256::repeat_byte(0x77);

fn secret(key: u8) -> SigningKey {
    SigningKey::from_slice(&[key; 32]).unwrap()
}

fn address(key: u8) -> Address {
    let point = secret(key).verifying_key().to_sec1_point(false);
    Address::from_raw_public_key(&point.as_bytes()[1..])
}

fn sign(key: u8, hash: B256) -> Vec<u8> {
    let (rs, id) = secret(key).sign_prehash_recoverable(&hash[..]);
    [&rs.to_bytes()[..], &[27 + id.to_byte()]].concat()
}

fn account(version: KernelVersion) -> Account {
    let install = RootInstall {
        version,
        validation_id: validator_id(version.ecdsa_validator()),
        hook: Address::ZERO,
        validator_data: Bytes::copy_from_slice(address(OWNER).as_slice()),
        hook_data: Bytes::new(),
        init_config: vec![],
        index: U256::ZERO,
    };
    Account::undeployed(install, 1)
}

fn spec(version: KernelVersion) -> AccountSpec {
    AccountSpec { version, owner: Owner::Ecdsa(address(OWNER)), index: U256::ZERO }
}

fn permission(key: u8) -> Permission {
    Permission::ecdsa(vec![PolicyKind::Sudo.into()], address(key))
}

fn op(account: &Account, key: alloy_primitives::aliases::U192, call_data: Bytes) -> UserOperation {
    let new = !account.deployed();
    let install = account.install.clone().unwrap();
    UserOperation {
        sender: account.address(),
        nonce: nonce::full(key, account.sequence(key)),
        factory: new.then_some(chain::META_FACTORY),
        factory_data: if new { install.factory_data() } else { Bytes::new() },
        call_data,
        call_gas_limit: 1,
        verification_gas_limit: 1,
        pre_verification_gas: U256::ZERO,
        max_fee_per_gas: 1,
        max_priority_fee_per_gas: 1,
        paymaster: None,
        signature: Bytes::new(),
    }
}

fn hash(op: &UserOperation) -> B256 {
    signature::personal_sign_hash(op.hash(chain::ENTRY_POINT_07, 1))
}

/// The owner's calls in try mode, as endings are sent.
fn owner(account: &mut Account, calls: &[Call]) -> Outcome {
    let data = encode_execute(calls, ExecMode::Try);
    let mut op = op(account, nonce::root_key(Address::ZERO, 9), data);
    op.signature = sign(OWNER, hash(&op)).into();
    account.handle(&op, 1_000)
}

fn enabling(account: &Account, key: u8, approved_nonce: u32) -> UserOperation {
    let permission = permission(key);
    let approval = EnableApproval {
        account: account.address(),
        chain_id: 1,
        version: account.version(),
        validation_id: permission.validation_id(),
        nonce: approved_nonce,
        hook: Address::ZERO,
        enable_data: permission.enable_data(),
        hook_data: Bytes::new(),
        selector_data: default_selector_data(),
    };
    let approved = sign(OWNER, approval.digest());
    let data = encode_execute(&[], ExecMode::Default);
    let mut op = op(account, nonce::enable_key(permission.id(), 0), data);
    let inner = signature::permission_signature(&sign(key, hash(&op)));
    op.signature = signature::enable_mode_signature(&approval, &approved, &inner);
    op
}

fn enable(account: &mut Account, key: u8) -> Outcome {
    let op = enabling(account, key, 1);
    account.handle(&op, 1_000)
}

fn use_key(account: &mut Account, key: u8) -> Outcome {
    let data = encode_execute(&[], ExecMode::Default);
    let mut op = op(account, nonce::default_key(permission(key).id(), 0), data);
    op.signature = signature::permission_signature(&sign(key, hash(&op)));
    account.handle(&op, 1_000)
}

fn message(account: &Account, key: u8) -> Result<bool, Revert> {
    let digest = wrapped_digest(account.version(), 1, account.address(), HASH);
    let signed = session_signature(permission(key).id(), &sign(key, digest));
    account.is_valid_signature(Address::ZERO, HASH, &signed)
}

const WORKED: Outcome = Outcome::Included { reverted: None };

fn refused(name: &str) -> Outcome {
    Outcome::Refused(Refusal::Reverted(Revert::named(name)))
}

#[test]
fn every_name_that_is_answered_is_in_the_table() {
    let names = [
        "InvalidNonce",
        "InvalidValidationType",
        "PolicyDataTooLarge",
        "InvalidSelector",
        "RootValidatorCannotBeRemoved",
        "PermissionDataLengthMismatch",
        "EnableNotApproved",
        "InvalidSelectorData",
        "InvalidValidator",
        "PermissionNotAlllowedForUserOp",
        "PermissionNotAlllowedForSignature",
        "SignerPrefixNotPresent",
        "InvalidSignature",
        "PolicySignatureOrderError",
        "NonceInvalidationError",
        "InvalidCaller",
        "NotInitialized",
        "ExecutionReverted",
        "ExceedsAllowance",
        "InitConfigError",
        "PolicyFailed",
    ];
    for name in names {
        assert!(by_name(name).is_some(), "{name}");
    }
    let account = Revert::AlreadyInitialized { account: Address::ZERO };
    assert_eq!(account.selector(), Some(FixedBytes::from(selector("AlreadyInitialized(address)"))));
    assert_eq!(Revert::Text("").selector(), Some(FixedBytes::from(selector("Error(string)"))));
    assert_eq!(Revert::OutOfBounds.selector(), Some(FixedBytes::from(selector("Panic(uint256)"))));
}

fn selector(signature: &str) -> [u8; 4] {
    *keccak256(signature).first_chunk::<4>().unwrap()
}

#[test]
fn a_key_enables_once_and_is_used_until_uninstalled() {
    for version in KernelVersion::ALL {
        let mut account = account(version);
        assert_eq!(enable(&mut account, A), WORKED);
        assert_eq!(use_key(&mut account, A), WORKED);
        let again = enable(&mut account, A);
        let newest = version == KernelVersion::V0_3_3;
        let expected = if newest { "EnableNotApproved" } else { "InvalidNonce" };
        assert_eq!(again, refused(expected), "{version:?}");
        assert_eq!(message(&account, A), Ok(true));
        assert_eq!(message(&account, B), Err(Revert::named("InvalidValidator")));
        let other = use_key(&mut account, B);
        assert_eq!(other, Outcome::Refused(Refusal::Reverted(Revert::Empty)));
    }
}

#[test]
fn a_plan_ends_its_key_and_no_other_in_every_state_on_every_version() {
    for version in KernelVersion::ALL {
        for (used, deployed) in [(false, false), (false, true), (true, true)] {
            let mut account = account(version);
            if deployed {
                account.deploy(0).unwrap();
            }
            if used {
                assert_eq!(enable(&mut account, A), WORKED);
            }
            let standing = if used {
                Standing::Installed { policies: 1 }
            } else {
                Standing::Approved { nonce: 1, stored: 0 }
            };
            let key = Ending { validation_id: permission(A).validation_id(), standing };
            let spec = spec(version);
            let ground = Ground { account: &spec, owner: &spec.owner, nonces: account.nonces() };
            let plan = end_keys(&ground, &[key], &[]).unwrap();
            assert_eq!(owner(&mut account, &plan.calls), WORKED);
            let mut replay = account.clone();
            assert_ne!(enable(&mut replay, A), WORKED, "{version:?} {key:?}");
            assert_ne!(use_key(&mut replay, A), WORKED);
            assert!(message(&replay, A).is_err());
            assert_eq!(enable(&mut account, B), WORKED, "{version:?} {key:?}");
            assert_eq!(message(&account, B), Ok(true));
        }
    }
}

#[test]
fn stopping_all_ends_used_and_unused_keys_together() {
    for version in KernelVersion::ALL {
        let mut account = account(version);
        assert_eq!(enable(&mut account, A), WORKED);
        let ending =
            |key, standing| Ending { validation_id: permission(key).validation_id(), standing };
        let keys = [
            ending(A, Standing::Installed { policies: 1 }),
            ending(B, Standing::Approved { nonce: 1, stored: 0 }),
        ];
        let spec = spec(version);
        let ground = Ground { account: &spec, owner: &spec.owner, nonces: account.nonces() };
        let plan = end_everything(&ground, &keys).unwrap();
        assert_eq!(owner(&mut account, &plan.calls), WORKED);
        for key in [A, B] {
            assert_ne!(enable(&mut account, key), WORKED, "{version:?}");
            assert_ne!(use_key(&mut account, key), WORKED, "{version:?}");
            assert!(message(&account, key).is_err(), "{version:?}");
        }
        assert_eq!(owner(&mut account, &[]), WORKED);
        assert_ne!(plan.owner_messages, OwnerMessages::Stop);
        let digest = wrapped_digest(version, 1, account.address(), HASH);
        let signed = owner_signature(version.ecdsa_validator(), &sign(OWNER, digest));
        let by_owner = account.is_valid_signature(Address::ZERO, HASH, &signed);
        assert_eq!(by_owner, Ok(true), "{version:?}: the owner goes on signing");
    }
}

#[test]
fn stopping_all_after_a_change_of_owner_gives_the_account_back_to_nobody() {
    for version in KernelVersion::ALL {
        let (mut account, spec) = (account(version), spec(version));
        assert_eq!(owner(&mut account, &[]), WORKED);
        let new = Owner::Ecdsa(address(B));
        assert_eq!(owner(&mut account, &change_owner_calls(&spec, &spec.owner, &new)), WORKED);
        let ground = Ground { account: &spec, owner: &new, nonces: account.nonces() };
        let plan = end_everything(&ground, &[]).unwrap();
        let mut op = op(
            &account,
            nonce::root_key(Address::ZERO, 9),
            encode_execute(&plan.calls, ExecMode::Try),
        );
        op.signature = sign(B, hash(&op)).into();
        assert_eq!(account.handle(&op, 1_000), WORKED);
        let digest = wrapped_digest(version, 1, account.address(), HASH);
        let of = |key| owner_signature(version.ecdsa_validator(), &sign(key, digest));
        let signs = |key| account.is_valid_signature(Address::ZERO, HASH, &of(key));
        assert_eq!(signs(B), Ok(true), "{version:?}: the present owner goes on signing");
        assert_ne!(signs(OWNER), Ok(true), "{version:?}: the first one is not put back");
        // As it was planned before: with the first owner's name in the repair.
        let wrong = end_everything(&Ground { owner: &spec.owner, ..ground }, &[]).unwrap();
        assert_eq!(wrong.calls != plan.calls, version == KernelVersion::V0_3_3);
    }
}

#[test]
fn a_raised_nonce_takes_the_owners_messages_on_the_newest_version_only() {
    for version in KernelVersion::ALL {
        let mut account = account(version);
        enable(&mut account, A);
        let call = Call {
            to: account.address(),
            value: U256::ZERO,
            data: invalidate_nonce(account.nonces().current + 1),
        };
        assert_eq!(owner(&mut account, &[call]), WORKED);
        assert_eq!(use_key(&mut account, A), refused("InvalidNonce"));
        let digest = wrapped_digest(version, 1, account.address(), HASH);
        let signed = owner_signature(version.ecdsa_validator(), &sign(OWNER, digest));
        let by_owner = account.is_valid_signature(Address::ZERO, HASH, &signed);
        let expected = match version {
            KernelVersion::V0_3_3 => Err(Revert::named("InvalidNonce")),
            KernelVersion::V0_3_0 | KernelVersion::V0_3_1 | KernelVersion::V0_3_2 => Ok(true),
        };
        assert_eq!((message(&account, A), by_owner), (expected.clone(), expected));
    }
}

#[test]
fn refused_operations_change_nothing_and_a_stranger_is_no_owner() {
    let mut account = account(KernelVersion::V0_3_1);
    enable(&mut account, A);
    let data = encode_execute(&[], ExecMode::Default);
    let mut wrong = op(&account, nonce::default_key(permission(A).id(), 0), data);
    wrong.signature = signature::permission_signature(&sign(B, hash(&wrong)));
    assert_eq!(account.handle(&wrong, 1_000), Outcome::Refused(Refusal::Signature));
    wrong.nonce += U256::from(1);
    wrong.signature = signature::permission_signature(&sign(A, hash(&wrong)));
    assert_eq!(account.handle(&wrong, 1_000), Outcome::Refused(Refusal::Nonce));
    assert_eq!(use_key(&mut account, A), WORKED);
    let kill = invalidate_nonce(2);
    assert!(account.call_directly(address(B), &kill, 0).is_err());
    assert_eq!(account.call_directly(address(OWNER), &kill, 0), Ok(()));
    assert_eq!(use_key(&mut account, A), refused("InvalidNonce"));
}

#[test]
fn events_have_the_topics_of_the_appendix() {
    let topics = [
        (
            Event::AccountDeployed,
            b256!("d51a9c61267aa6196961883ecf5ff2da6619c37dac0fa92122513fb32c032d2d"),
        ),
        (
            Event::BeforeExecution,
            b256!("bb47ee3e183a558b1a2ff0874b079f3fc5478b7454eacf2bfc5af2ff5878f972"),
        ),
        (
            Event::UserOperation,
            b256!("49628fd1471006c1482da88028e9ce4dbb080b815c9b0344d39e5a8e6ec1419f"),
        ),
        (
            Event::Deposited,
            b256!("2da466a7b24304f47e87fa2e1e5a81b9831ce54fec19055ce277ca2f39ba42c4"),
        ),
        (
            Event::ModuleInstalled { module_type: 1, module: Address::ZERO },
            b256!("d21d0b289f126c4b473ea641963e766833c2f13866e4ff480abd787c100ef123"),
        ),
        (
            Event::ModuleUninstalled { module_type: 1, module: Address::ZERO },
            b256!("341347516a9de374859dfda710fa4828b2d48cb57d4fbe4c1149612b8e02276e"),
        ),
        (
            Event::ModuleUninstallResult { module: Address::ZERO },
            b256!("2b82f87bf66300af618a9621d3f221edfab735f5bacb4e004cce1b62375396c3"),
        ),
        (
            Event::RootValidatorUpdated { root: FixedBytes::ZERO },
            b256!("6789ec0c85d6458d897a36a70129b101f8b4d84c6e218046c3107373dbcbae88"),
        ),
        (
            Event::SelectorSet {
                selector: FixedBytes::ZERO,
                validation_id: FixedBytes::ZERO,
                allowed: true,
            },
            b256!("9d17cd6d095ac90a655405ab29f30a7ee7e88ef3974c1bf7544bf591043bb71a"),
        ),
    ];
    for (event, topic) in topics {
        assert_eq!(event.topic(), topic, "{}", event.name());
    }
}

#[test]
fn segments_come_off_in_order() {
    let at = |at, name| Err(Misplaced { at, revert: Revert::named(name) });
    let segment = |index: u8| [&[index][..], &[0, 0, 0, 0, 0, 0, 0, 1], &[0xaa]].concat();
    let whole = [segment(0), segment(2), vec![0xff, 7]].concat();
    assert_eq!(strip(&whole, 3), Ok(&[7u8][..]));
    assert_eq!(strip(&whole, 2), at(2, "SignerPrefixNotPresent"));
    assert_eq!(strip_message(&whole, 3), at(3, "SignerPrefixNotPresent"));
    let back = [segment(1), segment(0), vec![0xff]].concat();
    assert_eq!(strip(&back, 3), at(2, "PolicySignatureOrderError"));
    assert_eq!(strip(&[], 0), Err(Misplaced { at: 0, revert: Revert::OutOfBounds }));
    assert_eq!(strip(&[0, 0], 1), Err(Misplaced { at: 0, revert: Revert::OutOfBounds }));
    assert_eq!(strip(&[0xff], 0), Ok(&[][..]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_bytes_panic(
        head: [u8; 2],
        data in prop::collection::vec(any::<u8>(), 0..300),
        signed in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let mut account = account(KernelVersion::V0_3_3);
        account.deploy(0).unwrap();
        let mut any = op(&account, nonce::enable_key(permission(A).id(), 0), data.clone().into());
        let bytes = [&[head[0] % 3, head[1] % 4], &any.nonce.to_be_bytes::<32>()[2..]].concat();
        any.nonce = U256::from_be_slice(&bytes);
        any.signature = signed.clone().into();
        account.handle(&any, 0);
        let mut torn = enabling(&account, A, 1);
        torn.signature = torn.signature.slice(..torn.signature.len().min(signed.len()));
        account.handle(&torn, 0);
        let _ = account.is_valid_signature(Address::ZERO, HASH, &signed);
        let _ = account.call_directly(address(OWNER), &data, 0);
    }
}
