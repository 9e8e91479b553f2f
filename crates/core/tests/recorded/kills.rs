//! Operations that ended keys on the deployed contracts, made again from the plans: the same
//! calldata, nonce, gas and hash wherever the form is the same.
//!
//! One difference is wanted: the recorded tombstone has flag 0, the planned one has flag 3, so that
//! it is good for nothing even before it is uninstalled (spec 9.4). It is put back to compare.

use alloy_primitives::{Bytes, U256};
use latchkey_core::{
    account::AccountSpec,
    approval_tree::OwnerSignature,
    chain::{ECDSA_SIGNER, ENTRY_POINT_07},
    kernel::{
        execute::{ExecMode, Execution, decode_execute},
        install::{AdminCall, decode_admin},
        nonce::{Validation, decode},
    },
    permission::{PermissionId, validation_id},
    plan::{
        Ending, Fees, Ground, KillForm, KillGas, KillPlan, Nonces, OwnerPlan, Standing,
        end_everything, end_keys,
    },
    user_op::UserOperation,
};

use crate::trace::{self, Packed, Trace};

/// Calldata with the recorded tombstone's flag.
fn recorded_flag(call_data: &Bytes) -> Bytes {
    let ours = hex(&[&[0, 3], ECDSA_SIGNER.as_slice()].concat());
    let theirs = hex(&[&[0, 0], ECDSA_SIGNER.as_slice()].concat());
    hex(call_data).replace(&ours, &theirs).parse().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn policies(trace: &Trace, id: PermissionId) -> usize {
    trace.permissions.iter().find(|p| p.permission_id == id).unwrap().policies.len()
}

fn admin(execution: &Execution) -> Vec<AdminCall> {
    execution.calls().iter().filter_map(|call| decode_admin(&call.data)).collect()
}

fn id_of(validation_id: &[u8; 21]) -> PermissionId {
    PermissionId::from_slice(&validation_id[1..5])
}

/// The form of a recorded kill, and the nonce the account was taken to be at.
fn form(trace: &Trace, execution: &Execution) -> Option<(PermissionId, KillForm, u32)> {
    let calls = admin(execution);
    if execution.mode != ExecMode::Try || calls.len() != execution.calls().len() {
        return None;
    }
    match calls.as_slice() {
        [
            AdminCall::UninstallValidation { validation_id, .. },
            AdminCall::InstallValidations(install),
            AdminCall::UninstallValidation { .. },
        ] => {
            let id = id_of(validation_id);
            let nonce = install[0].nonce;
            Some((id, KillForm::OneKey { policies: policies(trace, id), nonce }, nonce))
        }
        [ends @ .., AdminCall::InvalidateNonce { nonce }] => {
            let keys = ends.iter().map(|end| match end {
                AdminCall::UninstallValidation { validation_id, .. } => {
                    (*validation_id, policies(trace, id_of(validation_id)))
                }
                other => panic!("{other:?}"),
            });
            let keys: Vec<_> = keys.collect();
            let id = keys.first().map(|(id, _)| id_of(id))?;
            Some((id, KillForm::Everything { keys }, nonce.checked_sub(10)?))
        }
        _ => None,
    }
}

fn rebuilt(trace: &Trace, account: &AccountSpec, packed: &Packed) -> Option<UserOperation> {
    let recorded = packed.unpack();
    let execution = decode_execute(&packed.call_data).ok()?;
    let (permission_id, form, current) = form(trace, &execution)?;
    let nonces = Nonces { current, valid_from: 0 };
    let deployed = recorded.factory.is_none();
    let chain_id = trace.chain_id;
    let plan = KillPlan {
        account,
        owner: &account.owner,
        chain_id,
        deployed,
        nonces,
        permission_id,
        form,
    };
    let gas = KillGas { call: recorded.call_gas_limit, ..KillGas::wide(1) };
    let fees = Fees {
        max_fee_per_gas: recorded.max_fee_per_gas,
        max_priority_fee_per_gas: recorded.max_priority_fee_per_gas,
    };
    let kills = plan.operations(gas, &[fees]);
    let kill = kills.into_iter().find(|kill| kill.deploys != deployed).unwrap();
    let mut operation = kill.leaf.operation;
    operation.call_data = recorded_flag(&operation.call_data);
    operation.paymaster = recorded.paymaster;
    let Validation::Root { identifier } = decode(recorded.nonce).validation else { return None };
    if identifier == account.root_validator_address() {
        // Recorded on an ordinary lane of its own; ours is the one named by the permission.
        operation.nonce = recorded.nonce;
    }
    Some(operation)
}

#[test]
fn recorded_kills_are_made_again_from_the_plan() {
    let (mut same, mut own_lane, mut other) = (0, 0, Vec::new());
    for (name, trace) in trace::all() {
        if !name.starts_with("presigned-kill") {
            continue;
        }
        for step in &trace.steps {
            let (None, Some(packed)) = (&step.about, &step.user_op) else { continue };
            let account = trace.accounts.iter().find(|a| a.address == packed.sender);
            let account = account.and_then(|a| a.spec()).expect("an ECDSA owner");
            let hash = step.user_op_hash.unwrap();
            let signed = OwnerSignature::parse(&packed.signature).unwrap();
            assert!(
                signed.approves(hash, account.owner.address().unwrap()).is_ok(),
                "{name}: not the owner's"
            );
            let Some(operation) = rebuilt(&trace, &account, packed) else {
                other.push(name.clone());
                continue;
            };
            assert_eq!(operation, packed.unpack(), "{name}");
            assert_eq!(operation.hash(ENTRY_POINT_07, trace.chain_id), hash, "{name}");
            let Validation::Root { identifier } = decode(operation.nonce).validation else {
                panic!("{name}: not the root")
            };
            own_lane += usize::from(identifier != account.root_validator_address());
            same += 1;
        }
    }
    println!("kills made again: {same}, of these on lanes of their own {own_lane}");
    // A default-mode kill, one that raises by one only, and one that ends no key by name: forms
    // that are not planned.
    other.dedup();
    assert_eq!(other.len(), 3, "{other:?}");
    assert!(same >= 20 && own_lane == 2, "{same} {own_lane}");
}

fn ending(trace: &Trace, id: PermissionId, unknown: bool) -> Ending {
    let standing = if unknown {
        Standing::Unknown { policies: policies(trace, id), nonce: 1 }
    } else {
        Standing::Approved { nonce: 1, stored: 0 }
    };
    Ending { validation_id: validation_id(id), standing }
}

#[test]
fn recorded_burns_are_made_again_from_the_plan() {
    // trace, step, in whatever state
    let burns = [
        ("burn-unused-approval", 2, false),
        ("burn-undeployed-account", 1, false),
        ("burn-any-state-unused", 1, true),
        ("burn-any-state-installed", 2, true),
    ];
    let traces = trace::all();
    for (name, step, unknown) in burns {
        let (_, trace) = traces.iter().find(|(n, _)| n == name).unwrap();
        let packed = trace.steps[step].user_op.as_ref().unwrap();
        let recorded = packed.unpack();
        let account = trace.accounts[0].spec().unwrap();
        let key = ending(trace, trace.permissions[0].permission_id, unknown);
        let ground = Ground { account: &account, owner: &account.owner, nonces: Nonces::FRESH };
        let plan = end_keys(&ground, &[key], &[]).unwrap();
        assert!(plan.losses.is_empty());
        let deployed = recorded.factory.is_none();
        let owner =
            OwnerPlan { account: &account, deployed, lane: 0, mode: plan.mode, calls: &plan.calls };
        let sequence = u64::try_from(recorded.nonce & U256::from(u64::MAX)).unwrap();
        let made = owner.draft(sequence).operation().clone();
        assert_eq!(recorded_flag(&made.call_data), recorded.call_data, "{name}");
        assert_eq!(made.nonce, recorded.nonce, "{name}");
        assert_eq!((made.factory, made.factory_data), (recorded.factory, recorded.factory_data));
    }
}

#[test]
fn the_recorded_off_switch_has_the_planned_calls() {
    let traces = trace::all();
    let (_, trace) = traces.iter().find(|(n, _)| n == "kill-all-default-mode").unwrap();
    let recorded = decode_execute(&trace.steps[3].user_op.as_ref().unwrap().call_data).unwrap();
    let account = trace.accounts[0].spec().unwrap();
    let ended = admin(&recorded);
    let keys: Vec<Ending> = ended
        .iter()
        .filter_map(|call| match call {
            AdminCall::UninstallValidation { validation_id, entries } => {
                let standing = Standing::Installed { policies: entries - 1 };
                Some(Ending { validation_id: *validation_id, standing })
            }
            _ => None,
        })
        .collect();
    assert_eq!(keys.len(), 2);
    let plan = end_everything(
        &Ground { account: &account, owner: &account.owner, nonces: Nonces::FRESH },
        &keys,
    )
    .unwrap();
    assert_eq!(plan.calls, recorded.calls());
    assert_eq!(plan.mode, ExecMode::Try, "ours goes in try mode");
}
