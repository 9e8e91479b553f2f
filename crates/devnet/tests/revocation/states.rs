//! Every state that a key can be brought into here, ended alone and with others.

use alloy_primitives::{Address, Bytes, U256};
use latchkey_core::{
    kernel::execute::{Call, ExecMode},
    kernel::install::invalidate_nonce,
    key_state::{Messages, State},
    plan::{Ending, Ground, LossKind, Standing, end_everything, end_keys},
    policy::{PolicyKind, RateLimitPolicy, TimestampPolicy},
};
use serde_json::json;

use crate::stage::{Key, Stage};

/// A state to bring the key into.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Bring {
    NotDeployed,
    Unused,
    Installed,
    Expired,
    Exhausted,
    Raised,
    Dormant,
}

impl Bring {
    fn key(self, stage: &Stage) -> Key {
        let soon = stage.node.timestamp() + 1_000;
        let window = TimestampPolicy { valid_after: 0, valid_until: soon };
        let once = RateLimitPolicy { interval: 0, count: 1, start_at: 0, reset: false };
        let more = match self {
            Self::Expired => vec![PolicyKind::Timestamp(window).into()],
            Self::Exhausted => vec![PolicyKind::RateLimit(once).into()],
            Self::NotDeployed | Self::Unused | Self::Installed | Self::Raised | Self::Dormant => {
                vec![]
            }
        };
        stage.key("target", more, if self == Self::Dormant { 3 } else { 1 })
    }

    fn used(self) -> bool {
        matches!(self, Self::Installed | Self::Expired | Self::Exhausted | Self::Raised)
    }

    const fn state(self) -> State {
        match self {
            Self::NotDeployed => State::NotDeployed,
            Self::Unused => State::ApprovedUnused,
            Self::Installed => State::Installed,
            Self::Expired => State::Expired,
            Self::Exhausted => State::Exhausted,
            Self::Raised => State::Invalidated,
            Self::Dormant => State::ApprovalDormant,
        }
    }
}

/// A target in its state, another key that is installed (where the account exists), and an unused
/// approval of a third.
struct Scene {
    stage: Stage,
    target: Key,
    installed: Option<Key>,
    unused: Key,
}

impl Scene {
    fn set(bring: Bring) -> Self {
        let stage = Stage::new();
        let target = bring.key(&stage);
        let installed = (bring != Bring::NotDeployed).then(|| {
            let key = stage.key("installed", vec![], 1);
            assert_eq!(stage.first(&key), Ok(true));
            key
        });
        if bring.used() {
            assert_eq!(stage.first(&target), Ok(true));
        }
        if bring == Bring::Expired {
            stage.node.call("evm_increaseTime", json!([2_000]));
            stage.node.call("evm_mine", json!([]));
        }
        let mut unused = stage.key("unused", vec![], 1);
        if bring == Bring::Raised {
            let data = invalidate_nonce(2);
            let raise = Call { to: stage.account.address(), value: U256::ZERO, data };
            assert_eq!(stage.owner_calls(&[raise], ExecMode::Default), Ok(true));
            unused = stage.key("unused", vec![], 2);
        }
        Self { stage, target, installed, unused }
    }

    fn ground(&self) -> Ground<'_> {
        let nonces = self.stage.read(&[]).account.nonces;
        Ground { account: &self.stage.account, owner: &self.stage.account.owner, nonces }
    }

    fn others(&self) -> Vec<Ending> {
        let others = [self.installed.as_ref(), Some(&self.unused)];
        others.into_iter().flatten().filter_map(|key| self.stage.ending(key)).collect()
    }
}

fn ended_alone(bring: Bring, unknown: bool) {
    let scene = Scene::set(bring);
    let stage = &scene.stage;
    let verdict = stage.read(&[&scene.target]).keys[0].verdict;
    assert_eq!(verdict.state, bring.state());
    let signs = bring.used();
    assert_eq!(verdict.messages == Messages::Anybody, signs, "{bring:?}");
    assert_eq!(stage.deployed() && stage.speaks(&scene.target), signs, "as the chain says");
    let mut key = stage.ending(&scene.target).expect("something is left to end");
    if unknown {
        let policies = scene.target.permission.policies.len();
        key.standing = Standing::Unknown { policies, nonce: scene.target.nonce };
    }
    let plan = end_keys(&scene.ground(), &[key], &scene.others()).unwrap();
    assert_eq!(stage.owner(&plan), Ok(true), "{bring:?}");
    assert_eq!(stage.unproven(&plan), 0, "{bring:?}");
    stage.is_dead(&scene.target);
    let lost: Vec<LossKind> = plan.losses.iter().map(|loss| loss.kind).collect();
    if bring == Bring::Dormant {
        assert_eq!(lost, [LossKind::Operations, LossKind::Approval]);
        stage.is_dead(&scene.unused);
        let installed = scene.installed.as_ref().unwrap();
        assert!(stage.again(installed).is_err());
        assert!(stage.speaks(installed), "its messages go on, as the loss says");
        return;
    }
    assert_eq!(lost, []);
    assert_eq!(stage.first(&scene.unused), Ok(true), "{bring:?}: another approval lives on");
    if let Some(installed) = scene.installed.filter(|_| bring != Bring::Raised) {
        assert_eq!(stage.again(&installed), Ok(true), "{bring:?}: another key lives on");
        assert!(stage.speaks(&installed));
    }
}

#[test]
fn keys_that_were_never_used_end_alone() {
    ended_alone(Bring::NotDeployed, false);
    ended_alone(Bring::Unused, false);
}

#[test]
fn keys_that_were_used_end_alone() {
    ended_alone(Bring::Installed, false);
    ended_alone(Bring::Expired, false);
    ended_alone(Bring::Exhausted, false);
    ended_alone(Bring::Raised, false);
}

#[test]
fn an_approval_for_later_ends_with_what_was_said_to_go_along() {
    ended_alone(Bring::Dormant, false);
}

#[test]
fn a_key_that_was_not_read_ends_in_any_state() {
    for bring in [Bring::NotDeployed, Bring::Unused, Bring::Installed, Bring::Exhausted] {
        ended_alone(bring, true);
    }
}

#[test]
fn what_uninstalling_and_raising_alone_leave_alive_is_not_called_over() {
    let scene = Scene::set(Bring::Unused);
    let stage = &scene.stage;
    let id = scene.target.permission.validation_id();
    let data = latchkey_core::kernel::install::uninstall_validation(id, 1);
    let call = Call { to: stage.account.address(), value: U256::ZERO, data };
    assert_eq!(stage.owner_calls(&[call], ExecMode::Default), Ok(true), "mined as if it worked");
    assert!(stage.ending(&scene.target).is_some(), "but the approval lives");
    assert_eq!(stage.first(&scene.target), Ok(true));
}

#[test]
fn everything_ends_even_if_one_part_fails() {
    let scene = Scene::set(Bring::Installed);
    let stage = &scene.stage;
    let installed = scene.installed.as_ref().unwrap();
    let mut keys: Vec<Ending> =
        [&scene.target, installed, &scene.unused].map(|key| stage.ending(key).unwrap()).to_vec();
    // A wrong count of policies makes the first uninstall fail.
    keys[0].standing = Standing::Installed { policies: 7 };
    let plan = end_everything(&scene.ground(), &keys).unwrap();
    assert_eq!((plan.mode, stage.owner(&plan)), (ExecMode::Try, Ok(true)));
    stage.is_dead(installed);
    stage.is_dead(&scene.unused);
    assert!(stage.again(&scene.target).is_err(), "the raised nonce stops it");
    assert!(stage.speaks(&scene.target), "but its messages go on,");
    assert_eq!(stage.unproven(&plan), 1, "which reading back shows");
    let again = end_keys(&scene.ground(), &[stage.ending(&scene.target).unwrap()], &[]).unwrap();
    assert_eq!(stage.owner(&again), Ok(true));
    stage.is_dead(&scene.target);
    let pay = Call { to: Address::repeat_byte(5), value: U256::from(1), data: Bytes::new() };
    assert_eq!(stage.owner_calls(&[pay], ExecMode::Default), Ok(true), "the owner goes on");
}
