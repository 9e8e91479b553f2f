//! Random accounts of every version with keys in every state.

use proptest::prelude::*;

use super::*;

/// A key as the chain holds it, and the approval that is out for it.
#[derive(Debug, Clone, Copy)]
struct Key {
    n: u8,
    held: Held,
    /// Nonce of the approval, live or dormant or used.
    nonce: u32,
    read: bool,
    target: bool,
}

impl Key {
    fn standing(&self, model: &Model) -> Option<Standing> {
        let Held { stored, policies } = self.held;
        let nonce = self.nonce;
        let lives = model.approval_lives(id(self.n), nonce);
        Some(match (self.read, policies, lives) {
            (false, policies, _) => Standing::Unknown { policies: policies.unwrap_or(2), nonce },
            (true, Some(policies), true) => {
                Standing::InstalledAndApproved { policies, nonce, stored }
            }
            (true, Some(policies), false) => Standing::Installed { policies },
            (true, None, true) => Standing::Approved { nonce, stored },
            (true, None, false) => return None,
        })
    }

    fn alive(&self, model: &Model) -> bool {
        let id = id(self.n);
        model.approval_lives(id, self.nonce) || model.operates(id) || model.signs(id)
    }
}

#[derive(Debug, Clone)]
struct Scene {
    model: Model,
    keys: Vec<Key>,
}

prop_compose! {
    fn scene()(
        version in prop::sample::select(KernelVersion::ALL.to_vec()),
        current in 0u32..15,
        valid_from: u32,
        keys in prop::collection::vec((0usize..4, any::<[u8; 2]>(), 0u32..25, any::<bool>(), any::<bool>(), any::<bool>()), 1..6),
    ) -> Scene {
        // Only an EIP-7702 account, which is 0.3.3, can be at 0.
        let current = if version == KernelVersion::V0_3_3 { current } else { current.max(1) };
        let nonces = Nonces { current, valid_from: valid_from % (current + 1) };
        let mut model = Model::new(account(version), nonces);
        let keys = keys.into_iter().zip(1..).map(|((policies, [a, b], ahead, on, read, target), n)| {
            let stored = u32::from(a) % (current + 1);
            let on = on && stored > 0;
            let held = Held { stored, policies: on.then_some(policies) };
            model.held.insert(id(n), held);
            // An installed key used the approval of its stored nonce; some are approved anew.
            let nonce = if on && b.is_multiple_of(2) { stored } else { (stored + ahead).max(1) };
            Key { n, held, nonce, read: read || b > 60, target }
        }).collect();
        Scene { model, keys }
    }
}

fn endings(scene: &Scene, target: bool) -> Vec<Ending> {
    let keys = scene.keys.iter().filter(|key| key.target == target);
    keys.filter_map(|key| Some(ending(key.n, key.standing(&scene.model)?))).collect()
}

fn ground(model: &Model) -> Ground<'_> {
    Ground { account: &model.account, owner: &model.account.owner, nonces: model.nonces }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_to_end_ends_and_nothing_else_unsaid(scene in scene()) {
        let before = &scene.model;
        let (ends, others) = (endings(&scene, true), endings(&scene, false));
        let plan = end_keys(&ground(before), &ends, &others).unwrap();
        let mut after = before.clone();
        after.run(&plan.calls, plan.mode);
        for key in scene.keys.iter().filter(|key| key.target) {
            prop_assert!(!key.alive(&after), "{key:?} lives: {plan:?} {after:?}");
        }
        for key in scene.keys.iter().filter(|key| !key.target) {
            let loss = plan.losses.iter().find(|loss| loss.validation_id == id(key.n));
            let (n, was) = (id(key.n), before);
            let lost = (
                was.approval_lives(n, key.nonce) && !after.approval_lives(n, key.nonce),
                was.operates(n) && !after.operates(n),
                was.signs(n) && !after.signs(n),
            );
            match loss.map(|loss| loss.kind) {
                None => prop_assert_eq!(lost, (false, false, false), "{:?} {:?}", key, plan),
                Some(LossKind::Approval) => prop_assert_eq!((lost.1, lost.2), (false, false)),
                Some(LossKind::Operations) => prop_assert!(!lost.2, "it goes on signing"),
                Some(LossKind::Whole | LossKind::Perhaps) => {}
            }
        }
        if plan.owner_messages != OwnerMessages::Stop {
            prop_assert_eq!(after.owner_signs(), before.owner_signs() || plan.owner_messages == OwnerMessages::Repaired);
        }
        let version = before.account.version;
        prop_assert_eq!(plan.unproven(version, &after.answers(&plan)), vec![]);
    }

    #[test]
    fn everything_ends_everything(scene in scene()) {
        let before = &scene.model;
        let known = endings(&scene, true);
        let plan = end_everything(&ground(before), &known).unwrap();
        let mut after = before.clone();
        after.run(&plan.calls, plan.mode);
        for key in &scene.keys {
            prop_assert!(!after.operates(id(key.n)), "{key:?}");
            prop_assert!(!(key.target && key.alive(&after)), "{key:?} {plan:?}");
            // Also approvals nobody told of, as long as they are good now.
            let good_now = before.approval_lives(id(key.n), key.nonce)
                && ground(before).good_for(key.held.stored) == key.nonce;
            prop_assert!(!(good_now && after.approval_lives(id(key.n), key.nonce)), "{key:?} {plan:?}");
        }
        prop_assert!(after.owner_signs() || !before.owner_known);
        let version = before.account.version;
        prop_assert_eq!(plan.unproven(version, &after.answers(&plan)), vec![]);
    }
}
