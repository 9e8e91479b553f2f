//! The whole off switch of a grant as the signer prepares it from terms: every variant in the state
//! it is for, sent by a stranger for no fee or taken by the bundler for a fee, and read back.

use latchkey_core::{
    approval::{KillOther, KillTerms},
    approval_tree::{Approvals, Leaf},
    permission::Permission,
    plan::{Approved, Fees, Kill, KillGround, Nonces, check_terms, prepared},
    user_op::UserOperation,
};

use crate::kills::fire;
use crate::stage::{Key, Secret, Stage, pay_bob};

/// What a kill ends, and who pays for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Variant {
    everything: bool,
    priced: bool,
}

const VARIANTS: [Variant; 4] = [
    Variant { everything: false, priced: false },
    Variant { everything: false, priced: true },
    Variant { everything: true, priced: false },
    Variant { everything: true, priced: true },
];

/// A key with its off switch under one signature, and two more keys of the account.
struct Switched {
    stage: Stage,
    key: Key,
    kills: Vec<(Kill, UserOperation)>,
    listed: Key,
    unlisted: Key,
}

fn switched() -> Switched {
    let stage = Stage::new();
    let permission = Permission::ecdsa(vec![pay_bob()], Secret::named("target").address());
    let (listed, unlisted) = (stage.key("listed", vec![], 1), stage.key("unlisted", vec![], 1));
    let other = KillOther { permission_id: listed.permission.id(), policies: 1 };
    let fees = Fees { max_fee_per_gas: 2_000_000_000, max_priority_fee_per_gas: 1_000_000_000 };
    let terms =
        KillTerms { deployed: false, nonces: Nonces::FRESH, others: vec![other], fees: Some(fees) };
    let ground = KillGround {
        account: &stage.account,
        owner: &stage.account.owner,
        chain_id: stage.chain_id(),
        validation_nonce: 1,
    };
    assert_eq!(check_terms(&ground, &terms, &permission, Approved::Now), Ok(()));
    let kills = prepared(&ground, &terms, &permission);
    assert_eq!(kills.len(), 8);
    let mut leaves = vec![stage.enable(&permission, 1)];
    leaves.extend(kills.iter().cloned().map(Kill::into_leaf));
    let approvals = Approvals::new(leaves).unwrap();
    let over_root = stage.owner.personal_sign(approvals.root());
    let mut signed = approvals.signed(&over_root).into_iter();
    let (_, enable_signature) = signed.next().unwrap();
    let signed = signed.map(|(leaf, signature)| {
        let Leaf::Operation(op) = leaf else { panic!("a kill") };
        UserOperation { signature, ..op.operation.clone() }
    });
    let kills = kills.iter().cloned().zip(signed).collect();
    let key = stage.approved("target", permission, 1, enable_signature);
    Switched { stage, key, kills, listed, unlisted }
}

impl Switched {
    fn kill(&self, variant: Variant, deploys: bool) -> &UserOperation {
        let found = self.kills.iter().find(|(kill, _)| {
            let priced = kill.fees != Fees::NONE;
            (Variant { everything: kill.everything, priced }, kill.deploys) == (variant, deploys)
        });
        &found.unwrap().1
    }

    /// By the bundler, which takes no operation without a fee, or by anybody at all.
    fn fires(&self, kill: &UserOperation) -> bool {
        if kill.max_fee_per_gas == 0 {
            fire(&self.stage, kill)
        } else {
            self.stage.send(kill) == Ok(true)
        }
    }
}

/// One variant, before or after the first use of the keys.
fn one_variant(variant: Variant, used: bool) {
    let what = format!("{variant:?}, used {used}");
    let switched = switched();
    let (stage, key) = (&switched.stage, &switched.key);
    if used {
        for key in [key, &switched.listed, &switched.unlisted] {
            assert_eq!(stage.first(key), Ok(true), "{what}");
        }
    }
    assert!(!switched.fires(switched.kill(variant, used)), "{what}: the other variant");
    assert!(switched.fires(switched.kill(variant, !used)), "{what}");
    stage.is_dead(key);
    if variant.everything {
        stage.is_dead(&switched.listed);
        assert!(stage.first(&switched.unlisted).is_err(), "{what}");
        assert!(stage.again(&switched.unlisted).is_err(), "{what}");
    } else {
        let lives =
            if used { stage.again(&switched.listed) } else { stage.first(&switched.listed) };
        assert_eq!(lives, Ok(true), "{what}: another key lives on");
    }
    let rest = switched.kill(Variant { everything: !variant.everything, ..variant }, false);
    assert!(switched.fires(rest), "{what}: the other form has a lane of its own");
    stage.is_dead(&switched.listed);
    for (kill, operation) in &switched.kills {
        assert!(!fire(stage, operation), "{what}: {kill:?} is used up");
    }
}

#[test]
fn every_variant_ends_what_it_says_before_the_account_exists() {
    for variant in VARIANTS {
        one_variant(variant, false);
    }
}

#[test]
fn every_variant_ends_what_it_says_after_first_use() {
    for variant in VARIANTS {
        one_variant(variant, true);
    }
}
