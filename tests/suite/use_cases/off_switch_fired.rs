//! Firing the off switch: which prepared kill is sent by the state of the chain, and what is believed
//! afterwards. No owner is asked and no session signer runs.

use alloy_primitives::{Bytes, U256};
use latchkey_core::kernel::nonce::{decode, key_of};
use latchkey_core::plan::{EVERYTHING_LANE, ONE_KEY_LANE};
use latchkey_core::policy::{Policy, PolicyFlag};
use latchkey_core::user_op::UserOperation;
use latchkey_tests::fakes::ScriptedBundler;
use latchkey_wallet::ports::{NetworkError, SessionProcess};
use latchkey_wallet::record::{KillEnds, LogEvent};
use latchkey_wallet::views::{FireOnChain, FireReport, FiredBy, GrantForm, MessageForm};

use crate::desk::{Desk, desk};

impl Desk {
    /// Nobody signs any more, and the chain takes what the contracts would take.
    fn left_alone(&self) {
        self.approver.answers(|asked| panic!("nobody may be asked: {asked:?}"));
        self.sessions.answers(|_, _, _| panic!("no session key may sign"));
        let world = self.world.clone();
        self.bundler.judges(move |op| {
            if world.lock().unwrap().takes(op) {
                return Ok(ScriptedBundler::success(12));
            }
            let message = "AA: the EntryPoint refuses it".to_owned();
            Err(NetworkError::Rejected { code: -32500, message, data: Bytes::new() })
        });
    }

    async fn fire(&self, key: Option<u32>) -> (FireReport, FireOnChain) {
        let report = self.wallet.switch_fire(key).await.unwrap();
        assert_eq!(report.chains.len(), 1, "{report:?}");
        let chain = report.chains[0].clone();
        assert_eq!(report.proven, chain.alive.is_empty() && chain.read_at.is_some());
        (report, chain)
    }

    /// What was taken: lane, whether it deploys, whether it pays.
    fn taken(&self) -> Vec<(u16, bool, bool)> {
        let of = |op: &UserOperation| {
            (decode(op.nonce).lane, op.factory.is_some(), op.max_fee_per_gas > 0)
        };
        self.bundler.sent().iter().map(of).collect()
    }

    fn id(&self, back: usize) -> u32 {
        u32::try_from(self.keys()[back].id).unwrap()
    }

    fn empty(&self) {
        self.world.lock().unwrap().wei = U256::ZERO;
    }
}

#[tokio::test]
async fn before_the_account_exists_the_variant_that_makes_it_is_sent() {
    let desk = desk().await;
    desk.granted().await;
    desk.granted().await;
    desk.left_alone();
    let (report, chain) = desk.fire(None).await;
    assert!(report.proven, "{report:?}");
    assert_eq!(desk.taken(), [(EVERYTHING_LANE, true, true)]);
    assert_eq!(chain.ended, ["Rent", "Rent"]);
    assert_eq!((chain.fired[0].by, chain.fired[0].what.as_str()), (FiredBy::Bundler, "every key"));
    assert!(!desk.wallet.access_on() && !desk.sessions.running(), "agents are out first");
    let ended = desk.ports.store.log(None, 50).unwrap();
    let ended = ended.iter().filter(|line| matches!(line.event, LogEvent::KeyRevoked { .. }));
    assert_eq!(ended.count(), 2);
    let (again, chain) = (desk.wallet.switch_fire(None).await.unwrap(), desk.taken().len());
    assert!(again.proven && again.chains.is_empty() && chain == 1, "nothing is left: {again:?}");
}

#[tokio::test]
async fn on_an_account_that_exists_the_plain_variant_is_sent_and_pays_if_the_account_can() {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk.left_alone();
    let (report, chain) = desk.fire(None).await;
    assert!(report.proven, "{report:?}");
    assert_eq!(desk.taken(), [(EVERYTHING_LANE, false, true)]);
    assert!(chain.fired[0].transaction.is_some());
}

#[tokio::test]
async fn an_emptied_account_is_no_obstacle() {
    for installed in [false, true] {
        let desk = desk().await;
        desk.granted().await;
        if installed {
            desk.world.lock().unwrap().install(desk.permission());
        }
        desk.empty();
        desk.left_alone();
        let (report, chain) = desk.fire(None).await;
        assert!(report.proven, "{report:?}");
        assert_eq!(desk.taken(), [(EVERYTHING_LANE, !installed, false)]);
        assert_eq!(chain.fired[0].by, FiredBy::BundlerUnpaid);
    }
}

#[tokio::test]
async fn one_key_dies_alone() {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk.granted().await;
    desk.left_alone();
    for (back, others) in [(1, 1), (0, 0)] {
        let (report, chain) = desk.fire(Some(desk.id(back))).await;
        assert!(report.proven, "{report:?}");
        assert_eq!((chain.ended.len(), chain.alive.len()), (1, 0));
        let live = desk.keys().iter().filter(|key| key.may_be_live()).count();
        assert_eq!(live, others, "the other one lives on until it is meant");
    }
    assert_eq!(desk.taken(), [(ONE_KEY_LANE, false, true), (ONE_KEY_LANE, false, true)]);
    assert!(desk.wallet.access_on(), "one key is not all keys");
}

#[tokio::test]
async fn a_key_that_the_newest_switch_does_not_list_is_ended_by_its_own() {
    let desk = desk().await;
    desk.granted().await;
    let listed = desk.permission();
    let speaking = GrantForm { messages: MessageForm::Anybody, ..desk.rent() };
    desk.wallet.grant(speaking).await.unwrap();
    let unlisted = desk.permission();
    // The newest kill of everything, which lists both, is used up: the older one knows the first only.
    let newest = desk.kills().into_iter().find(|kill| kill.ends == KillEnds::Everything).unwrap();
    {
        let mut world = desk.world.lock().unwrap();
        world.used_lanes.push(key_of(newest.operation.nonce));
        world.install(listed);
        world.install(unlisted);
    }
    desk.left_alone();
    let (report, chain) = desk.fire(None).await;
    assert!(report.proven, "{report:?}");
    assert_eq!(desk.taken(), [(EVERYTHING_LANE, false, true), (ONE_KEY_LANE, false, true)]);
    assert_eq!((chain.fired.len(), chain.ended.len()), (2, 2));
}

#[tokio::test]
async fn what_a_bundler_refuses_is_followed_by_what_costs_the_account_nothing() {
    let desk = desk().await;
    desk.granted().await;
    desk.left_alone();
    let world = desk.world.clone();
    desk.bundler.judges(move |op| {
        if op.max_fee_per_gas == 0 && world.lock().unwrap().takes(op) {
            return Ok(ScriptedBundler::success(12));
        }
        let message = "AA21 didn't pay prefund".to_owned();
        Err(NetworkError::Rejected { code: -32500, message, data: Bytes::new() })
    });
    let (report, chain) = desk.fire(None).await;
    assert!(report.proven, "{report:?}");
    let by: Vec<FiredBy> = chain.fired.iter().map(|one| one.by).collect();
    assert_eq!(by, [FiredBy::Bundler, FiredBy::BundlerUnpaid]);
    assert!(chain.fired[0].problem.is_some() && chain.fired[1].problem.is_none(), "{chain:?}");
}

#[tokio::test]
async fn a_receipt_is_not_believed() {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk.left_alone();
    desk.bundler.includes(|_op| ScriptedBundler::success(12));
    let (report, chain) = desk.fire(None).await;
    assert!(!report.proven, "included with success, but the key is there: {report:?}");
    assert_eq!((chain.alive.as_slice(), chain.ended.len()), (&["Rent".to_owned()][..], 0));
    assert!(chain.problem.is_some() && chain.todo.is_some());
    assert!(chain.fired.len() > 2, "every variant that fits was tried: {chain:?}");
    assert!(desk.keys()[0].may_be_live());
}

#[tokio::test]
async fn used_up_without_effect_is_followed_by_the_next_that_fits() {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk.left_alone();
    let world = desk.world.clone();
    desk.bundler.judges(move |op| {
        let mut world = world.lock().unwrap();
        let everything = decode(op.nonce).lane == EVERYTHING_LANE;
        if everything {
            world.used_lanes.push(key_of(op.nonce));
        } else {
            assert!(world.takes(op));
        }
        Ok(ScriptedBundler::success(12))
    });
    let (report, _) = desk.fire(None).await;
    assert!(report.proven, "{report:?}");
    assert_eq!(desk.taken(), [(EVERYTHING_LANE, false, true), (ONE_KEY_LANE, false, true)]);
}

#[tokio::test]
async fn a_chain_that_does_not_answer_is_said_not_to_have_been_fired_on() {
    let desk = desk().await;
    desk.granted().await;
    desk.left_alone();
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
    let (report, chain) = desk.fire(None).await;
    assert!(!report.proven && chain.fired.is_empty() && chain.read_at.is_none(), "{report:?}");
    assert!(chain.problem.unwrap().contains("no route"));
    assert!(chain.todo.unwrap().contains("answers"));
    desk.chain.down(None);
    assert!(desk.fire(None).await.0.proven, "the same again, once it answers");
}

#[tokio::test]
async fn when_nobody_carries_it_the_way_out_is_named() {
    let desk = desk().await;
    desk.granted().await;
    desk.empty();
    desk.left_alone();
    desk.bundler.closes();
    let (report, chain) = desk.fire(None).await;
    assert!(!report.proven, "{report:?}");
    let todo = chain.todo.unwrap();
    assert!(todo.contains("panic key") && todo.contains("kill bundle"), "{todo}");
    assert!(todo.contains("ETH to the account 0x"), "{todo}");
}

#[tokio::test]
async fn a_key_without_a_switch_is_said_to_need_the_owner_key() {
    let desk = desk().await;
    desk.granted().await;
    desk.use_up(KillEnds::OneKey);
    desk.use_up(KillEnds::Everything);
    desk.left_alone();
    let (report, chain) = desk.fire(None).await;
    assert!(!report.proven && chain.fired.is_empty(), "{report:?}");
    assert!(chain.todo.unwrap().contains("owner key"));
}

#[tokio::test]
async fn a_key_whose_policies_changed_on_chain_is_not_called_ended() {
    let desk = desk().await;
    desk.granted().await;
    let mut other = desk.permission();
    let further = other.policies[0].clone();
    other.policies.push(Policy { flag: PolicyFlag::All, ..further });
    let id = desk.permission().validation_id();
    {
        let mut world = desk.world.lock().unwrap();
        world.install(desk.permission());
        world.installed.insert(id, other);
    }
    desk.left_alone();
    let (report, chain) = desk.fire(None).await;
    assert!(
        !report.proven,
        "uninstalling with the wrong number of entries ends nothing: {report:?}"
    );
    assert!(!chain.fired.is_empty() && !chain.alive.is_empty());
}
