//! Known answers for the layouts of this room, each written out by hand from the specification or
//! taken from the published packages.

use alloy_primitives::{
    Address, B256, Bytes, FixedBytes, U256, address, aliases::U192, b256, hex, keccak256,
};
use alloy_sol_types::{SolCall, SolValue};

use super::enable::{EnableApproval, default_selector_data, selector_data};
use super::erc1271::{
    before_deployment, owner_signature, replayable, session_signature, wrapped_digest,
};
use super::execute::{
    Call, ExecMode, ExecuteError, decode_execute, encode_delegatecall, encode_execute,
    encode_owner_calls, with_hook_prefix,
};
use super::install::{AdminCall, decode_admin};
use super::nonce::{self, Mode, Validation};
use super::signature::{
    DUMMY_ECDSA, dummy_multi_chain, enable_mode_signature, multi_chain_signature,
    permission_signature, personal_sign_hash,
};
use super::version::KernelVersion;
use crate::abi::Kernel;
use crate::permission::SignerKind;

const ROOT: Address = address!("845ADb2C711129d4f3966735eD98a9F09fC4cE57");
const ID: FixedBytes<4> = FixedBytes([0x09, 0x1e, 0x13, 0x43]);

fn key(hex: &str) -> U192 {
    U192::from_str_radix(hex, 16).unwrap()
}

#[test]
fn nonce_keys_are_those_of_the_published_packages() {
    let root = key("0000845adb2c711129d4f3966735ed98a9f09fc4ce57ffff");
    assert_eq!(nonce::root_key(ROOT, u16::MAX), root);
    assert_eq!(
        nonce::enable_key(ID, 0x0201),
        key("0102091e1343000000000000000000000000000000000201")
    );
    assert_eq!(nonce::default_key(ID, 0), key("0002091e1343000000000000000000000000000000000000"));
    let validator = |mode| nonce::validator_key(mode, ROOT, 7);
    assert_eq!(validator(Mode::Default), key("0001845adb2c711129d4f3966735ed98a9f09fc4ce570007"));
    assert_eq!(validator(Mode::Enable), key("0101845adb2c711129d4f3966735ed98a9f09fc4ce570007"));
    let full = nonce::full(root, 3);
    assert_eq!(full.to_be_bytes::<32>()[..24], root.to_be_bytes::<24>());
    assert_eq!(full.to_be_bytes::<32>()[24..], 3_u64.to_be_bytes());
}

#[test]
fn nonces_come_apart_as_kernel_takes_them() {
    let parts = |key: &str| nonce::decode(nonce::full(self::key(key), 5));
    let root = parts("0000845adb2c711129d4f3966735ed98a9f09fc4ce570007");
    assert_eq!(root.validation, Validation::Root { identifier: ROOT });
    assert_eq!((root.mode, root.lane, root.sequence), (Mode::Default, 7, 5));
    let validator = parts("0201845adb2c711129d4f3966735ed98a9f09fc4ce570000");
    assert_eq!(validator.validation, Validation::Validator { validator: ROOT });
    assert_eq!(validator.mode, Mode::Default, "only 01 is the enable mode");
    let unknown = parts("0103845adb2c711129d4f3966735ed98a9f09fc4ce570000");
    assert_eq!(unknown.validation, Validation::Unknown { kind: 3 });
    assert_eq!(unknown.mode, Mode::Enable);
}

#[test]
fn names_become_lanes_and_keys() {
    assert_eq!([nonce::lane_of_name("namera"), nonce::lane_of_name("")], [22_065, 50_642]);
    let old = "2113440257784255887646732139801271128253765520428528441111";
    assert_eq!(nonce::key_of_name_v06("namera").to_string(), old);
}

fn call(to: Address, data: &[u8]) -> Call {
    Call { to, value: U256::from(5), data: Bytes::copy_from_slice(data) }
}

#[test]
fn the_modes_of_execute_stand_where_kernel_reads_them() {
    let one = [call(ROOT, &[1])];
    let mode = |data: Bytes| [data[4], data[5]];
    assert_eq!(mode(encode_execute(&one, ExecMode::Default)), [0, 0]);
    assert_eq!(mode(encode_execute(&one, ExecMode::Try)), [0, 1]);
    assert_eq!(mode(encode_execute(&[], ExecMode::Default)), [1, 0]);
    let delegate = encode_delegatecall(ROOT, Bytes::from_static(&[1]), ExecMode::Try);
    assert_eq!(mode(delegate.clone()), [0xff, 1]);
    assert!(decode_execute(&delegate).unwrap().calls().is_empty());
    let mut other = delegate.to_vec();
    other[5] = 2;
    assert_eq!(decode_execute(&other), Err(ExecuteError::UnknownMode));
    other[4..6].copy_from_slice(&[0xfe, 0]);
    assert_eq!(decode_execute(&other), Err(ExecuteError::UnknownMode));
}

#[test]
fn a_call_to_oneself_goes_verbatim_and_nothing_else_does() {
    let account = Address::repeat_byte(1);
    let to_self = call(account, &[0xde, 0xad]);
    assert_eq!(encode_owner_calls(account, std::slice::from_ref(&to_self)).as_ref(), [0xde, 0xad]);
    for calls in [vec![call(ROOT, &[1])], vec![to_self.clone(), to_self], vec![]] {
        let encoded = encode_owner_calls(account, &calls);
        assert_eq!(encoded, encode_execute(&calls, ExecMode::Default));
    }
    assert_eq!(with_hook_prefix(&[1, 2]).as_ref(), [0x8d, 0xd7, 0x71, 0x2f, 1, 2]);
}

#[test]
fn signatures_are_laid_out_as_the_contracts_read_them() {
    let (root, leaf) = (B256::repeat_byte(2), B256::repeat_byte(3));
    assert_eq!(permission_signature(&[7, 8]).as_ref(), [0xff, 7, 8]);
    assert_eq!(SignerKind::Ecdsa.dummy_permission()[1..], DUMMY_ECDSA);
    let signed = multi_chain_signature(&[9; 65], root, &[leaf]);
    let tail = [U256::from(32), U256::from(1), leaf.into()].map(B256::from).concat();
    assert_eq!(signed.as_ref(), [&[9; 65], root.as_slice(), &tail].concat());
    let dummy = dummy_multi_chain(root, leaf, &[]);
    let tail = [leaf.into(), U256::from(64), U256::ZERO].map(B256::from).concat();
    assert_eq!(dummy.as_ref(), [&DUMMY_ECDSA, root.as_slice(), &tail].concat());
    let prefixed = [b"\x19Ethereum Signed Message:\n32".as_slice(), root.as_slice()].concat();
    assert_eq!(personal_sign_hash(root), keccak256(prefixed));
}

fn approval() -> EnableApproval {
    EnableApproval {
        account: Address::repeat_byte(1),
        chain_id: 10,
        version: KernelVersion::V0_3_1,
        validation_id: FixedBytes([2; 21]),
        nonce: 3,
        hook: Address::repeat_byte(4),
        enable_data: Bytes::from_static(&[5]),
        hook_data: Bytes::from_static(&[6]),
        selector_data: default_selector_data(),
    }
}

#[test]
fn the_enable_envelope_carries_the_parts_in_order() {
    let approval = approval();
    let envelope = enable_mode_signature(&approval, &[7], &[8]);
    assert_eq!(envelope[..20], approval.hook[..]);
    let parts = <(Bytes, Bytes, Bytes, Bytes, Bytes)>::abi_decode_params(&envelope[20..]).unwrap();
    let small = |byte: u8| Bytes::from(vec![byte]);
    assert_eq!(parts, (small(5), small(6), approval.selector_data, small(7), small(8)));
}

#[test]
fn every_part_of_an_approval_is_in_its_digest() {
    let one = approval();
    let changed: [fn(&mut EnableApproval); 9] = [
        |a| a.account = Address::ZERO,
        |a| a.chain_id = 11,
        |a| a.version = KernelVersion::V0_3_2,
        |a| a.validation_id = FixedBytes([3; 21]),
        |a| a.nonce = 4,
        |a| a.hook = Address::ZERO,
        |a| a.enable_data = Bytes::new(),
        |a| a.hook_data = Bytes::new(),
        |a| a.selector_data = selector_data(FixedBytes([1; 4]), Address::ZERO, Address::ZERO),
    ];
    for change in changed {
        let mut other = one.clone();
        change(&mut other);
        assert_ne!(other.digest(), one.digest());
    }
    let on = |chain_id| EnableApproval { chain_id, ..one.clone() }.digest();
    assert_eq!(one.digests(&[1, 10]), [on(1), on(10)]);
    let (domain, body) = (one.domain_separator(), one.struct_hash());
    let packed = [&[0x19, 0x01], domain.as_slice(), body.as_slice()].concat();
    assert_eq!(one.digest(), keccak256(packed));
    assert_eq!(one.selector_data[..4], hex!("e9ae5c53"));
}

#[test]
fn message_signatures_are_wrapped_as_kernel_unwraps_them() {
    assert_eq!(owner_signature(ROOT, &[9]).as_ref(), [&[1], ROOT.as_slice(), &[9]].concat());
    let session = session_signature(ID, &[9]);
    assert_eq!(session.as_ref(), [&[2], ID.as_slice(), &[0xff, 9]].concat());
    let magic = b256!("0555ad2729e8da1777a4e5020806f8bf7601c3db6bfe402f410a34958363a95a");
    assert_eq!(replayable(&[9]).as_ref(), [magic.as_slice(), &[9]].concat());
    let early = before_deployment(ROOT, Bytes::from_static(&[1]), Bytes::from_static(&[2]));
    let (body, end) = early.split_at(early.len() - 32);
    assert_eq!(end, hex!("6492649264926492649264926492649264926492649264926492649264926492"));
    let parts = <(Address, Bytes, Bytes)>::abi_decode_params(body).unwrap();
    assert_eq!(parts, (ROOT, Bytes::from_static(&[1]), Bytes::from_static(&[2])));
    let digest = |chain| wrapped_digest(KernelVersion::V0_3_2, chain, ROOT, B256::ZERO);
    assert_ne!(digest(0), digest(1));
    assert_ne!(digest(1), wrapped_digest(KernelVersion::V0_3_2, 1, ROOT, B256::repeat_byte(1)));
}

#[test]
fn every_admin_call_is_read_back() {
    let (id, data) = (FixedBytes([7; 21]), Bytes::from_static(&[8]));
    let (module_type, module) = (U256::from(5), Address::repeat_byte(9));
    let change = Kernel::changeRootValidatorCall {
        id,
        hook: ROOT,
        validatorData: data.clone(),
        hookData: Bytes::new(),
    };
    let upgrade = Kernel::upgradeToCall { implementation: ROOT };
    let install =
        Kernel::installModuleCall { moduleType: module_type, module, initData: data.clone() };
    let uninstall =
        Kernel::uninstallModuleCall { moduleType: module_type, module, deinitData: data.clone() };
    let read = [
        (
            change.abi_encode(),
            AdminCall::ChangeRootValidator { validation_id: id, hook: ROOT, data },
        ),
        (upgrade.abi_encode(), AdminCall::UpgradeTo { implementation: ROOT }),
        (install.abi_encode(), AdminCall::InstallModule { module_type, module }),
        (uninstall.abi_encode(), AdminCall::UninstallModule { module_type, module }),
    ];
    for (mut bytes, call) in read {
        assert_eq!(decode_admin(&bytes), Some(call));
        bytes.push(0);
        assert_eq!(decode_admin(&bytes), None, "not encoded plainly");
    }
}
