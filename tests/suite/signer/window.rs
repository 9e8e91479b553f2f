//! The real window on a virtual display: a person's whole way, by keyboard.

use std::time::Duration;

use alloy_primitives::{Address, B256};
use latchkey_core::{
    approval::{Ask, KeptIn, Purpose, Refusal, Verdict},
    chain::ENTRY_POINT_07,
    kernel::signature::recover_personal_sign,
    permission::{Permission, SessionSigner},
};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;

use crate::asks::{self, Owner};
use crate::process::Signer;

pub(crate) const PASSPHRASE: &str = "tangerine hill copper";

/// Makes an owner key in the window.
pub(crate) fn create_owner(home: &Home, display: &Display) -> (Owner, KeptIn) {
    let mut signer = Signer::start("approve", home, Some(display));
    signer.send(&asks::create_owner());
    let window = ApprovalWindow::wait(display);
    window.choose_passphrase(PASSPHRASE);
    let verdict = signer.verdict();
    window.wait_gone();
    let Verdict::OwnerCreated { kept_in, .. } = &verdict else { panic!("{verdict:?}") };
    (Owner::of(&verdict), *kept_in)
}

/// Approves a request in the window.
pub(crate) fn approve(home: &Home, display: &Display, request: &impl serde::Serialize) -> Verdict {
    let mut signer = Signer::start("approve", home, Some(display));
    signer.send(request);
    let window = ApprovalWindow::wait(display);
    window.approve(PASSPHRASE);
    let verdict = signer.verdict();
    window.wait_gone();
    verdict
}

fn signer_of(root: B256, signature: &[u8]) -> Address {
    recover_personal_sign(root, &signature[..65]).unwrap()
}

#[test]
fn create_grant_and_stop_by_keyboard() {
    let (home, display) = (Home::new(), Display::start());
    let (owner, kept_in) = create_owner(&home, &display);
    assert_eq!(kept_in, KeptIn::SealedFile, "no bus, so no keychain");

    let verdict = approve(&home, &display, &owner.grant());
    let Verdict::Granted { session, permission_id, root, enable_signatures, .. } = verdict else {
        panic!("{verdict:?}")
    };
    let SessionSigner::Ecdsa(session) = session else { panic!("{session:?}") };
    assert_eq!(Permission::ecdsa(asks::policies(), session).id(), permission_id);
    assert_eq!(signer_of(root, &enable_signatures[0]), owner.address());

    let stop = owner.ending(permission_id, Purpose::StopAll);
    let Ask::Operations(ask) = &stop.ask else { panic!() };
    let hash = ask.operations[0].operation.hash(ENTRY_POINT_07, asks::CHAIN);
    let verdict = approve(&home, &display, &stop);
    let Verdict::Signed { root, signatures, .. } = verdict else { panic!("{verdict:?}") };
    assert_eq!((root, signatures.len()), (hash, 1));
    assert_eq!(signer_of(hash, &signatures[0]), owner.address());
}

#[test]
fn a_wrong_passphrase_five_times() {
    let (home, display) = (Home::new(), Display::start());
    let (owner, _) = create_owner(&home, &display);
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&owner.grant());
    let window = ApprovalWindow::wait(&display);
    window.read_to_end();
    for _ in 0..5 {
        window.type_text("tangerine hill silver");
        window.press("Return");
        // Each try is slow by design; the next is typed when the field is there again.
        std::thread::sleep(Duration::from_secs(2));
    }
    assert_eq!(signer.refusal(), Refusal::WrongPassphrase);
    let vault = std::fs::read_dir(home.data().join("vault")).unwrap();
    assert_eq!(vault.count(), 1, "the owner key and no session key");
}

#[test]
fn clicks_on_approve_and_an_unread_sheet_approve_nothing() {
    let (home, display) = (Home::new(), Display::start());
    let (owner, _) = create_owner(&home, &display);
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&owner.grant());
    let window = ApprovalWindow::wait(&display);
    std::thread::sleep(Duration::from_millis(1500));
    // Not scrolled: the right passphrase has nowhere to go, the buttons do nothing.
    window.type_text("tangerinehillcopper");
    window.click(464, 608);
    window.press("End");
    std::thread::sleep(Duration::from_millis(1500));
    window.click(464, 608);
    window.press("Return");
    std::thread::sleep(Duration::from_millis(500));
    assert!(ApprovalWindow::is_open(&display), "still asking");
    window.refuse();
    assert_eq!(signer.refusal(), Refusal::Declined);
    window.wait_gone();
}

#[test]
fn escape_and_closing_refuse() {
    let (home, display) = (Home::new(), Display::start());
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&asks::create_owner());
    ApprovalWindow::wait(&display).refuse();
    assert_eq!(signer.refusal(), Refusal::Declined);

    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&asks::create_owner());
    ApprovalWindow::wait(&display).press("alt+F4");
    assert_eq!(signer.refusal(), Refusal::Closed);
    assert!(!home.data().join("vault").exists(), "no key was made");
}

#[test]
fn it_opens_over_the_app_and_stays_on_the_screen() {
    let (home, display) = (Home::new(), Display::start());
    // The display is 1280 by 900; the second place would hang over its upper left corner.
    for (over, middle) in [("900,450", (900, 450)), ("10,5", (260, 320))] {
        let mut signer = Signer::start(&format!("approve --over {over}"), &home, Some(&display));
        signer.send(&asks::create_owner());
        let window = ApprovalWindow::wait(&display);
        let seen = window.middle();
        let near = |a: i32, b: i32| (a - b).abs() <= 60;
        assert!(near(seen.0, middle.0) && near(seen.1, middle.1), "{over}: {seen:?}");
        window.refuse();
        assert!(matches!(signer.verdict(), Verdict::Refused { .. }));
        window.wait_gone();
    }
}

#[test]
fn a_place_that_is_none_is_not_taken() {
    let home = Home::new();
    for mode in ["approve --over", "approve --over here", "approve --over 1,2,3", "approve --top"] {
        assert!(!Signer::start(mode, &home, None).ended(), "{mode}");
    }
}
