//! The published reads (twenty situations on two versions), and what the other states need.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test")]

use alloy_primitives::{B256, FixedBytes, U256, address};
use alloy_sol_types::SolValue;

use super::*;
use crate::account::Owner;
use crate::kernel::version::KernelVersion;
use crate::plan::{Nonces, Standing};
use crate::policy::{
    GasPolicy, Policy, PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy,
    TimestampPolicy,
};

const NOW: u64 = 1_000;
const BLOCK: Block = Block { number: 77, timestamp: NOW };

fn account() -> AccountSpec {
    AccountSpec {
        version: KernelVersion::V0_3_1,
        owner: Owner::MultiChainEcdsa(address!("212b1F6A528C0dF96f398357DdDd81E474bA7170")),
        index: U256::ZERO,
    }
}

fn permission(until: u64) -> Permission {
    let kinds = [
        PolicyKind::Gas(GasPolicy {
            allowed_wei: 100,
            enforce_paymaster: false,
            allowed_paymaster: Address::ZERO,
        }),
        PolicyKind::RateLimit(RateLimitPolicy { interval: 0, count: 3, start_at: 0, reset: false }),
        PolicyKind::Timestamp(TimestampPolicy { valid_after: 0, valid_until: until }),
    ];
    Permission::ecdsa(kinds.into_iter().map(Policy::from).collect(), Address::repeat_byte(9))
}

fn word(value: u64) -> Reply {
    Some(U256::from(value).to_be_bytes::<32>().into())
}

/// Replies of a deployed account with the right owner.
fn deployed(current: u64, valid_from: u64) -> Vec<Reply> {
    let account = account();
    let mut root = B256::ZERO;
    root[0] = 1;
    root[1..21].copy_from_slice(account.root_validator_address().as_slice());
    let code = Some(Bytes::from_static(&[0xfe]));
    vec![
        code,
        word(current),
        word(valid_from),
        Some(root.into()),
        Some(account.owner.address().unwrap().abi_encode().into()),
    ]
}

/// Replies of one key: stored nonce, installed or not, gas and uses left.
fn key(permission: &Permission, nonce: u32, installed: bool, gas: u64, uses: u64) -> Vec<Reply> {
    let hook = if installed { Address::with_last_byte(1) } else { Address::ZERO };
    let policies: Vec<FixedBytes<22>> = permission
        .policies
        .iter()
        .filter(|_| installed)
        .map(|p| FixedBytes::from_slice(&p.entry()[..22]))
        .collect();
    let signer = if installed { permission.signer.contract() } else { Address::ZERO };
    let held = crate::abi::PermissionConfig {
        permissionFlag: FixedBytes::ZERO,
        signer,
        policyData: policies,
    };
    vec![
        Some((nonce, hook).abi_encode_params().into()),
        Some(held.abi_encode().into()),
        word(u64::from(installed)),
        Some((U256::from(gas), false, Address::ZERO).abi_encode_params().into()),
        Some((U256::ZERO, U256::from(uses), U256::ZERO).abi_encode_params().into()),
    ]
}

fn finding(permission: Permission, signed: u32, replies: Vec<Vec<Reply>>) -> Findings {
    let account = account();
    let keys = [(permission, signed)];
    let inquiry = Inquiry { account: &account, owner: &account.owner, keys: &keys, strangers: &[] };
    let replies: Vec<Reply> = replies.concat();
    assert!(replies.len() <= inquiry.questions().len());
    let mut padded = replies;
    padded.resize(inquiry.questions().len(), Some(Bytes::new()));
    inquiry.read(&padded, BLOCK).unwrap()
}

fn state(permission: Permission, signed: u32, replies: Vec<Vec<Reply>>) -> State {
    finding(permission, signed, replies).keys[0].verdict.state
}

#[test]
fn an_account_that_does_not_exist_has_a_live_approval() {
    let none = vec![vec![Some(Bytes::new())]];
    let found = finding(permission(0), 1, none.clone());
    assert_eq!(found.account.nonces, Nonces::FRESH);
    assert_eq!(found.keys[0].verdict.state, State::NotDeployed);
    let pending = Standing::Approved { nonce: 1, stored: 0 };
    assert_eq!((found.keys[0].verdict.ending, found.block), (Some(pending), BLOCK));
    let late = finding(permission(NOW - 1), 1, none).keys[0].verdict;
    assert_eq!((late.state, late.is_over()), (State::Expired, true), "it can never install itself");
}

#[test]
fn installed_keys_end_by_time_uses_and_gas() {
    let p = || permission(NOW);
    let on = |gas, uses| vec![deployed(1, 0), key(&p(), 1, true, gas, uses)];
    assert_eq!(state(p(), 1, on(50, 2)), State::Installed);
    assert_eq!(state(p(), 1, on(50, 0)), State::Exhausted);
    assert_eq!(state(p(), 1, on(0, 2)), State::Exhausted);
    let late = permission(NOW - 1);
    let replies = vec![deployed(1, 0), key(&late, 1, true, 50, 2)];
    assert_eq!(state(late, 1, replies), State::Expired);
    let counters = finding(p(), 1, on(50, 2)).keys[0].facts.clone().unwrap().counters;
    assert_eq!((counters.gas_left, counters.uses_left), (Some(50), Some(2)));
}

#[test]
fn what_cannot_be_read_is_unknown_and_ended_in_every_way() {
    let mut broken = key(&permission(0), 1, true, 1, 1);
    broken[0] = None;
    let found = finding(permission(0), 1, vec![deployed(1, 0), broken]);
    assert_eq!(found.keys[0].verdict.state, State::Unknown(Unclear::Unreadable));
    assert_eq!(found.keys[0].verdict.ending, Some(Standing::Unknown { policies: 3, nonce: 1 }));
    let other = key(&Permission::ecdsa(vec![], Address::ZERO), 1, true, 1, 1);
    let other = [&other[..3], &key(&permission(0), 1, true, 1, 1)[3..]].concat();
    let drifted = State::Drifted(Drift::Contents);
    assert_eq!(state(permission(0), 1, vec![deployed(1, 0), other]), drifted);
}

#[test]
fn another_owner_makes_an_approval_stale() {
    let mut replies = deployed(1, 0);
    replies[4] = Some(Address::repeat_byte(7).abi_encode().into());
    let p = permission(0);
    let unused = key(&p, 0, false, 0, 0);
    assert_eq!(state(permission(0), 1, vec![replies, unused.clone()]), State::ApprovalStale);
    assert_eq!(state(permission(0), 1, vec![deployed(1, 0), unused]), State::ApprovedUnused);
}

/// The published situations: what was read, and whether the key is installed, usable, live.
#[test]
fn the_nonce_rules_of_both_kinds_of_version() {
    use KernelVersion::{V0_3_0, V0_3_1, V0_3_2, V0_3_3};
    // version, signed, current, valid from, stored nonce, installed → state
    let table = [
        (V0_3_1, 1, 1, 0, 0, false, State::ApprovedUnused),
        (V0_3_1, 1, 2, 2, 0, false, State::Invalidated),
        (V0_3_1, 1, 1, 1, 0, false, State::ApprovedUnused),
        (V0_3_1, 1, 1, 0, 1, false, State::Uninstalled),
        (V0_3_1, 1, 1, 0, 1, true, State::Installed),
        (V0_3_1, 1, 3, 3, 1, true, State::Invalidated),
        (V0_3_1, 3, 4, 0, 0, false, State::Invalidated),
        (V0_3_1, 2, 1, 0, 1, false, State::ApprovalDormant),
        (V0_3_2, 3, 1, 0, 0, false, State::ApprovalDormant),
        (V0_3_0, 1, 1, 0, 0, false, State::ApprovedUnused),
        (V0_3_3, 1, 0, 0, 0, false, State::ApprovedUnused),
        (V0_3_3, 3, 1, 0, 1, false, State::ApprovalDormant),
        (V0_3_3, 2, 1, 0, 1, false, State::ApprovedUnused),
        (V0_3_3, 3, 4, 0, 0, false, State::Invalidated),
        (V0_3_3, 1, 1, 0, 1, false, State::Uninstalled),
    ];
    for (version, signed, current, valid_from, nonce, installed, expected) in table {
        let account = AccountFacts {
            deployed: true,
            nonces: Nonces { current, valid_from },
            same_owner: true,
        };
        let facts = KeyFacts {
            nonce,
            installed,
            may_execute: installed,
            as_approved: installed,
            ..KeyFacts::NEVER
        };
        let permission = permission(0);
        let approved = Approved { version, permission: &permission, nonce: signed };
        let verdict = decide(approved, &account, &facts, NOW);
        assert_eq!(verdict.state, expected, "{version:?} {signed} {account:?} {facts:?}");
    }
}

fn silent(mut permission: Permission) -> Permission {
    let nobody = SignatureCallerPolicy { allowed_callers: vec![] };
    permission.policies.push(PolicyKind::SignatureCaller(nobody).into());
    permission
}

/// What a key installed at nonce 1 comes to.
fn stands(
    version: KernelVersion,
    permission: &Permission,
    nonces: Nonces,
    left: Counters,
) -> Verdict {
    let account = AccountFacts { deployed: true, nonces, same_owner: true };
    let facts = KeyFacts {
        nonce: 1,
        installed: true,
        may_execute: true,
        as_approved: true,
        policies: permission.policies.len(),
        counters: left,
    };
    decide(Approved { version, permission, nonce: 1 }, &account, &facts, NOW)
}

#[test]
fn a_key_that_sends_nothing_any_more_may_still_sign_messages() {
    use KernelVersion::{V0_3_1, V0_3_2, V0_3_3};
    let raised = Nonces { current: 2, valid_from: 2 };
    let no_uses = Counters { uses_left: Some(0), ..Counters::default() };
    let no_gas = Counters { gas_left: Some(0), ..Counters::default() };
    let all = Counters::default();
    // version, end, nonces, left → state, whether messages pass without and with an empty caller list
    let table = [
        (V0_3_1, 0, Nonces::FRESH, all, State::Installed, false),
        (V0_3_1, NOW - 1, Nonces::FRESH, all, State::Expired, true),
        (V0_3_1, 0, Nonces::FRESH, no_uses, State::Exhausted, true),
        // An operation of fee 0 is charged nothing.
        (V0_3_1, 0, Nonces::FRESH, no_gas, State::Exhausted, false),
        (V0_3_2, 0, raised, all, State::Invalidated, true),
    ];
    for (version, until, nonces, left, state, over_if_silent) in table {
        let open = stands(version, &permission(until), nonces, left);
        assert_eq!((open.state, open.messages), (state, Messages::Anybody));
        assert_eq!(open.ending, Some(Standing::Installed { policies: 3 }));
        let quiet = stands(version, &silent(permission(until)), nonces, left);
        assert_eq!((quiet.state, quiet.messages), (state, Messages::Nobody));
        assert_eq!(quiet.is_over(), over_if_silent, "{state:?}");
    }
    let late = stands(V0_3_3, &permission(0), raised, all);
    assert_eq!(
        (late.state, late.messages, late.ending),
        (State::Invalidated, Messages::Nobody, None)
    );
}

#[test]
fn listed_callers_and_flags_decide_about_messages() {
    let mut listed = permission(0);
    let somebody = SignatureCallerPolicy { allowed_callers: vec![Address::repeat_byte(1)] };
    listed.policies.push(PolicyKind::SignatureCaller(somebody).into());
    assert_eq!(granted(&listed), Messages::Listed);
    let mut off = silent(permission(0));
    off.policies[3].flag = PolicyFlag::NotForSignature;
    assert_eq!(granted(&off), Messages::Anybody, "the flag switches the policy off");
    let mut never = permission(0);
    never.flag = PolicyFlag::NotForSignature;
    assert_eq!(granted(&never), Messages::Nobody);
}

#[test]
fn a_policy_that_does_not_bind_operations_ends_none() {
    let mut late = permission(NOW - 1);
    late.policies[2].flag = PolicyFlag::NotForUserOp;
    assert_eq!(
        stands(KernelVersion::V0_3_1, &late, Nonces::FRESH, Counters::default()).state,
        State::Installed
    );
    let mut free = permission(0);
    free.policies[1].flag = PolicyFlag::NotForUserOp;
    let on = vec![deployed(1, 0), key(&free, 1, true, 50, 0)];
    let found = finding(free, 1, on);
    assert_eq!(found.keys[0].facts.clone().unwrap().counters.uses_left, None);
}

#[test]
fn a_key_approved_anew_while_it_is_installed_is_ended_in_both_ways() {
    let permission = permission(0);
    let account = AccountFacts {
        deployed: true,
        nonces: Nonces { current: 2, valid_from: 2 },
        same_owner: true,
    };
    let facts = KeyFacts {
        nonce: 1,
        installed: true,
        may_execute: true,
        as_approved: true,
        policies: 3,
        counters: Counters::default(),
    };
    let approved = Approved { version: KernelVersion::V0_3_1, permission: &permission, nonce: 2 };
    let verdict = decide(approved, &account, &facts, NOW);
    let both = Standing::InstalledAndApproved { policies: 3, nonce: 2, stored: 1 };
    assert_eq!((verdict.state, verdict.ending), (State::Invalidated, Some(both)));
    let paused = KeyFacts { nonce: 2, may_execute: false, ..facts };
    let verdict = decide(approved, &account, &paused, NOW);
    assert_eq!(verdict.state, State::Drifted(Drift::MayNotExecute));
    assert_eq!(verdict.ending, Some(Standing::Installed { policies: 3 }));
}
