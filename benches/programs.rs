//! What a person or an agent waits for: the local network until it answers, the signer until its
//! window is on the screen and an approval is answered, the shim until its first answer.
//!
//! Each is the real program, started afresh; the median and the slowest of ten are printed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use latchkey_core::approval::{
    ApprovalRequest, Ask, Asker, CreateOwner, OwnerKind, OwnerRef, PROTOCOL_VERSION, Provenance,
    SessionRequest, StoppedBy, TestOwner, Verdict,
};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::binaries::program;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use latchkey_wallet::adapter::local_stop::{LocalStop, mark_now};
use latchkey_wallet::adapter::sqlite::SqliteStore;

const ROUNDS: usize = 10;

fn measured(what: &str, mut round: impl FnMut() -> Duration) {
    let mut times: Vec<Duration> = (0..ROUNDS).map(|_| round()).collect();
    times.sort();
    let (median, slowest) = (times[ROUNDS / 2], times[ROUNDS - 1]);
    println!("{what}: median {median:.1?}, slowest {slowest:.1?} of {ROUNDS}");
}

fn end(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    line
}

fn devnet_start() -> Duration {
    let mut command = Command::new(program("latchkey"));
    command.args(["devnet", "--port", "0"]).stdout(Stdio::piped());
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let line = first_line(&mut child);
    let took = began.elapsed();
    assert!(line.contains("rpcUrl"), "{line}");
    end(child);
    took
}

fn request(ask: Ask) -> ApprovalRequest {
    ApprovalRequest {
        version: PROTOCOL_VERSION,
        request_id: "bench".to_owned(),
        provenance: Provenance { who: Asker::Person, program: None, at_unix_secs: 1_900_000_000 },
        deadline_secs: 60,
        ask,
    }
}

fn new_owner() -> ApprovalRequest {
    let account_name = "Bench".to_owned();
    request(Ask::CreateOwner(CreateOwner { account_name, kind: OwnerKind::Passphrase }))
}

/// The signer, started and asked; the time is taken before it starts.
fn ask(display: &Display, home: &Home, request: &ApprovalRequest) -> (Instant, Child) {
    let body = serde_json::to_vec(request).unwrap();
    let mut command = Command::new(program("latchkey-signer"));
    home.apply(&mut command).arg("approve").env("DISPLAY", display.name());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let pipe = child.stdin.as_mut().unwrap();
    pipe.write_all(&u32::try_from(body.len()).unwrap().to_be_bytes()).unwrap();
    pipe.write_all(&body).unwrap();
    pipe.flush().unwrap();
    (began, child)
}

fn signer_window(display: &Display) -> Duration {
    let (began, child) = ask(display, &Home::new(), &new_owner());
    while !ApprovalWindow::is_open(display) {
        assert!(began.elapsed() < Duration::from_secs(20), "no window");
    }
    let took = began.elapsed();
    end(child);
    took
}

/// Until the signer says that its first frame is on the screen.
fn signer_first_frame(display: &Display) -> Duration {
    let (began, mut child) = ask(display, &Home::new(), &new_owner());
    let said = BufReader::new(child.stderr.take().unwrap()).lines();
    let shown = said.map(Result::unwrap).find(|line| line.contains("first frame shown"));
    let took = began.elapsed();
    assert!(shown.is_some(), "it never said so");
    end(child);
    took
}

/// The one answer, and that there is no more.
fn verdict(child: &mut Child) -> Verdict {
    let mut frame = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut frame).unwrap();
    serde_json::from_slice(&frame[4..]).unwrap()
}

const PASSPHRASE: &str = "tangerine hill copper";

/// From the key that gives the passphrase to the verdict: the stretching of the passphrase, the
/// signature and its check. The person's reading and typing is left out.
fn approval_after_enter(display: &Display, home: &Home, owner: &OwnerRef) -> Duration {
    let (account_name, owner) = ("Bench".to_owned(), owner.clone());
    let asked = request(Ask::TestOwner(TestOwner { account_name, owner }));
    let (_, mut child) = ask(display, home, &asked);
    let window = ApprovalWindow::wait(display);
    window.read_to_end();
    window.type_text(PASSPHRASE);
    let began = Instant::now();
    window.press("Return");
    let verdict = verdict(&mut child);
    let took = began.elapsed();
    assert!(matches!(verdict, Verdict::OwnerTested { .. }), "{verdict:?}");
    window.wait_gone();
    took
}

fn make_owner(display: &Display, home: &Home) -> OwnerRef {
    let (_, mut child) = ask(display, home, &new_owner());
    let window = ApprovalWindow::wait(display);
    window.choose_passphrase(PASSPHRASE);
    let Verdict::OwnerCreated { vault_id, public, .. } = verdict(&mut child) else {
        panic!("no owner key was made")
    };
    window.wait_gone();
    OwnerRef { vault_id, public }
}

fn shim_first_answer() -> Duration {
    let home = Home::new();
    let mut command = Command::new(program("latchkey-mcp"));
    home.apply(&mut command).args(["--agent", "bench"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let hello = serde_json::json!({
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": { "protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": { "name": "bench", "version": "1" } }
    });
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    writeln!(child.stdin.as_mut().unwrap(), "{hello}").unwrap();
    let line = first_line(&mut child);
    let took = began.elapsed();
    assert!(line.contains("protocolVersion"), "{line}");
    end(child);
    took
}

/// A session signer that has opened, in this home.
fn session(home: &Home) -> Child {
    let mut command = Command::new(program("latchkey-signer"));
    home.apply(&mut command).arg("session");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let open = SessionRequest::Open { version: PROTOCOL_VERSION, keys: vec![] };
    let body = serde_json::to_vec(&open).unwrap();
    let pipe = child.stdin.as_mut().unwrap();
    pipe.write_all(&u32::try_from(body.len()).unwrap().to_be_bytes()).unwrap();
    pipe.write_all(&body).unwrap();
    let mut length = [0; 4];
    child.stdout.as_mut().unwrap().read_exact(&mut length).unwrap();
    child
}

/// From the call until the signer's process is gone and the mark refuses agents. The mark that is left is
/// taken away for the next round, as only the signer does otherwise.
fn local_stop(freeze: bool) -> Duration {
    let home = Home::new();
    let mut child = session(&home);
    if freeze {
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-STOP", &id]).status().unwrap().success());
    }
    let stop = LocalStop::in_data_folder(home.data());
    let mark = mark_now(StoppedBy::Shortcut);
    let began = Instant::now();
    let stopped = stop.stop(&mark);
    child.wait().unwrap();
    assert!(stop.read().is_some() && stopped.unmarked.is_none());
    let took = began.elapsed();
    assert_eq!(stopped.killed, 1);
    took
}

/// The same by `latchkey kill`, from the start of that program to its end, its line in the log included.
fn latchkey_kill() -> Duration {
    let home = Home::new();
    let child = session(&home);
    drop(SqliteStore::open(&home.data().join("latchkey.db")).unwrap());
    let mut command = Command::new(program("latchkey"));
    let began = Instant::now();
    let said = home.apply(&mut command).args(["--json", "kill"]).output().unwrap();
    let took = began.elapsed();
    assert!(said.status.success());
    end(child);
    took
}

fn main() {
    // Cargo starts benchmarks with this word when it only wants to see that they build.
    if std::env::args().any(|word| word == "--test") {
        return;
    }
    measured("stop on this computer, call to the signer's process gone", || local_stop(false));
    measured("the same, the signer frozen", || local_stop(true));
    measured("latchkey kill, its start to its end", latchkey_kill);
    measured("local network, start to its JSON line", devnet_start);
    let display = Display::start();
    measured("signer, start to its window on the screen", || signer_window(&display));
    measured("signer, start to its first frame", || signer_first_frame(&display));
    let home = Home::new();
    let owner = make_owner(&display, &home);
    measured("approval, passphrase given to verdict", || {
        approval_after_enter(&display, &home, &owner)
    });
    measured("MCP shim, start to its first answer (app closed)", shim_first_answer);
}
