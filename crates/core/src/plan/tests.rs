//! Operations of owners and session keys: lanes, modes, deployment.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use alloy_primitives::{Address, Bytes, FixedBytes, U256, address};

use super::*;
use crate::account::Owner;
use crate::kernel::execute::{Call, ExecMode};
use crate::kernel::nonce::{Mode, Validation, decode};
use crate::kernel::version::KernelVersion;
use crate::permission::SignerKind;

const ID: FixedBytes<4> = FixedBytes([0xb9, 0xda, 0xa6, 0x7b]);

fn account() -> AccountSpec {
    AccountSpec {
        version: KernelVersion::V0_3_1,
        owner: Owner::MultiChainEcdsa(address!("212b1F6A528C0dF96f398357DdDd81E474bA7170")),
        index: U256::ZERO,
    }
}

#[test]
fn first_use_deploys_enables_and_later_use_does_neither() {
    let account = account();
    let first = FirstUse {
        enable_data: Bytes::from_static(b"e"),
        enable_signature: Bytes::from_static(b"s"),
    };
    let calls = [Call { to: Address::ZERO, value: U256::from(1), data: Bytes::new() }];
    let mut plan = SessionPlan {
        account: &account,
        deployed: false,
        permission_id: ID,
        signer: SignerKind::Ecdsa,
        first_use: Some(&first),
        lane: 3,
        calls: &calls,
    };
    let draft = plan.draft(0);
    assert_eq!(draft.operation().factory, Some(META_FACTORY));
    let parts = decode(draft.operation().nonce);
    assert_eq!((parts.mode, parts.lane, parts.sequence), (Mode::Enable, 3, 0));
    plan.first_use = None;
    plan.deployed = true;
    let draft = plan.draft(7);
    assert_eq!(draft.operation().factory, None);
    let parts = decode(draft.operation().nonce);
    assert_eq!((parts.mode, parts.sequence), (Mode::Default, 7));
    assert_eq!(draft.operation().signature.len(), 66);
}

#[test]
fn owner_operations_use_the_root_lane() {
    let account = account();
    let plan =
        OwnerPlan { account: &account, deployed: true, lane: 9, mode: ExecMode::Try, calls: &[] };
    let parts = decode(plan.draft(2).operation().nonce);
    assert!(matches!(parts.validation, Validation::Root { .. }));
    assert_eq!((parts.lane, parts.sequence), (9, 2));
}
