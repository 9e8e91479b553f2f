//! Approve mode: one verdict on what was asked, or an error.

use std::time::{Duration, Instant};

use alloy_primitives::Address;
use latchkey_core::approval::{
    ApprovalRequest, Ask, Asker, CreateOwner, KeptIn, OwnerKind, OwnerPublic, PROTOCOL_VERSION,
    Provenance, Refusal, Verdict,
};

use super::Fake;
use crate::adapter::signer_process::{ApproverProcess, SignerProgram};
use crate::ports::{Approver, SignerError};

pub(super) fn request(deadline_secs: u16) -> ApprovalRequest {
    ApprovalRequest {
        version: PROTOCOL_VERSION,
        request_id: "r1".to_owned(),
        provenance: Provenance { who: Asker::Person, program: None, at_unix_secs: 1 },
        deadline_secs,
        ask: Ask::CreateOwner(CreateOwner {
            account_name: "Main".to_owned(),
            kind: OwnerKind::Passphrase,
        }),
    }
}

fn created(request_id: &str) -> Verdict {
    Verdict::OwnerCreated {
        request_id: request_id.to_owned(),
        vault_id: "owner:1".to_owned(),
        public: OwnerPublic::Address(Address::repeat_byte(7)),
        kind: OwnerKind::Passphrase,
        kept_in: KeptIn::SealedFile,
    }
}

fn refused(request_id: &str) -> Verdict {
    let message = "No.".to_owned();
    Verdict::Refused { request_id: request_id.to_owned(), reason: Refusal::Declined, message }
}

async fn ask(fake: &Fake) -> Result<Verdict, SignerError> {
    let approver = ApproverProcess::new(fake.program()).with_grace(Duration::from_millis(200));
    approver.approve(request(1)).await
}

#[tokio::test]
async fn a_verdict_on_what_was_asked_is_handed_on() {
    for verdict in [created("r1"), refused("r1"), refused("")] {
        let plan =
            "head -c 4 > /dev/null; echo $1 > $here/mode; cat $here/out; exec cat > /dev/null";
        let fake = Fake::doing(plan).frames("out", std::slice::from_ref(&verdict));
        assert_eq!(ask(&fake).await, Ok(verdict));
        assert_eq!(fake.wrote("mode").await, "approve");
        assert!(fake.gone_within(Duration::from_secs(3)).await, "it must not stay");
    }
}

#[tokio::test]
async fn a_refusal_counts_though_the_program_never_read_the_request() {
    let fake = Fake::doing("exec <&-; cat $here/out").frames("out", &[refused("r1")]);
    assert_eq!(ask(&fake).await, Ok(refused("r1")));
}

#[tokio::test]
async fn a_verdict_on_something_else_is_not_taken() {
    let signatures = vec![];
    let root = alloy_primitives::B256::ZERO;
    for verdict in [
        created("r2"),
        refused("r2"),
        created(""),
        Verdict::Signed { request_id: "r1".to_owned(), root, signatures },
    ] {
        let fake = Fake::doing("cat $here/out").frames("out", std::slice::from_ref(&verdict));
        let answer = ask(&fake).await;
        assert!(matches!(answer, Err(SignerError::Unexpected(_))), "{verdict:?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_second_verdict_spoils_the_first() {
    let fake = Fake::doing("cat $here/out").frames("out", &[created("r1"), created("r1")]);
    assert!(matches!(ask(&fake).await, Err(SignerError::Unexpected(_))));
}

#[tokio::test]
async fn garbage_and_oversized_frames_are_refused() {
    for plan in [
        r"printf '\000\000\000\004oops'",
        r"printf '\000\000\000\002{}'",
        r"printf '\000\000\000\000'",
        r"printf '\377\377\377\377'; exec cat /dev/zero",
        "echo hello, this is not a frame at all",
    ] {
        let answer = ask(&Fake::doing(plan)).await;
        assert!(matches!(answer, Err(SignerError::Unexpected(_))), "{plan}: {answer:?}");
    }
}

#[tokio::test]
async fn a_crash_is_told_with_the_last_words() {
    let fake = Fake::doing("echo first >&2; echo 'no keychain \u{202e}here' >&2; exit 3");
    let error = ask(&fake).await.unwrap_err();
    assert_eq!(error, SignerError::Crashed("no keychain here".to_owned()));
    let silent = ask(&Fake::doing("exit 3")).await.unwrap_err();
    assert!(matches!(&silent, SignerError::Crashed(why) if why.contains('3')), "{silent}");
    let half = Fake::doing(r"printf '\000\000\000\377{'");
    assert!(matches!(ask(&half).await, Err(SignerError::Crashed(_))));
}

#[tokio::test]
async fn one_that_hangs_is_ended_after_the_deadline() {
    let fake = Fake::doing("exec sleep 1000");
    let asked = Instant::now();
    assert!(matches!(ask(&fake).await, Err(SignerError::Crashed(_))));
    let waited = asked.elapsed();
    assert!(waited >= Duration::from_secs(1), "the person has the whole deadline: {waited:?}");
    assert!(waited < Duration::from_secs(3), "and no more than the grace: {waited:?}");
    assert!(fake.gone_within(Duration::from_secs(3)).await, "nothing may linger");
}

#[tokio::test]
async fn one_that_babbles_on_its_error_stream_does_not_stall() {
    let fake = Fake::doing("head -c 3000000 /dev/zero >&2; cat $here/out");
    let fake = fake.frames("out", &[created("r1")]);
    assert_eq!(ask(&fake).await, Ok(created("r1")));
}

#[tokio::test]
async fn a_missing_program_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().join("latchkey-signer"), folder.path().to_owned()] {
        let approver = ApproverProcess::new(SignerProgram::at(&path));
        let error = approver.approve(request(1)).await.unwrap_err();
        let SignerError::Missing(what) = &error else { panic!("{error:?}") };
        assert!(what.contains(path.to_str().unwrap()), "{what}");
    }
}

#[tokio::test]
async fn asking_no_more_ends_the_program() {
    let fake = Fake::doing("exec sleep 1000");
    let asking = ask(&fake);
    tokio::select! {
        answer = asking => panic!("{answer:?}"),
        _pid = fake.wrote("pid") => {}
    }
    assert!(fake.gone_within(Duration::from_secs(3)).await, "a window without an asker must go");
}

#[tokio::test]
async fn it_knows_nothing_of_our_environment_but_the_display_and_the_folders() {
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some(), "there is something to keep away");
    let fake = Fake::doing("env > $here/names; echo >> $here/names; cat $here/out");
    let fake = fake.frames("out", &[created("r1")]);
    ask(&fake).await.unwrap();
    let allowed = [
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "XAUTHORITY",
        "XDG_RUNTIME_DIR",
        "DBUS_SESSION_BUS_ADDRESS",
        "HOME",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "LANG",
        "LC_ALL",
        "PATH",
        // What a shell sets itself.
        "PWD",
        "OLDPWD",
        "SHLVL",
        "_",
    ];
    for line in fake.wrote("names").await.lines() {
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        assert!(allowed.contains(&name), "{name} must not reach the signing program");
        assert!(name != "PATH" || value == "/usr/bin:/bin", "{value}");
    }
}

#[test]
fn it_is_looked_for_beside_the_running_program_only() {
    let program = SignerProgram::beside_this_program().unwrap();
    assert_eq!(program.path().parent(), std::env::current_exe().unwrap().parent());
    assert_eq!(program.path().file_stem().unwrap(), "latchkey-signer");
}
