//! Session mode of the real program: order, unknown keys, scope, policies.

use alloy_primitives::{Address, FixedBytes};
use latchkey_core::{
    approval::{
        PROTOCOL_VERSION, SessionKeyRef, SessionRefusal, SessionReply, SessionRequest, Verdict,
    },
    chain::ENTRY_POINT_07,
    kernel::signature::recover_personal_sign,
    permission::SessionSigner,
    user_op::UserOperation,
};
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;

use crate::asks;
use crate::process::{Signer, frame};
use crate::window::{approve, create_owner};

fn open(keys: Vec<SessionKeyRef>) -> SessionRequest {
    SessionRequest::Open { version: PROTOCOL_VERSION, keys }
}

fn sign(key: &SessionKeyRef, operation: UserOperation) -> SessionRequest {
    SessionRequest::Sign {
        id: 9,
        key: key.clone(),
        chain_id: asks::CHAIN,
        entry_point: ENTRY_POINT_07,
        now_unix_secs: asks::NOW,
        operation: Box::new(operation),
    }
}

fn ask(signer: &mut Signer, request: &SessionRequest) -> SessionReply {
    signer.send(request);
    signer.answer()
}

fn refusal(reply: &SessionReply) -> SessionRefusal {
    let SessionReply::Refused { reason, message, .. } = reply else { panic!("{reply:?}") };
    assert!(!message.is_empty());
    *reason
}

fn nobody() -> SessionKeyRef {
    SessionKeyRef { account: Address::repeat_byte(1), permission_id: FixedBytes([1, 2, 3, 4]) }
}

#[test]
fn out_of_order_and_malformed_requests() {
    let home = Home::new();
    let mut signer = Signer::start("session", &home, None);
    let key = nobody();
    let operation = || asks::transfer(key.account, key.permission_id, asks::BOB, 1);
    let early = ask(&mut signer, &sign(&key, operation()));
    assert_eq!(refusal(&early), SessionRefusal::Malformed, "sign before open");
    let early = ask(&mut signer, &SessionRequest::Add { key: key.clone() });
    assert_eq!(refusal(&early), SessionRefusal::Malformed, "add before open");
    let alien = SessionRequest::Open { version: 1, keys: vec![] };
    assert_eq!(refusal(&ask(&mut signer, &alien)), SessionRefusal::Malformed);
    signer.write(&frame(br#"{"kind":"drop","key":{},"more":1}"#));
    assert_eq!(refusal(&signer.answer()), SessionRefusal::Malformed);

    let loaded = ask(&mut signer, &open(vec![]));
    assert_eq!(loaded, SessionReply::Loaded { loaded: vec![], missing: vec![] });
    assert_eq!(refusal(&ask(&mut signer, &open(vec![]))), SessionRefusal::Malformed, "open twice");
    let unknown = ask(&mut signer, &sign(&key, operation()));
    assert_eq!(refusal(&unknown), SessionRefusal::UnknownKey);
    signer.hang_up();
    assert!(signer.ended(), "it ends with the pipe");
}

#[cfg(target_os = "linux")]
#[test]
fn its_memory_is_never_written_to_disk() {
    let home = Home::new();
    let mut signer = Signer::start("session", &home, None);
    ask(&mut signer, &open(vec![]));
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", signer.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    let words: Vec<&str> = core.split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{core}");
}

#[test]
fn an_oversized_frame_ends_it() {
    let home = Home::new();
    let mut signer = Signer::start("session", &home, None);
    signer.write(&u32::MAX.to_be_bytes());
    assert_eq!(refusal(&signer.answer()), SessionRefusal::Malformed);
    assert!(!signer.ended());
}

#[test]
fn a_granted_key_signs_inside_its_policies_only() {
    let (home, display) = (Home::new(), Display::start());
    let (owner, _) = create_owner(&home, &display);
    let verdict = approve(&home, &display, &owner.grant());
    let Verdict::Granted { session, permission_id, .. } = verdict else { panic!("{verdict:?}") };
    let account = owner.account().address();
    let key = SessionKeyRef { account, permission_id };

    let mut signer = Signer::start("session", &home, None);
    let reply = ask(&mut signer, &open(vec![key.clone()]));
    assert_eq!(reply, SessionReply::Loaded { loaded: vec![key.clone()], missing: vec![] });

    let good = asks::transfer(account, permission_id, asks::BOB, 10_000_000);
    let hash = good.hash(ENTRY_POINT_07, asks::CHAIN);
    let reply = ask(&mut signer, &sign(&key, good.clone()));
    let SessionReply::Signed { id: 9, signature } = reply else { panic!("{reply:?}") };
    assert_eq!(signature[0], 0xff);
    assert_eq!(recover_personal_sign(hash, &signature[1..]).map(SessionSigner::Ecdsa), Ok(session));

    let too_much = asks::transfer(account, permission_id, asks::BOB, 26_000_000);
    let reply = ask(&mut signer, &sign(&key, too_much));
    assert_eq!(refusal(&reply), SessionRefusal::OutsidePolicies);
    let other = asks::transfer(account, permission_id, Address::repeat_byte(5), 1);
    assert_eq!(refusal(&ask(&mut signer, &sign(&key, other))), SessionRefusal::OutsidePolicies);
    let foreign = UserOperation { sender: Address::repeat_byte(5), ..good.clone() };
    assert_eq!(refusal(&ask(&mut signer, &sign(&key, foreign))), SessionRefusal::WrongScope);

    ask(&mut signer, &SessionRequest::Drop { key: key.clone() });
    assert_eq!(refusal(&ask(&mut signer, &sign(&key, good))), SessionRefusal::UnknownKey);
    signer.kill();
}
