//! What is refused before, beside and instead of an answer. One test per way.

use std::time::{Duration, Instant};

use latchkey_core::approval::{ApprovalRequest, MAX_FRAME_BYTES, Refusal, Verdict};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;

use crate::asks::{self, Owner};
use crate::process::{Signer, frame};

/// What becomes of raw bytes followed by silence, without a display.
fn refusal_of(bytes: &[u8]) -> Refusal {
    let home = Home::new();
    let mut signer = Signer::start("approve", &home, None);
    signer.write(bytes);
    let reason = signer.refusal();
    assert!(!home.data().exists(), "nothing was written");
    reason
}

fn json(request: &ApprovalRequest) -> String {
    serde_json::to_string(request).unwrap()
}

#[test]
fn a_truncated_request() {
    let home = Home::new();
    let whole = frame(json(&asks::create_owner()).as_bytes());
    for cut in [0, 3, 4, whole.len() - 1] {
        let mut signer = Signer::start("approve", &home, None);
        signer.write(&whole[..cut]);
        signer.hang_up();
        assert_eq!(signer.refusal(), Refusal::Malformed, "after {cut} bytes");
    }
}

#[test]
fn an_oversized_request() {
    let length = u32::try_from(MAX_FRAME_BYTES).unwrap() + 1;
    assert_eq!(refusal_of(&length.to_be_bytes()), Refusal::Malformed);
    assert_eq!(refusal_of(&u32::MAX.to_be_bytes()), Refusal::Malformed);
}

#[test]
fn a_request_of_another_version() {
    let request = json(&asks::create_owner());
    let text = request.replacen("\"version\":3", "\"version\":2", 1);
    assert_ne!(text, request);
    assert_eq!(refusal_of(&frame(text.as_bytes())), Refusal::Malformed);
}

#[test]
fn a_request_with_an_unknown_field() {
    let text = json(&asks::create_owner());
    for broken in [
        text.replacen('{', r#"{"autoApprove":true,"#, 1),
        text.replacen(r#"{"kind":"person""#, r#"{"kind":"person","approved":true"#, 1),
        text.replacen(r#"{"accountName""#, r#"{"passphrase":"x","accountName""#, 1),
    ] {
        assert_ne!(broken, text);
        assert_eq!(refusal_of(&frame(broken.as_bytes())), Refusal::Malformed, "{broken}");
    }
}

#[test]
fn a_request_that_is_no_json() {
    assert_eq!(refusal_of(&frame(b"approve, please")), Refusal::Malformed);
    assert_eq!(refusal_of(&frame(b"")), Refusal::Malformed);
}

/// Each of these contradicts its own bytes, or asks for what no approval can allow.
#[test]
fn a_tampered_request() {
    let owner = Owner::stranger();
    let grant = json(&owner.grant());
    let account = owner.account().address().to_string().to_lowercase();
    let tampered = [
        // The account would belong to somebody else than the key that signs.
        (
            grant.replacen(
                r#""account":{"version":"0.3.1","validator":"multiChainEcdsa","owner":"0x07"#,
                r#""account":{"version":"0.3.1","validator":"multiChainEcdsa","owner":"0x17"#,
                1,
            ),
            Refusal::Unsafe,
        ),
        (
            grant.replacen(
                r#""chainId":31337,"validationNonce""#,
                r#""chainId":0,"validationNonce""#,
                1,
            ),
            Refusal::Malformed,
        ),
        (grant.replacen(r#""deadlineSecs":120"#, r#""deadlineSecs":6000"#, 1), Refusal::Malformed),
    ];
    for (text, reason) in tampered {
        assert_ne!(text, grant, "the tampering took place");
        assert_eq!(refusal_of(&frame(text.as_bytes())), reason, "{text}");
    }
    let id = alloy_primitives::FixedBytes([1, 2, 3, 4]);
    let stop = json(&owner.ending(id, latchkey_core::approval::Purpose::StopAll));
    let lower = stop.to_lowercase();
    let inside = account.trim_start_matches("0x");
    assert!(lower.contains(inside));
    // An operation that calls another contract does not belong to stopping keys.
    let at = lower.find("\"calldata\"").unwrap();
    let target = at + lower[at..].find(inside).unwrap();
    let foreign = format!("{}{}{}", &stop[..target], "11".repeat(20), &stop[target + 40..]);
    assert_eq!(refusal_of(&frame(foreign.as_bytes())), Refusal::Malformed);
}

#[test]
fn a_request_without_a_display() {
    let home = Home::new();
    let mut signer = Signer::start("approve", &home, None);
    signer.send(&asks::create_owner());
    let Verdict::Refused { request_id, reason, .. } = signer.verdict() else { panic!() };
    assert_eq!((request_id.as_str(), reason), ("r-1", Refusal::NoDisplay));
}

#[test]
fn flags_and_other_modes_do_nothing() {
    let home = Home::new();
    for mode in ["--approve", "--yes", "approve-all", "", "serve"] {
        let signer = Signer::start(mode, &home, None);
        assert!(!signer.ended(), "{mode}");
    }
}

#[test]
fn silence_until_the_deadline() {
    let (home, display) = (Home::new(), Display::start());
    let mut signer = Signer::start("approve", &home, Some(&display));
    let started = Instant::now();
    signer.send(&ApprovalRequest { deadline_secs: 2, ..asks::create_owner() });
    assert_eq!(signer.refusal(), Refusal::TimedOut);
    let took = started.elapsed();
    assert!(took >= Duration::from_millis(1900), "not before its time: {took:?}");
}

#[test]
fn an_asker_that_goes_away() {
    let (home, display) = (Home::new(), Display::start());
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&asks::create_owner());
    let window = ApprovalWindow::wait(&display);
    signer.hang_up();
    assert_eq!(signer.refusal(), Refusal::Closed);
    window.wait_gone();
}

#[test]
fn a_second_request() {
    let (home, display) = (Home::new(), Display::start());
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&asks::create_owner());
    let window = ApprovalWindow::wait(&display);
    signer.send(&asks::create_owner());
    assert_eq!(signer.refusal(), Refusal::SecondRequest);
    window.wait_gone();
    // Also when it follows at once.
    let mut signer = Signer::start("approve", &home, Some(&display));
    let one = frame(json(&asks::create_owner()).as_bytes());
    signer.write(&[one.clone(), one].concat());
    assert_eq!(signer.refusal(), Refusal::SecondRequest);
}

#[test]
fn an_owner_that_is_not_in_the_vault() {
    let (home, display) = (Home::new(), Display::start());
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&Owner::stranger().grant());
    // No keychain answers here either, so whether it exists elsewhere is not known.
    assert_eq!(signer.refusal(), Refusal::VaultUnavailable);
}
