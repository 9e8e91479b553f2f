//! Prepared kills: lanes, variants, and who could disarm them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use alloy_primitives::{Address, FixedBytes, address};

use super::*;
use crate::account::Owner;
use crate::approval_tree::Approvals;
use crate::kernel::install::{AdminCall, decode_admin};
use crate::kernel::nonce::{Mode, Validation, decode};
use crate::kernel::version::KernelVersion;
use crate::permission::Permission;
use crate::policy::{
    CallPermission, CallPolicy, CallPolicyVersion, CallType, Policy, PolicyFlag, PolicyKind,
};

const KEY: FixedBytes<4> = FixedBytes([0xb9, 0xda, 0xa6, 0x7b]);

fn account(version: KernelVersion) -> AccountSpec {
    AccountSpec {
        version,
        owner: Owner::MultiChainEcdsa(address!("212b1F6A528C0dF96f398357DdDd81E474bA7170")),
        index: U256::ZERO,
    }
}

fn plan(account: &AccountSpec, deployed: bool, form: KillForm) -> KillPlan<'_> {
    let nonces = Nonces::FRESH;
    KillPlan {
        account,
        owner: &account.owner,
        chain_id: 5,
        deployed,
        nonces,
        permission_id: KEY,
        form,
    }
}

#[test]
fn every_variant_shares_the_lane_of_its_grant_and_form() {
    let account = account(KernelVersion::V0_3_1);
    let one = KillForm::OneKey { policies: 4, nonce: 1 };
    let all = KillForm::Everything { keys: vec![(validation_id(KEY), 4)] };
    let real = Fees { max_fee_per_gas: 7, max_priority_fee_per_gas: 3 };
    let mut leaves = Vec::new();
    for (form, lane) in [(one, ONE_KEY_LANE), (all, EVERYTHING_LANE)] {
        let plan = plan(&account, false, form);
        let kills = plan.operations(KillGas::wide(1), &[Fees::NONE, real]);
        let shapes: Vec<_> = kills.iter().map(|k| (k.deploys, k.fees)).collect();
        assert_eq!(shapes, [(true, Fees::NONE), (false, Fees::NONE), (true, real), (false, real)]);
        for kill in &kills {
            let op = &kill.leaf.operation;
            let parts = decode(op.nonce);
            let identifier = Address(FixedBytes::right_padding_from(KEY.as_slice()));
            assert_eq!(parts.validation, Validation::Root { identifier });
            assert_eq!((parts.mode, parts.lane, parts.sequence), (Mode::Default, lane, 0));
            assert_eq!(op.factory.is_some(), kill.deploys);
            assert_eq!(op.max_fee_per_gas, kill.fees.max_fee_per_gas);
            assert_eq!(op.call_data, plan.call_data());
        }
        leaves.extend(kills.into_iter().map(Kill::into_leaf));
    }
    assert_eq!(Approvals::new(leaves).unwrap().leaves().len(), 8, "no two are the same");
}

#[test]
fn a_deployed_account_needs_no_factory() {
    let account = account(KernelVersion::V0_3_1);
    let plan = plan(&account, true, KillForm::OneKey { policies: 0, nonce: 1 });
    let kills = plan.operations(KillGas::wide(1), &[Fees::NONE]);
    assert_eq!(kills.len(), 1);
    assert!(!kills[0].deploys);
}

#[test]
fn everything_raises_by_ten_and_repairs_only_where_it_must() {
    for version in KernelVersion::ALL {
        let account = account(version);
        let plan = plan(&account, true, KillForm::Everything { keys: vec![] });
        let calls = plan.calls();
        let raise = decode_admin(&calls[0].data);
        assert_eq!(raise, Some(AdminCall::InvalidateNonce { nonce: 11 }));
        assert_eq!(calls.get(1).cloned(), repair(&account, &account.owner, 11));
        assert_eq!(calls.len() == 2, version == KernelVersion::V0_3_3);
    }
}

fn calls(target: Address, selector: [u8; 4], call_type: CallType) -> Policy {
    let permissions = vec![CallPermission {
        call_type,
        target,
        selector: selector.into(),
        value_limit: U256::ZERO,
        rules: vec![],
    }];
    PolicyKind::Call(CallPolicy { version: CallPolicyVersion::V0_0_4, permissions }).into()
}

#[test]
fn only_a_call_policy_keeps_a_key_from_disarming_its_kill() {
    let account = Address::repeat_byte(9);
    let of = |policies| disarm(&Permission::ecdsa(policies, Address::repeat_byte(1)), account);
    let transfer = [0xa9, 0x05, 0x9c, 0xbb];
    let increment = [0x0b, 0xd2, 0x8e, 0x3b];
    let token = Address::repeat_byte(7);
    let fine = || calls(token, transfer, CallType::Call);
    assert_eq!(of(vec![]), Some(Disarm::NoCallPolicy));
    assert_eq!(of(vec![fine()]), None);
    let off = Policy { flag: PolicyFlag::NotForUserOp, ..fine() };
    assert_eq!(of(vec![off]), Some(Disarm::NoCallPolicy));
    let entry_point = calls(ENTRY_POINT_07, increment, CallType::Call);
    assert_eq!(of(vec![entry_point.clone()]), Some(Disarm::RunsAccount));
    assert_eq!(of(vec![entry_point, fine()]), None, "every call must be in both");
    let anywhere = calls(Address::ZERO, increment, CallType::Call);
    assert_eq!(of(vec![anywhere]), Some(Disarm::RunsAccount));
    assert_eq!(of(vec![calls(Address::ZERO, transfer, CallType::Call)]), None);
    let own = calls(account, transfer, CallType::Call);
    assert_eq!(of(vec![own]), Some(Disarm::RunsAccount));
    let delegate = calls(token, transfer, CallType::Delegate);
    assert_eq!(of(vec![delegate]), Some(Disarm::ForeignCode));
}
