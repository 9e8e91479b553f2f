//! The program under test: starts it in a home of its own, speaks frames with it.

use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Once;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use latchkey_core::approval::{Refusal, Verdict};
use latchkey_tests::binaries;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use serde::{Serialize, de::DeserializeOwned};

static BUILT: Once = Once::new();

/// Longest wait for an answer; a refusal at a deadline comes well within.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the program is, built if it is missing.
pub(crate) fn program() -> PathBuf {
    let path = binaries::folder().join("latchkey-signer");
    BUILT.call_once(|| {
        if !path.is_file() {
            let done = Command::new(env!("CARGO"))
                .args(["build", "-p", "latchkey-signer", "--locked"])
                .current_dir(binaries::root())
                .status();
            assert!(done.unwrap().success(), "latchkey-signer does not build");
        }
    });
    path
}

/// A running signer.
pub(crate) struct Signer {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
    words: PathBuf,
    /// Where its own words begin in the log.
    begins: usize,
}

impl Signer {
    /// Starts a mode, with what follows it; without a display no window can open.
    pub(crate) fn start(mode: &str, home: &Home, display: Option<&Display>) -> Self {
        Self::start_with(mode, home, display, &[])
    }

    /// The same, with more environment.
    pub(crate) fn start_with(
        mode: &str,
        home: &Home,
        display: Option<&Display>,
        environment: &[(&str, &str)],
    ) -> Self {
        let mut command = Command::new(program());
        home.apply(&mut command).args(mode.split(' ')).env_remove("DISPLAY");
        if let Some(display) = display {
            command.env("DISPLAY", display.name());
        }
        command.envs(environment.iter().copied());
        let words = home.path().join("signer.log");
        let begins = std::fs::read(&words).map_or(0, |log| log.len());
        let log = File::options().create(true).append(true).open(&words).unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let (mut output, (tell, answers)) = (child.stdout.take().unwrap(), channel());
        thread::spawn(move || {
            while let Some(frame) = read_frame(&mut output) {
                if tell.send(frame).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Self { child, input, answers, words, begins }
    }

    /// Writes these bytes as they are.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        // A program that has refused already may be gone.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    /// Writes one frame.
    pub(crate) fn send(&mut self, message: &impl Serialize) {
        self.write(&frame(&serde_json::to_vec(message).unwrap()));
    }

    /// Closes its stdin.
    pub(crate) fn hang_up(&mut self) {
        self.input = None;
    }

    /// The next answer.
    pub(crate) fn answer<T: DeserializeOwned>(&mut self) -> T {
        let frame = self.answers.recv_timeout(PATIENCE).expect("the signer answers");
        serde_json::from_slice(&frame).unwrap()
    }

    /// The verdict, and that the program then ends without saying more.
    pub(crate) fn verdict(mut self) -> Verdict {
        let verdict = self.answer();
        assert!(self.answers.recv_timeout(PATIENCE).is_err(), "one verdict, then the end");
        assert!(self.child.wait().unwrap().success(), "a verdict is a success");
        verdict
    }

    /// The reason of a refusal.
    pub(crate) fn refusal(self) -> Refusal {
        let verdict = self.verdict();
        let Verdict::Refused { reason, message, .. } = verdict else { panic!("{verdict:?}") };
        assert!(message.ends_with('.'), "what happened and what to do: {message}");
        reason
    }

    /// Waits until its log has these words this many times.
    pub(crate) fn said(&self, words: &str, times: usize) {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let log = std::fs::read_to_string(&self.words).unwrap_or_default();
            let since = log.get(self.begins..).unwrap_or_default();
            if since.matches(words).count() >= times {
                // Said while a frame is drawn; the field takes keys from the next one on.
                return thread::sleep(Duration::from_millis(300));
            }
            assert!(Instant::now() < until, "“{words}” was not said {times} times:\n{since}");
            thread::sleep(Duration::from_millis(30));
        }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end; true when it was a success.
    pub(crate) fn ended(mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// Kills it.
    pub(crate) fn kill(mut self) {
        self.child.kill().and_then(|()| self.child.wait()).unwrap();
    }
}

impl Drop for Signer {
    fn drop(&mut self) {
        if thread::panicking() {
            let ended = self.child.try_wait();
            let words = std::fs::read_to_string(&self.words).unwrap_or_default();
            eprintln!("the signer, {ended:?}, said:\n{words}");
        }
        let _gone = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// `u32 big-endian length ‖ body`.
pub(crate) fn frame(body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len()).unwrap().to_be_bytes(), body].concat()
}

fn read_frame(pipe: &mut impl Read) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    pipe.read_exact(&mut length).ok()?;
    let mut body = vec![0; usize::try_from(u32::from_be_bytes(length)).ok()?];
    pipe.read_exact(&mut body).ok()?;
    Some(body)
}
