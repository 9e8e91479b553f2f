//! The controlling terminal: text out, keys in, one at a time and unseen.
//!
//! Why `/dev/tty` and not standard input: standard input is the asker's pipe, and a file or a program
//! can stand there; the controlling terminal is where a person sits.
//! Refuses: keys that were pressed before a question, more than [`MAX_BYTES`], control characters.

use std::{
    fs::File,
    io::{self, Read, Write},
    os::fd::AsRawFd,
    time::Duration,
};

use latchkey_core::text;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use termios::{ECHO, ICANON, ISIG, TCIFLUSH, TCSADRAIN, Termios, VMIN, VTIME, tcflush, tcsetattr};
use zeroize::Zeroizing;

/// Longest typed line, bytes of UTF-8.
const MAX_BYTES: usize = 256;
/// How often it is looked whether the request has ended.
const LOOK: Duration = Duration::from_millis(100);

/// The terminal, with echo and signals off while it is held.
#[derive(Debug)]
pub(super) struct Terminal {
    tty: File,
    before: Termios,
}

/// How a line ended.
#[derive(Debug)]
pub(super) enum Typed {
    /// With Enter.
    Line(Zeroizing<String>),
    /// With Ctrl-C, Ctrl-D, Escape, or because the terminal is gone.
    Refused,
    /// The request ended while it was waited.
    Ended,
}

impl Terminal {
    /// Opens the controlling terminal and turns echo off.
    ///
    /// # Errors
    /// When this process has none.
    pub(super) fn open() -> io::Result<Self> {
        let tty = File::options().read(true).write(true).open("/dev/tty")?;
        let before = Termios::from_fd(tty.as_raw_fd())?;
        let mut quiet = before;
        quiet.c_lflag &= !(ECHO | ICANON | ISIG);
        for (at, value) in [(VMIN, 1), (VTIME, 0)] {
            if let Some(setting) = quiet.c_cc.get_mut(at) {
                *setting = value;
            }
        }
        tcsetattr(tty.as_raw_fd(), TCSADRAIN, &quiet)?;
        Ok(Self { tty, before })
    }

    /// Writes text; line ends and the terminal's own width break it. Anything that would steer the
    /// terminal is written as `?`.
    pub(super) fn write(&self, text: &str) {
        let plain: String = text
            .chars()
            .map(|letter| if text::is_hidden(letter) && letter != '\n' { '?' } else { letter })
            .collect();
        // A terminal that is gone ends the next question.
        let _gone = (&self.tty).write_all(plain.as_bytes()).and_then(|()| (&self.tty).flush());
    }

    /// Writes a question, after forgetting keys that were pressed before it: nobody answers what was
    /// not asked yet.
    pub(super) fn ask(&self, question: &str) {
        self.forget();
        self.write(question);
    }

    fn forget(&self) {
        if let Err(error) = tcflush(self.tty.as_raw_fd(), TCIFLUSH) {
            tracing::warn!(%error, "keys pressed earlier could not be dropped");
        }
    }

    /// Reads one line, seen or unseen, until Enter or until `ended` says so.
    pub(super) fn line(&self, seen: bool, ended: impl Fn() -> bool) -> Typed {
        let mut typed = Zeroizing::new(Vec::with_capacity(MAX_BYTES));
        loop {
            if ended() {
                return Typed::Ended;
            }
            let Some(key) = self.key() else { return Typed::Refused };
            match key {
                None => {}
                Some(b'\r' | b'\n') => break,
                Some(0x03 | 0x04 | 0x1b) => return Typed::Refused,
                Some(0x08 | 0x7f) => self.rub_out(&mut typed, seen),
                Some(0x15) => typed.fill(0),
                Some(byte) if byte >= 0x20 && typed.len() < MAX_BYTES => {
                    typed.push(byte);
                    if seen {
                        let _gone = (&self.tty).write_all(&[byte]);
                    }
                }
                Some(_) => {}
            }
            if key == Some(0x15) {
                typed.clear();
            }
        }
        self.write("\n");
        // What is no text opens nothing.
        Typed::Line(Zeroizing::new(std::str::from_utf8(&typed).unwrap_or_default().to_owned()))
    }

    /// Takes the last letter away, all its bytes.
    fn rub_out(&self, typed: &mut Vec<u8>, seen: bool) {
        while let Some(byte) = typed.pop() {
            if byte & 0xc0 != 0x80 {
                if seen {
                    let _gone = (&self.tty).write_all(b"\x08 \x08");
                }
                return;
            }
        }
    }

    /// The next byte; `Some(None)` when none came for a moment, `None` when the terminal is gone.
    fn key(&self) -> Option<Option<u8>> {
        let mut ready = [PollFd::new(&self.tty, PollFlags::IN)];
        let moment = Timespec::try_from(LOOK).ok()?;
        match poll(&mut ready, Some(&moment)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => Some(None),
            Ok(_) => {
                let mut byte = [0u8];
                match (&self.tty).read(&mut byte) {
                    Ok(1..) => Some(byte.first().copied()),
                    Ok(0) | Err(_) => None,
                }
            }
            Err(_) => None,
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.forget();
        if let Err(error) = tcsetattr(self.tty.as_raw_fd(), TCSADRAIN, &self.before) {
            tracing::warn!(%error, "the terminal could not be set back; type `reset`");
        }
    }
}
