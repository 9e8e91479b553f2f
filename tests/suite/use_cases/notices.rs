//! Notices on the desktop: off until the person wants them, one per use, never a flood.

use std::sync::Arc;
use std::time::Duration;

use latchkey_tests::fakes::FakeNotifier;
use latchkey_wallet::ports::{NetworkError, UseNotice};
use latchkey_wallet::tags::Tag;
use latchkey_wallet::views::NoticeSettings;

use crate::desk::{Desk, desk};

/// An installed key and a desktop that listens.
async fn watched(on: bool) -> (Desk, Arc<FakeNotifier>) {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    if on {
        set(&desk, true, &[]).await;
    }
    let desktop = Arc::new(FakeNotifier::default());
    desk.wallet.notify(desktop.clone());
    (desk, desktop)
}

async fn set(desk: &Desk, on: bool, quiet: &[u32]) -> NoticeSettings {
    let wanted = NoticeSettings { on, quiet_keys: quiet.to_vec() };
    desk.wallet.notice_settings_set(wanted).await.unwrap()
}

/// Waits until so many were shown.
async fn shown(desktop: &FakeNotifier, how_many: usize) -> Vec<UseNotice> {
    for _ in 0..1_200 {
        let shown = desktop.shown();
        if shown.len() >= how_many {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{how_many} notices are not shown, only {:?}", desktop.shown());
}

#[tokio::test]
async fn off_at_first_and_kept() {
    let desk = desk().await;
    desk.granted().await;
    assert_eq!(desk.wallet.notice_settings().await.unwrap(), NoticeSettings::default());
    let mut heard = desk.wallet.changes();
    let key = u32::try_from(desk.keys()[0].id).unwrap();
    let kept = set(&desk, true, &[key, 4_000_000, key]).await;
    assert_eq!(kept, NoticeSettings { on: true, quiet_keys: vec![key] });
    assert_eq!(desk.wallet.notice_settings().await.unwrap(), kept);
    assert_eq!(heard.recv().await.unwrap().tags, [Tag::Notices]);
}

#[tokio::test]
async fn a_use_and_a_refusal_are_told_in_the_words_of_the_decoded_call() {
    let (desk, desktop) = watched(true).await;
    desk.pay(10).await.unwrap();
    let used = shown(&desktop, 1).await.remove(0);
    assert_eq!(used.title, "Billing bot used the key “Rent”");
    let to = latchkey_core::text::short_address(crate::desk::LANDLORD);
    assert_eq!(used.body, format!("Done: pay 10 DUSD to {to}, on Local network."));
    desk.pay(26).await.unwrap_err();
    let refused = shown(&desktop, 2).await.remove(1);
    assert_eq!(refused.title, "Billing bot was refused");
    assert!(refused.body.starts_with(&format!("Refused: pay 26 DUSD to {to}")), "{refused:?}");
    assert!(refused.body.contains("26 DUSD"), "{refused:?}");
}

#[tokio::test]
async fn an_operation_that_hangs_is_told_too() {
    let (desk, desktop) = watched(true).await;
    desk.bundler.takes_but(NetworkError::Unreachable("hung up".into()));
    desk.pay(1).await.unwrap();
    let notice = shown(&desktop, 1).await.remove(0);
    assert!(notice.body.starts_with("No answer yet: pay 1 DUSD"), "{notice:?}");
}

/// What counts is what was chosen when the key was used.
#[tokio::test]
async fn nothing_is_told_while_it_is_off_or_the_key_is_quiet() {
    let (desk, desktop) = watched(false).await;
    desk.pay(10).await.unwrap();
    desk.pay(26).await.unwrap_err();
    let key = u32::try_from(desk.keys()[0].id).unwrap();
    set(&desk, true, &[key]).await;
    desk.pay(9).await.unwrap();
    desk.pay(27).await.unwrap_err();
    set(&desk, true, &[]).await;
    desk.pay(8).await.unwrap();
    let told = shown(&desktop, 1).await;
    assert!(told.len() == 1 && told[0].body.contains("8 DUSD"), "{told:?}");
}

/// The pace itself is tested to the millisecond beside it.
#[tokio::test]
async fn a_runaway_agent_does_not_flood_the_desktop() {
    let (desk, desktop) = watched(true).await;
    for _ in 0..30 {
        desk.pay(26).await.unwrap_err();
    }
    let told = shown(&desktop, 4).await;
    assert!(told.len() < 10, "{} notices", told.len());
    let last = told.last().unwrap();
    assert!(last.title.starts_with("Agents acted "), "{last:?}");
    assert!(last.body.contains("Activity lists the other"), "{last:?}");
}
