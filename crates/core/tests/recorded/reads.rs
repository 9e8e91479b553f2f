//! The published reads (`reads.json`): what a chain answers, and where the key then stands.

use std::fs;

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use latchkey_core::{
    abi::Kernel,
    account::{AccountSpec, Owner},
    kernel::{
        enable::EXECUTE_SELECTOR,
        install::{AdminCall, decode_admin},
        version::KernelVersion,
    },
    key_state::{Block, Finding, Inquiry, State},
    permission::Permission,
    plan::{Ending, Ground, Nonces, Standing, end_everything},
    policy::{Policy, PolicyKind, TimestampPolicy},
};
use serde::Deserialize;

use crate::trace;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    input: Input,
    output: Output,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    kernel_version: KernelVersion,
    permission_id: FixedBytes<4>,
    validation_id: FixedBytes<21>,
    approval_signed_nonce: u32,
    reads: Reads,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reads {
    current_nonce: Read,
    valid_nonce_from: Read,
    validation_config: Read,
    permission_config: Read,
    is_allowed_selector: Read,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    call_data: Bytes,
    return_data: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output {
    decoded: Decoded,
    installed: bool,
    usable_for_user_ops: bool,
    pending_approval_live: bool,
    nonce_that_kills_pending: u32,
    deinit_entries_needed: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Decoded {
    current_nonce: u32,
    valid_nonce_from: u32,
}

fn account(version: KernelVersion) -> AccountSpec {
    let owner = Address::repeat_byte(1);
    AccountSpec { version, owner: Owner::MultiChainEcdsa(owner), index: U256::ZERO }
}

/// Policies and signer of the same kinds as the recorded permissions have.
fn permission() -> Permission {
    let window = TimestampPolicy { valid_after: 0, valid_until: 0 };
    let kinds = [PolicyKind::Sudo, PolicyKind::Timestamp(window)];
    Permission::ecdsa(kinds.into_iter().map(Policy::from).collect(), Address::repeat_byte(2))
}

fn find(input: &Input) -> Finding {
    let account = account(input.kernel_version);
    let root = [&[1], account.root_validator_address().as_slice(), &[0; 11]].concat();
    let replies = [
        Bytes::from_static(&[0xfe]),
        input.reads.current_nonce.return_data.clone(),
        input.reads.valid_nonce_from.return_data.clone(),
        B256::from_slice(&root).into(),
        account.owner.address().unwrap().abi_encode().into(),
        input.reads.validation_config.return_data.clone(),
        input.reads.permission_config.return_data.clone(),
        input.reads.is_allowed_selector.return_data.clone(),
    ];
    let keys = [(permission(), input.approval_signed_nonce)];
    let inquiry = Inquiry { account: &account, owner: &account.owner, keys: &keys, strangers: &[] };
    assert_eq!(inquiry.questions().len(), replies.len());
    let block = Block { number: 1, timestamp: 0 };
    let found = inquiry.read(&replies.map(Some), block).expect("the account is readable");
    found.keys.into_iter().next().unwrap()
}

fn calls_are_as_recorded(input: &Input) {
    let (id, vid, reads) = (input.permission_id, input.validation_id, &input.reads);
    let selector = EXECUTE_SELECTOR;
    let pairs = [
        (Kernel::currentNonceCall {}.abi_encode(), &reads.current_nonce),
        (Kernel::validNonceFromCall {}.abi_encode(), &reads.valid_nonce_from),
        (Kernel::validationConfigCall { id: vid }.abi_encode(), &reads.validation_config),
        (Kernel::permissionConfigCall { id }.abi_encode(), &reads.permission_config),
        (
            Kernel::isAllowedSelectorCall { id: vid, selector }.abi_encode(),
            &reads.is_allowed_selector,
        ),
    ];
    for (ours, read) in pairs {
        assert_eq!(Bytes::from(ours), read.call_data);
    }
}

/// The nonce that the plan of stopping everything raises to.
fn raised_to(input: &Input, decoded: &Decoded) -> u32 {
    let standing = Standing::Approved { nonce: input.approval_signed_nonce, stored: 0 };
    let key = Ending { validation_id: input.validation_id, standing };
    let nonces = Nonces { current: decoded.current_nonce, valid_from: decoded.valid_nonce_from };
    let account = account(input.kernel_version);
    let plan = end_everything(&Ground { account: &account, owner: &account.owner, nonces }, &[key])
        .unwrap();
    let raises = plan.calls.iter().filter_map(|call| match decode_admin(&call.data) {
        Some(AdminCall::InvalidateNonce { nonce }) => Some(nonce),
        _ => None,
    });
    raises.last().expect("a raise")
}

#[test]
fn every_published_reading_is_understood() {
    let text = fs::read(trace::vectors().join("reads.json")).unwrap();
    let file: File = serde_json::from_slice(&text).unwrap();
    assert!(file.cases.len() >= 20);
    for Case { id, input, output } in file.cases {
        calls_are_as_recorded(&input);
        let Finding { facts, verdict } = find(&input);
        let facts = facts.unwrap_or_else(|| panic!("{id}: unreadable"));
        assert_eq!(facts.installed, output.installed, "{id}");
        assert_eq!(verdict.state == State::Installed, output.usable_for_user_ops, "{id}");
        let live = verdict.state == State::ApprovedUnused;
        assert_eq!(live, output.pending_approval_live, "{id}: {verdict:?}");
        assert_eq!(facts.policies + 1, output.deinit_entries_needed, "{id}");
        let nonce = raised_to(&input, &output.decoded);
        // On 0.3.3 one more: keys installed at the present nonce may be approved for the next one.
        let next = u32::from(input.kernel_version == KernelVersion::V0_3_3);
        let unknown = output.decoded.current_nonce + next + 1;
        assert_eq!(nonce, output.nonce_that_kills_pending.max(unknown), "{id}");
        let over = verdict.ending.is_none();
        let dead = verdict.state == State::Invalidated
            && (!output.installed || input.kernel_version == KernelVersion::V0_3_3);
        assert!(!over || dead || !(output.installed || live), "{id}: nothing to end");
    }
}
