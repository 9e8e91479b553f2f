//! Prepared kills, signed together with the grant and fired by a stranger for no fee.

use alloy_primitives::{Address, address};
use latchkey_core::{
    approval_tree::{Approvals, Leaf},
    chain::ENTRY_POINT_07,
    permission::Permission,
    plan::{Fees, Kill, KillForm, KillGas, KillPlan, Nonces, disarm},
    user_op::{UserOperation, handle_ops},
};
use serde_json::json;

use crate::stage::{Key, Secret, Stage, pay_bob};

const STRANGER: Address = address!("0000000000000000000000000000000057ca17e2");

/// A plain account sends an operation to the EntryPoint, as anybody could.
pub fn fire(stage: &Stage, op: &UserOperation) -> bool {
    let data = handle_ops([op.pack()], STRANGER);
    stage.fund(STRANGER);
    stage.node.call("anvil_impersonateAccount", json!([STRANGER]));
    let message = json!({"from": STRANGER, "to": ENTRY_POINT_07, "data": data, "gas": "0xd59f80"});
    let sent = stage.node.ask("eth_sendTransaction", json!([message]));
    let Some(hash) = sent["result"].as_str() else { return false };
    stage.node.call("eth_getTransactionReceipt", json!([hash]))["status"] == "0x1"
}

/// A grant and its kills under one signature, on an account that does not exist yet.
struct Granted {
    stage: Stage,
    key: Key,
    kills: Vec<(Kill, UserOperation)>,
    other: Key,
}

fn grant(form: fn(&Permission) -> KillForm) -> Granted {
    let stage = Stage::new();
    let secret = Secret::named("target");
    let permission = Permission::ecdsa(vec![pay_bob()], secret.address());
    assert_eq!(disarm(&permission, stage.account.address()), None, "the promise holds");
    let plan = KillPlan {
        account: &stage.account,
        owner: &stage.account.owner,
        chain_id: stage.chain_id(),
        deployed: false,
        nonces: Nonces::FRESH,
        permission_id: permission.id(),
        form: form(&permission),
    };
    let kills = plan.operations(KillGas::wide(1), &[Fees::NONE]);
    let mut leaves = vec![stage.enable(&permission, 1)];
    leaves.extend(kills.iter().cloned().map(Kill::into_leaf));
    let approvals = Approvals::new(leaves).unwrap();
    let over_root = stage.owner.personal_sign(approvals.root());
    let mut signed = approvals.signed(&over_root).into_iter();
    let (_, enable_signature) = signed.next().unwrap();
    let signed: Vec<UserOperation> = signed
        .map(|(leaf, signature)| {
            let Leaf::Operation(op) = leaf else { panic!("a kill") };
            UserOperation { signature, ..op.operation.clone() }
        })
        .collect();
    let key = stage.approved("target", permission, 1, enable_signature);
    let other = stage.key("other", vec![], 1);
    Granted { stage, key, kills: kills.into_iter().zip(signed).collect(), other }
}

impl Granted {
    fn kill(&self, deploys: bool) -> &UserOperation {
        &self.kills.iter().find(|(kill, _)| kill.deploys == deploys).unwrap().1
    }
}

fn one_key(permission: &Permission) -> KillForm {
    KillForm::OneKey { policies: permission.policies.len(), nonce: 1 }
}

fn everything(permission: &Permission) -> KillForm {
    let key = (permission.validation_id(), permission.policies.len());
    KillForm::Everything { keys: vec![key] }
}

#[test]
fn a_stranger_fires_it_before_the_account_exists() {
    type Form = fn(&Permission) -> KillForm;
    let forms: [(Form, bool); 2] = [(one_key, true), (everything, false)];
    for (form, alone) in forms {
        let granted = grant(form);
        let stage = &granted.stage;
        stage.node.call("anvil_setBalance", json!([stage.account.address(), "0x0"]));
        assert!(!fire(stage, granted.kill(false)), "there is no account yet");
        assert!(fire(stage, granted.kill(true)), "it makes the account and ends the key");
        assert!(stage.deployed());
        assert!(!fire(stage, granted.kill(false)), "the lane is used up");
        stage.fund(stage.account.address());
        stage.is_dead(&granted.key);
        let other = stage.first(&granted.other);
        if alone {
            assert_eq!(other, Ok(true), "another approval lives on");
        } else {
            assert!(other.is_err(), "everything means everything");
        }
    }
}

#[test]
fn a_stranger_fires_it_after_first_use() {
    let granted = grant(one_key);
    let stage = &granted.stage;
    assert_eq!((stage.first(&granted.key), stage.first(&granted.other)), (Ok(true), Ok(true)));
    assert!(stage.speaks(&granted.key));
    assert!(!fire(stage, granted.kill(true)), "the account exists");
    assert!(fire(stage, granted.kill(false)));
    stage.is_dead(&granted.key);
    assert_eq!(stage.again(&granted.other), Ok(true), "another key lives on");
    assert!(stage.speaks(&granted.other));
}

#[test]
fn nobody_can_change_it() {
    let granted = grant(everything);
    let stage = &granted.stage;
    let mut bent = granted.kill(true).clone();
    bent.max_fee_per_gas = 1;
    assert!(!fire(stage, &bent));
    let mut swapped = granted.kill(true).clone();
    swapped.signature = granted.kill(false).signature.clone();
    assert!(!fire(stage, &swapped), "the proof is of the other variant");
    assert_eq!(stage.first(&granted.key), Ok(true), "nothing was ended");
    assert_eq!(stage.read(&[]).account.nonces.current, 1);
}
