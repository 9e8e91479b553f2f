//! `latchkey-signer approve --tty`: the sheet as text on a real pseudo-terminal, a person who types.
//!
//! How: `script` (util-linux) makes the terminal and passes on what is typed and written; the asker's
//! pipe is a FIFO beside it, so that standard input is never the terminal.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use latchkey_core::approval::{
    ApprovalRequest, Ask, Asker, CreateOwner, KeptIn, OwnerKind, PROTOCOL_VERSION, Provenance,
    Refusal, Verdict,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_latchkey-signer");
const PASSPHRASE: &str = "tangerine hill copper";

fn request() -> ApprovalRequest {
    let ask = CreateOwner { account_name: "Everyday".into(), kind: OwnerKind::Passphrase };
    ApprovalRequest {
        version: PROTOCOL_VERSION,
        request_id: "r-1".to_owned(),
        provenance: Provenance { who: Asker::CommandLine, program: None, at_unix_secs: 1 },
        deadline_secs: 300,
        ask: Ask::CreateOwner(ask),
    }
}

fn frame() -> Vec<u8> {
    let body = serde_json::to_vec(&request()).unwrap();
    [&u32::try_from(body.len()).unwrap().to_be_bytes(), body.as_slice()].concat()
}

/// A command in a home of its own, with no display and no session bus.
fn at_home(program: &str, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", home).env("SHELL", "/bin/sh");
    command
}

const PATIENCE: Duration = Duration::from_secs(60);

/// A signer on a terminal of its own.
struct Terminal {
    child: Child,
    keys: ChildStdin,
    screen: Arc<Mutex<String>>,
    asker: Option<File>,
    answer: PathBuf,
}

impl Terminal {
    fn asking(home: &Path) -> Self {
        let (pipe, answer) = (home.join("asker"), home.join("answer"));
        let _old = std::fs::remove_file(&pipe);
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let line =
            format!("exec {} approve --tty <{} >{}", PROGRAM, pipe.display(), answer.display());
        let mut command = at_home("script", home);
        command.args(["-q", "-f", "-e", "-c", &line, "/dev/null"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("script (util-linux) runs");
        let screen = Arc::new(Mutex::new(String::new()));
        let (mut output, shown) = (child.stdout.take().unwrap(), Arc::clone(&screen));
        thread::spawn(move || {
            let mut some = [0u8; 4096];
            while let Ok(read @ 1..) = output.read(&mut some) {
                shown.lock().unwrap().push_str(&String::from_utf8_lossy(&some[..read]));
            }
        });
        let keys = child.stdin.take().unwrap();
        // Opening waits for the signer to open its end.
        let mut asker = File::options().write(true).open(&pipe).unwrap();
        asker.write_all(&frame()).unwrap();
        Self { child, keys, screen, asker: Some(asker), answer }
    }

    fn screen(&self) -> String {
        self.screen.lock().unwrap().clone()
    }

    /// Waits until this was written `times` times.
    fn waits_for(&self, words: &str, times: usize) {
        let until = Instant::now() + PATIENCE;
        while self.screen().matches(words).count() < times {
            assert!(Instant::now() < until, "“{words}” was not shown:\n{}", self.screen());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn types(&mut self, text: &str) {
        self.keys.write_all(format!("{text}\r").as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Turns the pages of the sheet until its end, where a word is asked for.
    fn reads(&mut self) {
        let until = Instant::now() + PATIENCE;
        let mut pages = 0;
        while !self.screen().contains("to go on; anything else refuses") {
            assert!(Instant::now() < until, "no end of the sheet:\n{}", self.screen());
            if self.screen().matches("Enter for the rest").count() > pages {
                pages += 1;
                self.types("");
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The verdict, after the end.
    fn verdict(mut self) -> (Verdict, String) {
        let until = Instant::now() + PATIENCE;
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < until, "it does not end:\n{}", self.screen());
            thread::sleep(Duration::from_millis(20));
        }
        let bytes = std::fs::read(&self.answer).unwrap();
        let verdict = serde_json::from_slice(&bytes[4..]).unwrap();
        (verdict, self.screen())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.asker = None;
        let _gone = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn refusal(verdict: &Verdict) -> Refusal {
    let Verdict::Refused { reason, .. } = verdict else { panic!("{verdict:?}") };
    *reason
}

#[test]
fn a_key_is_made_by_who_reads_types_the_word_and_the_secret_twice() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::asking(home.path());
    terminal.reads();
    terminal.types("create key");
    terminal.waits_for("at least", 1);
    terminal.types("short");
    terminal.waits_for("too short", 1);
    terminal.waits_for("at least", 2);
    terminal.types(PASSPHRASE);
    terminal.waits_for("The same again", 1);
    terminal.types("tangerine hill silver");
    terminal.waits_for("not the same", 1);
    terminal.waits_for("at least", 3);
    terminal.types(PASSPHRASE);
    terminal.waits_for("The same again", 2);
    terminal.types(PASSPHRASE);
    let (verdict, screen) = terminal.verdict();
    let Verdict::OwnerCreated { kept_in, .. } = &verdict else { panic!("{verdict:?}\n{screen}") };
    assert_eq!(*kept_in, KeptIn::SealedFile, "no bus, so no keychain");
    for words in ["Everyday", "No keychain answers", "whoever else controls it"] {
        assert!(screen.contains(words), "{words} is missing:\n{screen}");
    }
    assert!(!screen.contains("tangerine"), "what is typed is not shown:\n{screen}");
}

#[test]
fn another_word_and_the_key_to_interrupt_refuse() {
    for typed in ["yes", "", "approve", "\u{3}"] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = Terminal::asking(home.path());
        terminal.reads();
        terminal.types(typed);
        assert_eq!(refusal(&terminal.verdict().0), Refusal::Declined, "{typed:?}");
    }
}

#[test]
fn an_asker_that_goes_away_while_the_secret_is_waited_for_gets_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::asking(home.path());
    terminal.reads();
    terminal.types("create key");
    terminal.waits_for("at least", 1);
    terminal.asker = None;
    let (verdict, screen) = terminal.verdict();
    assert_eq!(refusal(&verdict), Refusal::Closed, "{screen}");
}

#[test]
fn without_a_terminal_it_refuses_and_says_so() {
    let home = tempfile::tempdir().unwrap();
    let mut command = at_home("setsid", home.path());
    command.arg("--wait").arg(PROGRAM).args(["approve", "--tty"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(&frame()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(input);
    let verdict: Verdict = serde_json::from_slice(&output.stdout[4..]).unwrap();
    let Verdict::Refused { reason, message, .. } = &verdict else { panic!("{verdict:?}") };
    assert_eq!(*reason, Refusal::NoDisplay);
    assert!(message.contains("no terminal"), "{message}");
}
