//! Every state of every version against the model of the contract: what is to die dies, what is not
//! listed as a loss lives, the owner keeps signing, and the read-back says so.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod model;
mod properties;

use alloy_primitives::{FixedBytes, U256, address};

use super::*;
use crate::account::Owner;
use crate::kernel::install::{AdminCall, decode_admin};
use crate::kernel::version::KernelVersion;
use crate::permission::validation_id;
use model::{Held, Model};

fn account(version: KernelVersion) -> AccountSpec {
    AccountSpec {
        version,
        owner: Owner::MultiChainEcdsa(address!("212b1F6A528C0dF96f398357DdDd81E474bA7170")),
        index: U256::ZERO,
    }
}

fn id(n: u8) -> ValidationId {
    validation_id(FixedBytes([n, 0xda, 0xa6, 0x7b]))
}

fn ending(n: u8, standing: Standing) -> Ending {
    Ending { validation_id: id(n), standing }
}

const fn approved(nonce: u32) -> Standing {
    Standing::Approved { nonce, stored: 0 }
}

fn one(version: KernelVersion, nonces: Nonces, standing: Standing) -> Result<EndPlan, TooFar> {
    let account = account(version);
    end_keys(
        &Ground { account: &account, owner: &account.owner, nonces },
        &[ending(1, standing)],
        &[],
    )
}

#[test]
fn an_installed_key_is_uninstalled_with_one_entry_more_than_policies() {
    let standing = Standing::Installed { policies: 4 };
    let plan = one(KernelVersion::V0_3_1, Nonces::FRESH, standing).unwrap();
    let said: Vec<_> = plan.calls.iter().map(|call| decode_admin(&call.data)).collect();
    assert_eq!(said, [Some(AdminCall::UninstallValidation { validation_id: id(1), entries: 5 })]);
    assert_eq!(plan.mode, ExecMode::Default, "alone, so a failure is a failure");
    assert_eq!(plan.shows, [Shown::Gone { validation_id: id(1) }]);
}

#[test]
fn an_unused_approval_is_burnt_alone() {
    let plan = one(KernelVersion::V0_3_1, Nonces::FRESH, approved(1)).unwrap();
    assert_eq!((plan.calls.len(), plan.mode), (2, ExecMode::Default));
    assert_eq!((plan.losses.len(), plan.owner_messages), (0, OwnerMessages::Untouched));
    assert_eq!(plan.shows, [Shown::Void { validation_id: id(1), nonce: 1 }]);
}

#[test]
fn a_dormant_approval_takes_every_other_below_it_along_and_says_so() {
    let account = account(KernelVersion::V0_3_1);
    let ground = Ground {
        account: &account,
        owner: &account.owner,
        nonces: Nonces { current: 4, valid_from: 2 },
    };
    let others = [
        ending(2, approved(4)),
        ending(3, approved(9)),
        ending(4, Standing::Installed { policies: 1 }),
        ending(5, Standing::Unknown { policies: 1, nonce: 4 }),
    ];
    let plan = end_keys(&ground, &[ending(1, approved(7))], &others).unwrap();
    let raise = decode_admin(&plan.calls[0].data);
    assert_eq!(raise, Some(AdminCall::InvalidateNonce { nonce: 8 }));
    let kinds: Vec<_> = plan.losses.iter().map(|loss| (loss.validation_id, loss.kind)).collect();
    let expected =
        [(id(2), LossKind::Approval), (id(4), LossKind::Operations), (id(5), LossKind::Perhaps)];
    assert_eq!(kinds, expected);
}

#[test]
fn approvals_far_ahead_take_several_raises_or_are_said_to_be_too_far() {
    let plan = one(KernelVersion::V0_3_1, Nonces::FRESH, approved(33)).unwrap();
    let nonces: Vec<_> = plan.calls.iter().map(|call| decode_admin(&call.data).unwrap()).collect();
    let expected = [11, 21, 31, 34].map(|nonce| AdminCall::InvalidateNonce { nonce });
    assert_eq!(nonces, expected);
    assert!(one(KernelVersion::V0_3_1, Nonces::FRESH, approved(u32::MAX)).is_err());
    let far = TooFar { nonce: 400, current: 1 };
    assert_eq!(one(KernelVersion::V0_3_1, Nonces::FRESH, approved(400)), Err(far));
}

#[test]
fn a_fresh_7702_account_needs_two() {
    let account = account(KernelVersion::V0_3_3);
    let nonces = Nonces { current: 0, valid_from: 0 };
    let plan =
        end_everything(&Ground { account: &account, owner: &account.owner, nonces }, &[]).unwrap();
    let raise = decode_admin(&plan.calls[0].data);
    assert_eq!(raise, Some(AdminCall::InvalidateNonce { nonce: 2 }), "1 would end nothing");
    let plan = one(KernelVersion::V0_3_3, nonces, approved(1)).unwrap();
    assert_eq!(plan.calls.len(), 2, "a tombstone at 1, which is what the approval is good for");
}

#[test]
fn what_is_dead_already_needs_no_call() {
    let below = one(KernelVersion::V0_3_1, Nonces { current: 3, valid_from: 3 }, approved(2));
    assert!(below.unwrap().calls.is_empty());
    let burnt = Standing::Approved { nonce: 3, stored: 3 };
    let burnt = one(KernelVersion::V0_3_1, Nonces { current: 3, valid_from: 0 }, burnt);
    assert!(burnt.unwrap().calls.is_empty());
    let account = account(KernelVersion::V0_3_1);
    let ground = Ground { account: &account, owner: &account.owner, nonces: Nonces::FRESH };
    assert!(end_keys(&ground, &[], &[]).unwrap().calls.is_empty());
}

#[test]
fn several_keys_go_in_try_mode_and_one_failure_stops_nothing() {
    let account = account(KernelVersion::V0_3_1);
    let mut model = Model::new(account.clone(), Nonces::FRESH);
    model.held.insert(id(1), Held { stored: 1, policies: Some(2) });
    model.held.insert(id(2), Held { stored: 1, policies: Some(2) });
    // The first was read with too few policies.
    let keys = [
        ending(1, Standing::Installed { policies: 1 }),
        ending(2, Standing::Installed { policies: 2 }),
        ending(3, approved(1)),
    ];
    let ground = Ground { account: &account, owner: &account.owner, nonces: Nonces::FRESH };
    for plan in [end_keys(&ground, &keys, &[]).unwrap(), end_everything(&ground, &keys).unwrap()] {
        assert_eq!(plan.mode, ExecMode::Try);
        let mut after = model.clone();
        let done = after.run(&plan.calls, plan.mode);
        assert_eq!(done.iter().filter(|ok| !**ok).count(), 1);
        assert!(!after.signs(id(2)) && !after.approval_lives(id(3), 1));
        let unproven = plan.unproven(account.version, &after.answers(&plan));
        assert_eq!(unproven, [Shown::Gone { validation_id: id(1) }], "and it is noticed");
    }
}

#[test]
fn the_repair_on_0_3_3_happens_whole_or_not_at_all() {
    let account = account(KernelVersion::V0_3_3);
    let ground = Ground { account: &account, owner: &account.owner, nonces: Nonces::FRESH };
    let plan = end_everything(&ground, &[]).unwrap();
    assert_eq!(plan.owner_messages, OwnerMessages::Repaired);
    let mut model = Model::new(account.clone(), Nonces::FRESH);
    assert!(model.owner_signs());
    assert_eq!(model.run(&plan.calls, plan.mode), [true, true]);
    assert!(model.owner_signs());
    // The account moved on before it was sent: the raise fails, and the owner must not be lost.
    let mut moved = Model::new(account, Nonces { current: 9, valid_from: 9 });
    assert_eq!(moved.run(&plan.calls, plan.mode), [false, false]);
    assert!(moved.owner_known && moved.owner_signs());
}

#[test]
fn answers_that_are_missing_prove_nothing() {
    let plan = one(KernelVersion::V0_3_1, Nonces::FRESH, approved(1)).unwrap();
    assert_eq!(plan.read_back(Default::default()).len(), 3);
    for replies in [vec![], vec![None, None, None], vec![Some(Default::default()); 3]] {
        assert_eq!(plan.unproven(KernelVersion::V0_3_1, &replies), plan.shows);
    }
}
