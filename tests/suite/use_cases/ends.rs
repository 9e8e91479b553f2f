//! Jobs that end keys: they wait for chains that are down, survive the app, and are done only by
//! what chains are read to hold.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use alloy_primitives::B256;
use latchkey_core::approval::{Ask, Purpose, Refusal, Verdict};
use latchkey_core::kernel::nonce::{Validation, decode};
use latchkey_tests::fakes::{ScriptedBundler, ScriptedChain};
use latchkey_wallet::Wallet;
use latchkey_wallet::error::Code;
use latchkey_wallet::ports::NetworkError;
use latchkey_wallet::record::{EndState, Network};
use latchkey_wallet::views::{EndJobView, GrantForm};

use crate::desk::{CHAIN, Desk, desk};
use crate::ending::{installed, obeys_on};
use crate::world::World;

const FAR: u32 = 31_338;

/// Another network with the same account on it.
struct Second {
    chain: Arc<ScriptedChain>,
    bundler: Arc<ScriptedBundler>,
    world: Arc<Mutex<World>>,
}

fn second(desk: &Desk) -> Second {
    let (chain, bundler) =
        (desk.networks.scripted_chain(FAR.into()), desk.networks.scripted_bundler(FAR.into()));
    let world = World::on(&chain);
    world.lock().unwrap().account = Some(desk.account().spec);
    let known = desk.ports.store.network(CHAIN.into()).unwrap().unwrap();
    let network = Network { chain_id: FAR.into(), name: "Far".into(), built_in: false, ..known };
    desk.ports.store.put_network(&network).unwrap();
    Second { chain, bundler, world }
}

/// A key on both networks, installed on both.
async fn on_both() -> (Desk, Second) {
    let desk = desk().await;
    let far = second(&desk);
    let token = desk.ports.store.tokens(CHAIN.into()).unwrap().remove(0);
    let there = latchkey_wallet::record::Token { chain_id: FAR.into(), ..token };
    desk.ports.store.put_token(&there).unwrap();
    desk.granted().await;
    let form = GrantForm { chain_ids: vec![CHAIN, FAR], name: "Both".into(), ..desk.rent() };
    desk.wallet.grant(form).await.unwrap();
    for world in [&desk.world, &far.world] {
        world.lock().unwrap().install(desk.permission());
    }
    obeys_on(&desk.bundler, &desk.world);
    obeys_on(&far.bundler, &far.world);
    (desk, far)
}

fn unreachable() -> Option<NetworkError> {
    Some(NetworkError::Unreachable("no route".into()))
}

fn newest(desk: &Desk) -> u32 {
    u32::try_from(desk.keys()[0].id).unwrap()
}

fn states(job: &EndJobView) -> Vec<EndState> {
    job.chains.iter().map(|chain| chain.state).collect()
}

/// The newest job, once it is as wanted.
async fn until(wallet: &Wallet, what: &str, wanted: impl Fn(&EndJobView) -> bool) -> EndJobView {
    let began = Instant::now();
    loop {
        let job = wallet.end_jobs().await.unwrap().remove(0);
        if wanted(&job) {
            return job;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "never {what}: {job:#?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_chain_that_is_down_waits_and_is_proven_when_it_answers() {
    let (desk, far) = on_both().await;
    far.chain.down(unreachable());
    far.bundler.refuses(unreachable());
    let asked = desk.approver.asked().len();
    let report = desk.wallet.key_revoke(newest(&desk)).await.unwrap();
    assert!(!report.proven, "{report:?}");
    assert_eq!(desk.approver.asked().len(), asked + 1, "one approval for both");
    let Ask::Operations(ask) = &desk.approver.asked()[asked].ask else { panic!("operations") };
    assert_eq!(ask.purpose, Purpose::Revoke);
    let own = desk.account().spec.root_validator_address();
    let later: Vec<_> = ask.operations.iter().filter(|op| op.chain_id == u64::from(FAR)).collect();
    assert_eq!(later.len(), 4, "with the factory and without, for a bundler and for whoever pays");
    for op in &later {
        let parts = decode(op.operation.nonce);
        let Validation::Root { identifier } = parts.validation else { panic!("{parts:?}") };
        assert!(identifier != own && parts.sequence == 0, "a lane of its own");
    }
    let job = desk.wallet.end_jobs().await.unwrap().remove(0);
    assert_eq!(Some(job.id), report.job_id);
    assert_eq!(states(&job), [EndState::Proven, EndState::Waiting]);
    assert!(job.chains[1].next_try_at.is_some() && job.chains[1].problem.is_some(), "{job:?}");

    far.chain.down(None);
    far.bundler.refuses(None);
    let job = until(&desk.wallet, "proven", |job| job.proven).await;
    assert_eq!(job.chains[1].ended, ["Both"]);
    let sent = far.bundler.sent();
    assert!(sent.len() == 1 && sent[0].factory.is_none(), "the variant that fits");
    assert!(sent[0].max_fee_per_gas > 0, "a bundler wants its fee");
    assert!(!desk.keys()[0].may_be_live());
    assert_eq!(desk.approver.asked().len(), asked + 1, "nobody was asked again");
}

#[tokio::test]
async fn a_job_outlives_the_app() {
    let (desk, far) = on_both().await;
    far.chain.down(unreachable());
    let report = desk.wallet.stop_on_chain().await.unwrap();
    assert!(!report.proven);
    // The app dies: nothing of the first wallet goes on.
    let ports = desk.ports.clone();
    let (store, id) = (ports.store.clone(), i64::from(report.job_id.unwrap()));
    drop(desk);
    let kept = store.end_job(id).unwrap().unwrap();
    assert!(kept.chains[1].signed.len() == 4 && kept.everything, "{kept:#?}");

    far.chain.down(None);
    let again = Wallet::new(ports);
    again.follow(Duration::from_millis(50));
    let job = until(&again, "proven after a restart", |job| job.proven).await;
    assert_eq!(states(&job), [EndState::Proven, EndState::Proven]);
    assert!(far.world.lock().unwrap().installed.is_empty());
}

#[tokio::test]
async fn a_bundler_that_refuses_does_not_lose_the_approval() {
    let desk = installed().await;
    let busy = NetworkError::Rejected { code: -32000, message: "busy".into(), data: [].into() };
    desk.bundler.estimates(Some(busy.clone()));
    desk.bundler.takes_but(busy);
    let preview = desk.wallet.end_preview(None).await.unwrap();
    assert!(preview.chains[0].later && preview.chains[0].problem.is_some(), "{preview:?}");
    let report = desk.wallet.stop_on_chain().await.unwrap();
    assert!(!report.proven && desk.bundler.sent().is_empty());
    let job = desk.wallet.end_jobs().await.unwrap().remove(0);
    assert_eq!(job.chains[0].state, EndState::Waiting);
    assert!(job.chains[0].problem.as_ref().unwrap().contains("busy"), "{job:?}");
    obeys_on(&desk.bundler, &desk.world);
    until(&desk.wallet, "proven", |job| job.proven).await;
    assert_eq!(desk.bundler.sent().len(), 1);
}

#[tokio::test]
async fn whoever_ends_it_meanwhile_proves_the_job() {
    let (desk, far) = on_both().await;
    far.chain.down(unreachable());
    desk.wallet.key_revoke(newest(&desk)).await.unwrap();
    far.world.lock().unwrap().uninstall_all();
    far.chain.down(None);
    until(&desk.wallet, "proven", |job| job.proven).await;
    assert!(far.bundler.sent().is_empty(), "nothing was left to send");
}

#[tokio::test]
async fn what_does_not_fit_any_more_is_asked_for_again() {
    let (desk, far) = on_both().await;
    desk.wallet.key_revoke(newest(&desk)).await.unwrap();
    // Approved for a number that is out of reach of what is signed blindly.
    far.world.lock().unwrap().current = 45;
    let mut form = desk.rent();
    (form.chain_ids, form.name) = (vec![CHAIN, FAR], "Next".into());
    desk.wallet.grant(form).await.unwrap();
    far.world.lock().unwrap().current = 2;
    far.chain.down(unreachable());
    desk.wallet.stop_on_chain().await.unwrap();
    far.chain.down(None);
    let job = until(&desk.wallet, "stuck", |job| job.chains[1].ask_again).await;
    assert_eq!(job.chains[1].state, EndState::Failed);
    assert!(job.chains[1].problem.as_ref().unwrap().contains("again"), "{job:?}");
    let asked = desk.approver.asked().len();
    let sent = far.bundler.sent().len();
    let job = desk.wallet.end_retry(job.id).await.unwrap();
    assert!(job.proven, "{job:#?}");
    assert_eq!(desk.approver.asked().len(), asked + 1);
    assert_eq!(far.bundler.sent().len(), sent + 1);
}

#[tokio::test]
async fn a_refusal_keeps_no_job() {
    let desk = installed().await;
    desk.approver.answers(|request| {
        let message = "The owner pressed Refuse.".to_owned();
        let request_id = request.request_id.clone();
        Ok(Verdict::Refused { request_id, reason: Refusal::Declined, message })
    });
    assert_eq!(desk.wallet.stop_on_chain().await.unwrap_err().code, Code::Refused);
    assert!(desk.wallet.end_jobs().await.unwrap().is_empty());
    assert!(desk.bundler.sent().is_empty());
}

#[tokio::test]
async fn the_losses_are_listed_by_name_before() {
    let desk = installed().await;
    let mut form = desk.rent();
    // An approval for a number that the account has not reached is only ended by a raise. It comes
    // first: read in the background at that number, an unused approval of before would be over.
    desk.world.lock().unwrap().current = 3;
    form.name = "Dormant".into();
    let dormant = desk.wallet.grant(form.clone()).await.unwrap().id;
    desk.world.lock().unwrap().current = 1;
    form.name = "Unused".into();
    desk.wallet.grant(form).await.unwrap();
    let preview = desk.wallet.end_preview(Some(dormant)).await.unwrap();
    let chain = &preview.chains[0];
    let mut lost: Vec<&str> = chain.losses.iter().map(|loss| loss.name.as_str()).collect();
    lost.sort_unstable();
    assert_eq!(lost, ["Rent", "Unused"]);
    let how = |name: &str| &chain.losses.iter().find(|loss| loss.name == name).unwrap().how;
    assert!(how("Unused").contains("unused approval dies too"), "{chain:?}");
    assert!(how("Rent").contains("can send nothing"), "{chain:?}");
    assert!(chain.calls.iter().any(|call| call.contains("raise")), "{chain:?}");
    assert!(chain.cost.is_some() && chain.problem.is_none() && !chain.later);
    assert!(desk.bundler.sent().is_empty(), "a preview sends nothing");

    let installed = desk.keys().into_iter().find(|key| key.name == "Rent").unwrap();
    let alone = desk.wallet.end_preview(Some(u32::try_from(installed.id).unwrap())).await.unwrap();
    assert!(alone.chains[0].losses.is_empty() && alone.chains[0].calls.len() == 1, "{alone:?}");
}

#[tokio::test]
async fn a_proof_claims_only_the_chains_that_showed_it() {
    let (desk, far) = on_both().await;
    far.chain.down(unreachable());
    let report = desk.wallet.key_revoke(newest(&desk)).await.unwrap();
    let proof = desk.wallet.end_proof(report.job_id.unwrap()).await.unwrap();
    assert!(!proof.proven);
    let [near, silent] = proof.chains.as_slice() else { panic!("{proof:#?}") };
    assert!(near.proven && !silent.proven);
    assert_eq!(near.transaction, Some(B256::repeat_byte(0x77).to_string()));
    assert!(near.keys[0].over && near.keys[0].installed == Some(false), "{near:#?}");
    assert!(near.keys[0].messages.contains("isValidSignature"), "{near:#?}");
    assert!(near.reads.len() > 7 && near.reads.iter().all(|read| read.answer.is_some()));
    assert!(silent.reads.is_empty() && silent.keys.is_empty(), "{silent:#?}");
    let again = desk.wallet.end_proof(99).await.unwrap_err();
    assert_eq!(again.code, Code::NotFound);
}
