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

use latchkey_core::{
    approval::{
        ApprovalRequest, Ask, KeptIn, OwnerKind, Refusal, RemoveOwner, ReopenAsk, STOP_MARK_FILE,
        StopMark, StoppedBy, Verdict,
    },
    kernel::signature::recover_personal_sign,
    lint::UNLOCK_WORDS,
    policy::PolicyKind,
    text,
};

#[path = "../../../tests/suite/signer/asks.rs"]
#[allow(dead_code, unreachable_pub, reason = "the requests of the window's tests, some used here")]
mod asks;

use asks::Owner;

const PROGRAM: &str = env!("CARGO_BIN_EXE_latchkey-signer");
const PASSPHRASE: &str = "tangerine hill copper";

fn request() -> ApprovalRequest {
    ApprovalRequest { deadline_secs: 300, ..asks::create_owner() }
}

fn frame(request: &ApprovalRequest) -> Vec<u8> {
    let body = serde_json::to_vec(request).unwrap();
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
        Self::asking_for(home, &request())
    }

    fn asking_for(home: &Path, request: &ApprovalRequest) -> Self {
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
        asker.write_all(&frame(request)).unwrap();
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

/// Makes an owner key on a terminal.
fn create_owner(home: &Path) -> Owner {
    let mut terminal = Terminal::asking(home);
    terminal.reads();
    terminal.types("create key");
    terminal.waits_for("at least", 1);
    terminal.types(PASSPHRASE);
    terminal.waits_for("The same again", 1);
    terminal.types(PASSPHRASE);
    Owner::of(&terminal.verdict().0)
}

fn unbroken(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_grant_is_signed_by_who_reads_types_the_word_and_the_passphrase() {
    let home = tempfile::tempdir().unwrap();
    let owner = create_owner(home.path());
    let request = ApprovalRequest { deadline_secs: 300, ..owner.grant() };
    let mut terminal = Terminal::asking_for(home.path(), &request);
    terminal.reads();
    terminal.types("approve");
    terminal.waits_for("Passphrase", 1);
    terminal.types("tangerine hill silver");
    terminal.waits_for("tries left", 1);
    terminal.types(PASSPHRASE);
    let (verdict, screen) = terminal.verdict();
    let Verdict::Granted { root, enable_signatures, .. } = verdict else {
        panic!("{verdict:?}\n{screen}")
    };
    let signed_by = recover_personal_sign(root, &enable_signatures[0][..65]);
    assert_eq!(signed_by, Ok(owner.address()), "over the root");
    assert!(unbroken(&screen).contains(&unbroken(&text::grouped_hash(root))), "{screen}");
    for words in ["Rent", "billing bot", "25", "whoever else controls it"] {
        assert!(screen.contains(words), "{words} is missing:\n{screen}");
    }
    assert!(!screen.contains("tangerine"), "what is typed is not shown:\n{screen}");
}

#[test]
fn a_key_that_can_do_everything_takes_the_words_on_a_terminal_too() {
    let home = tempfile::tempdir().unwrap();
    let owner = create_owner(home.path());
    let mut request = ApprovalRequest { deadline_secs: 300, ..owner.grant() };
    let Ask::Grant(ask) = &mut request.ask else { panic!("a grant") };
    ask.policies.retain(|policy| !matches!(policy.kind, PolicyKind::Call(_)));
    ask.policies.insert(0, PolicyKind::Sudo.into());
    let mut terminal = Terminal::asking_for(home.path(), &request);
    terminal.reads();
    terminal.types("approve");
    terminal.waits_for("Type “", 2);
    terminal.types("approve");
    terminal.waits_for("Those are not the words", 1);
    terminal.waits_for("Type “", 3);
    terminal.types(UNLOCK_WORDS);
    terminal.waits_for("Passphrase", 1);
    terminal.types(PASSPHRASE);
    let (verdict, screen) = terminal.verdict();
    assert!(matches!(verdict, Verdict::Granted { .. }), "{verdict:?}\n{screen}");
}

#[test]
fn one_of_a_few_is_chosen_by_its_number() {
    let home = tempfile::tempdir().unwrap();
    let [goes, stays] = [(); 2].map(|()| create_owner(home.path()).reference);
    let ask = RemoveOwner {
        account_name: "Everyday".to_owned(),
        owner: goes,
        kind: OwnerKind::Passphrase,
        others: vec![stays],
    };
    let request = ApprovalRequest { deadline_secs: 300, ..asks::request(Ask::RemoveOwner(ask)) };
    let mut terminal = Terminal::asking_for(home.path(), &request);
    terminal.reads();
    terminal.types("remove key");
    for (times, number) in ["3", "", "2"].into_iter().enumerate() {
        terminal.waits_for("Its number, 1 to 2", times + 1);
        terminal.types(number);
    }
    terminal.waits_for("Type “remove this owner key”", 1);
    terminal.types("remove this owner key");
    let (verdict, screen) = terminal.verdict();
    assert!(matches!(verdict, Verdict::OwnerRemoved { .. }), "{verdict:?}\n{screen}");
    assert_eq!(screen.matches("That is none of them").count(), 2, "{screen}");
}

#[test]
fn a_stop_is_taken_back_on_a_terminal_too() {
    let home = tempfile::tempdir().unwrap();
    let owner = create_owner(home.path()).reference;
    let mark = StopMark { by: StoppedBy::Tray, at_unix_secs: asks::NOW, id: "1".to_owned() };
    let file = home.path().join(".local/share/latchkey").join(STOP_MARK_FILE);
    std::fs::write(&file, mark.to_bytes()).unwrap();
    let ask = ReopenAsk { account_name: "Everyday".to_owned(), owner, mark, keys: vec![] };
    let request = ApprovalRequest { deadline_secs: 300, ..asks::request(Ask::Reopen(ask)) };
    let mut terminal = Terminal::asking_for(home.path(), &request);
    terminal.reads();
    assert!(unbroken(&terminal.screen()).contains("fromthetray"), "{}", terminal.screen());
    terminal.types("let agents in");
    terminal.waits_for("Passphrase", 1);
    assert!(file.is_file(), "not before the owner proved himself");
    terminal.types(PASSPHRASE);
    let (verdict, screen) = terminal.verdict();
    assert!(matches!(verdict, Verdict::Reopened { .. }), "{verdict:?}\n{screen}");
    assert!(!file.exists());
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
    input.write_all(&frame(&request())).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(input);
    let verdict: Verdict = serde_json::from_slice(&output.stdout[4..]).unwrap();
    let Verdict::Refused { reason, message, .. } = &verdict else { panic!("{verdict:?}") };
    assert_eq!(*reason, Refusal::NoDisplay);
    assert!(message.contains("no terminal"), "{message}");
}
