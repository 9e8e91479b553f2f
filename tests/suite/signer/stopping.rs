//! The local stop around the real programs: the mark, the kill from outside, and the way back.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use latchkey_core::approval::{
    Ask, PROTOCOL_VERSION, Refusal, ReopenAsk, STOP_MARK_FILE, SessionRefusal, SessionReply,
    SessionRequest, StopMark, StoppedBy, Verdict,
};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::binaries;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use latchkey_wallet::adapter::local_stop::LocalStop;
use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::ports::LogStore;
use latchkey_wallet::record::LogEvent;

use crate::asks::{self, Owner};
use crate::process::Signer;
use crate::window::{PASSPHRASE, approve, create_owner};

fn mark() -> StopMark {
    StopMark { by: StoppedBy::Shortcut, at_unix_secs: asks::NOW, id: "one".to_owned() }
}

fn mark_file(home: &Home) -> PathBuf {
    home.data().join(STOP_MARK_FILE)
}

fn leave_mark(home: &Home) {
    std::fs::create_dir_all(home.data()).unwrap();
    std::fs::write(mark_file(home), mark().to_bytes()).unwrap();
}

fn open(home: &Home) -> (Signer, SessionReply) {
    let mut signer = Signer::start("session", home, None);
    signer.send(&SessionRequest::Open { version: PROTOCOL_VERSION, keys: vec![] });
    let reply = signer.answer();
    (signer, reply)
}

fn opened(home: &Home) -> Signer {
    let (signer, reply) = open(home);
    assert!(matches!(reply, SessionReply::Loaded { .. }), "{reply:?}");
    signer
}

fn reopen(owner: &Owner, mark: StopMark) -> latchkey_core::approval::ApprovalRequest {
    let (account_name, owner) = ("Everyday".to_owned(), owner.reference.clone());
    asks::request(Ask::Reopen(ReopenAsk { account_name, owner, mark, keys: vec![] }))
}

#[test]
fn no_session_begins_while_the_mark_lies_there_and_one_that_runs_ends_itself() {
    let home = Home::new();
    leave_mark(&home);
    let (signer, reply) = open(&home);
    let SessionReply::Refused { reason, .. } = reply else { panic!("{reply:?}") };
    assert_eq!(reason, SessionRefusal::Stopped);
    assert!(signer.ended());
    std::fs::remove_file(mark_file(&home)).unwrap();
    let running = opened(&home);
    leave_mark(&home);
    assert!(running.ended(), "it saw the mark without anybody's help");
}

#[cfg(target_os = "linux")]
#[test]
fn latchkey_kill_ends_a_frozen_signer_with_the_store_held_by_another() {
    let home = Home::new();
    let signer = opened(&home);
    let frozen = Command::new("kill").args(["-STOP", &signer.id().to_string()]).status();
    assert!(frozen.unwrap().success());
    let store = home.data().join("latchkey.db");
    drop(SqliteStore::open(&store).unwrap());
    let holder = rusqlite::Connection::open(&store).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();

    let said = kill(&home);
    assert_eq!(
        (said["killed"].as_u64(), said["logged"].as_bool()),
        (Some(1), Some(false)),
        "{said}"
    );
    assert!(!signer.ended(), "it was killed, it did not end");
    let left = LocalStop::in_data_folder(home.data()).read().unwrap();
    assert_eq!(left.by, StoppedBy::CommandLine);
    assert_eq!(std::fs::read_dir(home.data().join("signers")).unwrap().count(), 0, "swept");

    holder.execute_batch("ROLLBACK").unwrap();
    let again = kill(&home);
    assert_eq!(
        (again["killed"].as_u64(), again["logged"].as_bool()),
        (Some(0), Some(true)),
        "{again}"
    );
    let log = SqliteStore::open(&store).unwrap().log(None, 10).unwrap();
    let by = |line: &latchkey_wallet::record::LogLine| {
        matches!(line.event, LogEvent::StopMarked { by: StoppedBy::CommandLine, .. })
    };
    assert_eq!(log.iter().filter(|line| by(line)).count(), 1, "{log:?}");
}

/// `latchkey --json kill` in this home.
fn kill(home: &Home) -> serde_json::Value {
    let mut command = Command::new(binaries::program("latchkey"));
    let out = home.apply(&mut command).args(["--json", "kill"]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

#[test]
fn the_owner_takes_a_stop_back_in_the_window_and_a_parent_that_lies_or_leaves_does_not() {
    let (home, display) = (Home::new(), Display::start());
    let (owner, _) = create_owner(&home, &display);
    leave_mark(&home);

    let lie = StopMark { by: StoppedBy::Window, ..mark() };
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&reopen(&owner, lie));
    assert_eq!(signer.refusal(), Refusal::Malformed, "another stop than the one that lies there");
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&reopen(&Owner::stranger(), mark()));
    assert_eq!(
        signer.refusal(),
        Refusal::VaultUnavailable,
        "no keychain says that it is not there"
    );
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&reopen(&owner, mark()));
    let window = ApprovalWindow::wait(&display);
    window.read_to_end();
    window.type_text(PASSPHRASE);
    signer.hang_up();
    let until = Instant::now() + Duration::from_secs(60);
    while ApprovalWindow::is_open(&display) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(signer);
    assert!(mark_file(&home).is_file(), "nobody took it away yet");

    let verdict = approve(&home, &display, &reopen(&owner, mark()));
    assert!(matches!(verdict, Verdict::Reopened { .. }), "{verdict:?}");
    assert!(!mark_file(&home).exists());
    opened(&home).kill();
}
