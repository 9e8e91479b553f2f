//! The adapters against the real signing program, as far as it goes without a person: keys it does
//! not hold, no display, a request of another version.
#![cfg(unix)]

use std::os::unix::fs::MetadataExt;
use std::process::Command;
use std::time::{Duration, Instant};

use alloy_primitives::{Address, FixedBytes};
use latchkey_core::approval::{
    ApprovalRequest, Ask, Asker, CreateOwner, OwnerKind, PROTOCOL_VERSION, Provenance, Refusal,
    SessionKeyRef, SessionRefusal, Verdict,
};
use latchkey_tests::binaries;
use latchkey_tests::home::Home;
use latchkey_wallet::adapter::local_stop::LocalStop;
use latchkey_wallet::adapter::signer_process::{ApproverProcess, SessionSigner, SignerProgram};
use latchkey_wallet::ports::{Approver, SessionProcess, SessionSigning, SignScope, SignerError};

use crate::bundler::operation;

/// The real program with a home of its own and no display: a script of two lines in front of it.
/// It is written by another process, since a file that this one still has open cannot be started.
fn signer(home: &Home) -> SignerProgram {
    let script = home.path().join("signer");
    let text = format!(
        "#!/bin/sh\nunset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS\n\
         HOME={home} XDG_DATA_HOME={home}/data exec {signer} \"$@\"\n",
        home = home.path().display(),
        signer = binaries::program("latchkey-signer").display(),
    );
    let write = "printf %s \"$2\" > \"$1\" && chmod 700 \"$1\"";
    let written = Command::new("sh").args(["-c", write, "sh"]).arg(&script).arg(text).status();
    assert!(written.unwrap().success() && script.metadata().unwrap().mode() & 0o100 != 0);
    SignerProgram::at(script)
}

fn request(version: u16) -> ApprovalRequest {
    ApprovalRequest {
        version,
        request_id: "r1".to_owned(),
        provenance: Provenance { who: Asker::Person, program: None, at_unix_secs: 1_800_000_000 },
        deadline_secs: 5,
        ask: Ask::CreateOwner(CreateOwner {
            account_name: "Main".to_owned(),
            kind: OwnerKind::Passphrase,
        }),
    }
}

#[tokio::test]
async fn without_a_display_it_refuses_and_says_so() {
    let home = Home::new();
    let verdict = ApproverProcess::new(signer(&home)).approve(request(PROTOCOL_VERSION)).await;
    let Ok(Verdict::Refused { reason, message, .. }) = verdict else { panic!("{verdict:?}") };
    assert_eq!(reason, Refusal::NoDisplay, "{message}");
    assert!(!message.is_empty());
}

#[tokio::test]
async fn a_request_of_another_version_is_refused() {
    let home = Home::new();
    let verdict = ApproverProcess::new(signer(&home)).approve(request(PROTOCOL_VERSION + 1)).await;
    assert!(
        matches!(verdict, Ok(Verdict::Refused { reason: Refusal::Malformed, .. })),
        "{verdict:?}"
    );
}

#[tokio::test]
async fn the_session_signer_names_what_it_lacks_signs_nothing_and_dies_at_once() {
    let home = Home::new();
    let sessions = SessionSigner::new(signer(&home), LocalStop::in_data_folder(home.data()));
    let account = Address::repeat_byte(1);
    let key = SessionKeyRef { account, permission_id: FixedBytes([1, 2, 3, 4]) };
    assert_eq!(sessions.start(vec![]).await, Ok(vec![]));
    assert!(sessions.running());
    let scope = SignScope { chain_id: 1, entry_point: Address::ZERO, now_unix_secs: 1 };
    let answer = sessions.sign(key.clone(), scope, operation()).await;
    assert!(
        matches!(
            answer,
            Err(SignerError::SessionRefused { reason: SessionRefusal::UnknownKey, .. })
        ),
        "{answer:?}"
    );
    assert!(sessions.add(key.clone()).await.is_err(), "neither file nor keychain holds it");
    assert_eq!(sessions.drop_key(key.clone()).await, Ok(()), "what is not there is dropped");
    assert!(sessions.running());
    let asked = Instant::now();
    sessions.stop();
    assert!(asked.elapsed() < Duration::from_millis(50), "{:?}", asked.elapsed());
    assert!(!sessions.running());
    // With a keychain the key is missing; without one nobody can know, and nothing is started.
    match sessions.start(vec![key.clone()]).await {
        Ok(missing) => assert_eq!(missing, [key]),
        Err(SignerError::SessionRefused { reason: SessionRefusal::VaultUnavailable, .. }) => {
            assert!(!sessions.running());
        }
        Err(other) => panic!("{other:?}"),
    }
}
