//! Plans against the rules of the contract: windows of the nonce, counts of entries, lanes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use alloy_primitives::{Address, Bytes, FixedBytes, U256, address};

use super::*;
use crate::account::RootValidator;
use crate::kernel::execute::{Call, ExecMode};
use crate::kernel::install::{AdminCall, decode_admin};
use crate::kernel::nonce::{Mode, Validation, decode};
use crate::kernel::version::KernelVersion;
use crate::permission::validation_id;

const ID: FixedBytes<4> = FixedBytes([0xb9, 0xda, 0xa6, 0x7b]);

fn account() -> AccountSpec {
    AccountSpec {
        version: KernelVersion::V0_3_1,
        validator: RootValidator::MultiChainEcdsa,
        owner: address!("212b1F6A528C0dF96f398357DdDd81E474bA7170"),
        index: U256::ZERO,
    }
}

/// Replays `invalidateNonce` as the contract does; the nonces afterwards.
fn replay(calls: &[Call], mut nonces: Nonces) -> Nonces {
    for call in calls {
        if let Some(AdminCall::InvalidateNonce { nonce }) = decode_admin(&call.data) {
            assert!(nonces.valid_from < nonce, "InvalidNonce: {nonce} for {nonces:?}");
            assert!(nonce <= nonces.current + 10, "NonceInvalidationError: {nonce}");
            nonces = Nonces { current: nonces.current.max(nonce), valid_from: nonce };
        }
    }
    nonces
}

#[test]
fn stopping_all_raises_the_nonce_above_every_signed_one() {
    for (current, valid_from, signed) in [(1, 0, 1), (4, 4, 4), (5, 2, 1), (1, 0, 60), (7, 7, 8)] {
        let nonces = Nonces { current, valid_from };
        let key = Ending {
            validation_id: validation_id(ID),
            standing: Standing::Approved { nonce: signed },
        };
        let calls = stop_all(Address::ZERO, &[key], nonces).unwrap();
        let after = replay(&calls, nonces);
        assert!(after.current > signed, "an approval for {signed} lives at {after:?}");
        assert!(after.current > current, "installed keys of nonce {current} live at {after:?}");
    }
}

#[test]
fn an_approval_too_far_ahead_is_said_so() {
    let standing = Standing::Approved { nonce: u32::MAX };
    let key = Ending { validation_id: validation_id(ID), standing };
    assert!(stop_all(Address::ZERO, &[key], Nonces::FRESH).is_err());
    assert!(revoke(Address::ZERO, &key, Nonces::FRESH).is_err());
}

#[test]
fn an_installed_key_is_uninstalled_with_one_entry_more_than_policies() {
    let standing = Standing::Installed { policies: 4 };
    let key = Ending { validation_id: validation_id(ID), standing };
    let calls = revoke(Address::ZERO, &key, Nonces::FRESH).unwrap();
    assert_eq!(calls.len(), 1);
    let said = decode_admin(&calls[0].data);
    let expected = AdminCall::UninstallValidation { validation_id: validation_id(ID), entries: 5 };
    assert_eq!(said, Some(expected));
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
