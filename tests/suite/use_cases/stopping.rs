//! The local stop: in force wherever it came from, and undone by the owner alone.

use latchkey_core::approval::{Ask, Refusal, StopMark, StoppedBy};
use latchkey_wallet::error::Code;
use latchkey_wallet::ports::OperationsOf;
use latchkey_wallet::record::{LogEvent, Setting};
use latchkey_wallet::use_case::write_stop_down;

use crate::desk::{Desk, NOW, desk};

async fn installed() -> Desk {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk
}

fn elsewhere() -> StopMark {
    StopMark { by: StoppedBy::CommandLine, at_unix_secs: NOW - 60, id: "elsewhere".to_owned() }
}

/// Lines of the log about stops that were found.
fn found(desk: &Desk) -> usize {
    let lines = desk.ports.store.log(None, 1000).unwrap();
    lines.iter().filter(|line| matches!(line.event, LogEvent::StopMarked { .. })).count()
}

#[tokio::test]
async fn letting_agents_in_after_a_stop_asks_the_owner_and_names_what_comes_back() {
    let desk = installed().await;
    desk.wallet.stop_local().await.unwrap();
    let status = desk.wallet.status().await.unwrap();
    assert_eq!((status.stopped_at, status.agent_access.on), (u32::try_from(NOW).ok(), false));
    let refused = desk.pay(1).await.unwrap_err();
    assert_eq!(refused.code, Code::Off);
    assert!(refused.message.contains("stopped"), "{refused}");

    let asked = desk.approver.asked().len();
    assert!(desk.wallet.agent_access_set(true).await.unwrap().on);
    let asks = desk.approver.asked();
    let Ask::Reopen(ask) = &asks[asked].ask else { panic!("{asks:?}") };
    assert_eq!((ask.mark.by, ask.mark.at_unix_secs), (StoppedBy::Window, NOW));
    assert_eq!(ask.keys[0].name, "Rent");
    assert_eq!(asks.len(), asked + 1);
    assert_eq!(desk.wallet.status().await.unwrap().stopped_at, None);
    desk.pay(1).await.unwrap();
    assert_eq!(found(&desk), 0, "it was its own stop, which has its line");
}

#[tokio::test]
async fn an_owner_who_says_no_leaves_everything_stopped() {
    let desk = installed().await;
    desk.wallet.stop_local().await.unwrap();
    *desk.hand.refuse.lock().unwrap() = Some(Refusal::Declined);
    assert_eq!(desk.wallet.agent_access_set(true).await.unwrap_err().code, Code::Refused);
    assert!(desk.wallet.status().await.unwrap().stopped_at.is_some());
    assert!(!desk.wallet.access_on() && desk.sessions.loaded().is_empty());
    assert_eq!(desk.pay(1).await.unwrap_err().code, Code::Off);
}

#[tokio::test]
async fn a_plain_switching_off_is_switched_on_by_anybody() {
    let desk = installed().await;
    let asked = desk.approver.asked().len();
    desk.wallet.agent_access_set(false).await.unwrap();
    assert_eq!(desk.wallet.status().await.unwrap().stopped_at, None);
    desk.wallet.agent_access_set(true).await.unwrap();
    assert_eq!(desk.approver.asked().len(), asked);
    desk.pay(1).await.unwrap();
}

#[tokio::test]
async fn a_stop_of_another_program_is_in_force_before_it_is_noticed_and_written_once() {
    let desk = installed().await;
    *desk.hand.stop.lock().unwrap() = Some(elsewhere());
    assert_eq!(desk.pay(1).await.unwrap_err().code, Code::Off);
    assert!(!desk.wallet.access_on() && desk.wallet.shut_out().is_some());
    assert!(desk.bundler.sent().is_empty());
    assert_eq!(found(&desk), 0);
    for _ in 0..3 {
        assert!(desk.wallet.stop_noticed().await.unwrap());
    }
    // The other program may have written it too, before or after.
    write_stop_down(desk.ports.store.as_ref(), NOW, &elsewhere()).unwrap();
    let again = latchkey_wallet::Wallet::new(desk.ports.clone());
    assert!(again.stop_noticed().await.unwrap());
    assert_eq!(found(&desk), 1);
    assert!(desk.sessions.loaded().is_empty(), "the session signer was ended here too");
    let kept = desk.ports.store.setting(Setting::AgentAccess).unwrap();
    assert_eq!(kept.as_deref(), Some("off"));
    let lines = desk.wallet.activity_list(None, 3).await.unwrap();
    assert!(lines.iter().any(|line| line.title.contains("on the command line")), "{lines:?}");
    assert!(desk.ports.store.agents().unwrap().iter().all(|agent| !agent.removed));
}

#[tokio::test]
async fn what_was_signed_before_a_stop_and_not_sent_is_held_and_the_owners_go_out() {
    let desk = installed().await;
    let (mark, hand) = (desk.hand.stop.clone(), desk.hand.clone());
    desk.sessions.answers(move |key, scope, op| {
        let signed = hand.session_sign(key, scope, op);
        *mark.lock().unwrap() = Some(elsewhere());
        signed
    });
    let held = desk.pay(1).await.unwrap_err();
    assert_eq!(held.code, Code::Off);
    assert!(desk.bundler.sent().is_empty());
    assert!(desk.ports.store.operations(OperationsOf::Everybody, 9).unwrap().is_empty());
    let report = desk.wallet.stop_on_chain().await.unwrap();
    assert_eq!(desk.bundler.sent().len(), 1, "ending keys is the owner's: {report:?}");
}

#[tokio::test]
async fn a_stop_that_comes_while_the_owner_answers_stays() {
    let desk = installed().await;
    desk.wallet.stop_local().await.unwrap();
    let mark = desk.hand.stop.clone();
    desk.lies(move |_verdict| *mark.lock().unwrap() = Some(elsewhere()));
    let error = desk.wallet.agent_access_set(true).await.unwrap_err();
    assert_eq!(error.code, Code::Off);
    assert!(error.message.contains("again"), "{error}");
    assert!(!desk.wallet.access_on());
}
