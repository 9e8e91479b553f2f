//! Every call that a plan of ending keys or a prepared stop makes is described in words, and nothing
//! that only looks like one is let through.

use super::*;
use crate::{
    approval_tree::{OperationLeaf, Tree},
    plan::{
        Ending, Fees, Ground, KillForm, KillGas, KillPlan, Nonces, OwnerPlan, Standing,
        end_everything, end_keys, repair,
    },
};

fn of_version(version: KernelVersion) -> AccountSpec {
    AccountSpec { version, ..account() }
}

fn asked(spec: &AccountSpec, ops: Vec<OwnerOperation>) -> Result<Review, ReviewError> {
    let ask = OperationsAsk { account: spec.clone(), ..operations(Purpose::StopAll, ops) };
    review_operations(ask)
}

fn standings() -> Vec<Standing> {
    let (policies, nonce) = (2, 1);
    vec![
        Standing::Installed { policies },
        Standing::Approved { nonce, stored: 0 },
        Standing::Approved { nonce: 30, stored: 0 },
        Standing::InstalledAndApproved { policies, nonce, stored: 0 },
        Standing::Unknown { policies, nonce },
        Standing::Unknown { policies, nonce: 3 },
    ]
}

#[test]
fn every_plan_reads_as_words_on_every_version() {
    for version in KernelVersion::ALL {
        let spec = of_version(version);
        let ground = Ground { account: &spec, owner: &spec.owner, nonces: Nonces::FRESH };
        for standing in standings() {
            let key = Ending { validation_id: validation_id(KEY), standing };
            for plan in
                [end_keys(&ground, &[key], &[]).unwrap(), end_everything(&ground, &[key]).unwrap()]
            {
                let (mode, calls) = (plan.mode, plan.calls.as_slice());
                let owner = OwnerPlan { account: &spec, deployed: false, lane: 7, mode, calls };
                let mut operation = owner.draft(0).operation().clone();
                operation.signature = Bytes::new();
                let entry_point = chain::ENTRY_POINT_07;
                let op = OwnerOperation { chain_id: 31_337, entry_point, operation };
                let review = asked(&spec, vec![op]).unwrap_or_else(|e| panic!("{plan:?}: {e}"));
                assert_eq!(review.blocked, None);
                assert!(review.rules.len() > 1, "{review:?}");
                let repaired = review.rules.iter().any(|rule| rule.contains("message signatures"));
                let repairs = plan.calls.iter().any(|call| decode_execute(&call.data).is_ok());
                assert_eq!(repaired, repairs, "{version:?}");
            }
        }
    }
}

#[test]
fn a_prepared_stop_is_said_to_be_one_in_all_its_variants() {
    let spec = account();
    let plan = KillPlan {
        account: &spec,
        owner: &spec.owner,
        chain_id: 31_337,
        deployed: false,
        nonces: Nonces::FRESH,
        permission_id: KEY,
        form: KillForm::OneKey { policies: 5, nonce: 1 },
    };
    let real = Fees { max_fee_per_gas: 2_000_000_000, max_priority_fee_per_gas: 1 };
    let kills = plan.operations(KillGas::wide(1), &[Fees::NONE, real]);
    let leaves = kills.iter().map(|kill| kill.leaf.clone());
    let ops = leaves.map(|OperationLeaf { chain_id, entry_point, operation }| OwnerOperation {
        chain_id,
        entry_point,
        operation,
    });
    let review = asked(&spec, ops.collect()).unwrap();
    let hashes: Vec<B256> = kills.into_iter().map(|kill| kill.into_leaf().digest()).collect();
    assert_eq!(review.digests, hashes);
    assert_eq!(review.you_sign, Some(Tree::new(hashes).unwrap().root()));
    assert_eq!(review.networks, ["Local network"; 4], "one per leaf");
    let prepared = "On Local network: this is prepared, not sent now. Whoever holds it can send it, \
                    once and at any time, who then pays for it; nobody can change it.";
    assert!(review.rules.iter().any(|rule| rule == prepared), "{:#?}", review.rules);
    let amounts: Vec<_> = review.at_worst.iter().map(|row| row.amount.as_str()).collect();
    assert_eq!(amounts, ["0 ETH", "0.0142 ETH"], "each once");
    assert!(review.plain_sentence().contains("on Local network."));
}

#[test]
fn a_repair_stands_only_behind_its_raise() {
    let spec = of_version(KernelVersion::V0_3_3);
    let raise = Call { to: spec.address(), value: U256::ZERO, data: invalidate_nonce(2) };
    let fits = repair(&spec, &spec.owner, 2).unwrap();
    let other_owner = AccountSpec { owner: Owner::MultiChainEcdsa(BOB), ..spec };
    let stolen =
        Call { to: spec.address(), ..repair(&other_owner, &other_owner.owner, 2).unwrap() };
    let try_calls = |calls: &[Call]| {
        let mut op = operation(5, encode_execute(calls, ExecMode::Try));
        op.operation.sender = spec.address();
        asked(&spec, vec![op]).err()
    };
    assert_eq!(try_calls(&[raise.clone(), fits.clone()]), None);
    let refused = |call| Some(ReviewError::DoesNotFit { operation: 0, call });
    assert_eq!(try_calls(&[fits.clone(), raise.clone()]), refused(0), "before it");
    assert_eq!(try_calls(&[fits]), refused(0), "without it");
    assert_eq!(try_calls(&[raise.clone(), repair(&spec, &spec.owner, 3).unwrap()]), refused(1));
    assert_eq!(try_calls(&[raise, stolen]), refused(1), "for another owner");
}

#[test]
fn after_a_change_of_owner_the_repair_names_the_present_one() {
    let spec = of_version(KernelVersion::V0_3_3);
    let raise = Call { to: spec.address(), value: U256::ZERO, data: invalidate_nonce(2) };
    let now = Owner::MultiChainEcdsa(BOB);
    let asked = |learns: &Owner| {
        let calls = [raise.clone(), repair(&spec, learns, 2).unwrap()];
        let mut op = operation(5, encode_execute(&calls, ExecMode::Try));
        op.operation.sender = spec.address();
        let mut ask = operations(Purpose::StopAll, vec![op]);
        ask.account = spec.clone();
        ask.owner.public = OwnerPublic::Address(BOB);
        ask.validator = Some(now.kind());
        review_operations(ask).err()
    };
    assert_eq!(asked(&now), None);
    let refused = ReviewError::DoesNotFit { operation: 0, call: 1 };
    assert_eq!(asked(&spec.owner), Some(refused), "it would give the account back");
}
