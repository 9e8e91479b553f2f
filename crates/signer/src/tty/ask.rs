//! The conversation with the person on the terminal.
//!
//! Refuses: Approve without the word; a secret that is typed where others see it (echo is off); a new
//! secret that was not typed twice alike.

use std::{path::PathBuf, sync::Arc};

use latchkey_core::approval::Refusal;
use zeroize::Zeroizing;

use super::terminal::{Terminal, Typed};
use crate::{
    approve::Refused,
    outbox::Outbox,
    owner::{Choice, DeviceState, Phrase, Place, Talk, Wanted},
    vault::sealed::MIN_PASSPHRASE_BYTES,
    window::conversation::device_words,
};

/// Lines shown at once; then Enter is waited for, so that nothing scrolls by unread.
const PAGE: usize = 20;

/// The terminal as the person's side of an approval.
#[derive(Debug)]
pub(super) struct TtyTalk {
    terminal: Terminal,
    outbox: Arc<Outbox>,
}

impl TtyTalk {
    pub(super) const fn new(terminal: Terminal, outbox: Arc<Outbox>) -> Self {
        Self { terminal, outbox }
    }

    pub(super) const fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    /// One line.
    pub(super) fn say(&self, text: &str) {
        self.terminal.write(&format!("{text}\n"));
    }

    /// Shows every line, a page at a time.
    ///
    /// # Errors
    /// [`Refused`] when the person stops reading.
    pub(super) fn show_sheet(&self, lines: &[String]) -> Result<(), Refused> {
        let pages = lines.chunks(PAGE);
        let last = pages.len().saturating_sub(1);
        for (number, page) in pages.enumerate() {
            self.say(&page.join("\n"));
            if number < last {
                self.terminal.ask("— Enter for the rest, Ctrl-C to refuse —");
                self.typed(false)?;
            }
        }
        Ok(())
    }

    /// Waits for the word on the approving button.
    ///
    /// # Errors
    /// [`Refused`] for anything else.
    pub(super) fn word(&self, approve: &str) -> Result<(), Refused> {
        let word = approve.to_lowercase();
        self.terminal.ask(&format!("Type “{word}” to go on; anything else refuses: "));
        let typed = self.typed(true)?;
        if typed.trim() == word { Ok(()) } else { Err(Refusal::Declined.into()) }
    }

    /// Why the request has ended: what was answered already, or else that the person refused.
    pub(super) fn why_not(&self) -> Refusal {
        self.outbox.refused().unwrap_or(Refusal::Declined)
    }

    fn typed(&self, seen: bool) -> Result<Zeroizing<String>, Refused> {
        match self.terminal.line(seen, || self.cancelled()) {
            Typed::Line(line) => Ok(line),
            Typed::Refused => Err(Refusal::Declined.into()),
            Typed::Ended => Err(self.why_not().into()),
        }
    }

    /// A line after a question; `None` ends the request.
    fn answer(&self, question: &str, seen: bool) -> Option<Zeroizing<String>> {
        self.terminal.ask(&format!("{question}: "));
        match self.typed(seen) {
            Ok(line) => Some(line),
            Err(refused) => {
                self.outbox.refuse_saying(refused.reason, &refused.message);
                None
            }
        }
    }

    /// Typed twice until both are alike and long enough.
    fn new_secret(&self, what: &str, at_least: usize) -> Option<Zeroizing<String>> {
        loop {
            let first = self.answer(&format!("{what}, at least {at_least} characters"), false)?;
            if first.chars().count() < at_least {
                self.say("That is too short.");
                continue;
            }
            let second = self.answer("The same again", false)?;
            if *first == *second {
                return Some(first);
            }
            self.say("The two are not the same.");
        }
    }
}

impl Talk for TtyTalk {
    fn show(&self, state: DeviceState) {
        let words = device_words(&state);
        self.say(format!("{}. {}", words.title, words.note).trim_end());
        if let DeviceState::Confirm { lines, .. } = &state {
            lines.iter().for_each(|line| self.say(line));
        }
    }

    fn secret(&self, want: Wanted) -> Option<Zeroizing<String>> {
        match want {
            Wanted::Passphrase { tries_left } => {
                self.answer(&format!("Passphrase{}", left(tries_left)), false)
            }
            Wanted::Pin { name, tries_left, wrong } => {
                if wrong {
                    self.say("That PIN was wrong.");
                }
                self.answer(&format!("PIN of {name}{}", left(tries_left)), false)
            }
            Wanted::BackupPassword { wrong } => {
                if wrong {
                    self.say("That password was wrong.");
                }
                self.answer("Password of the backup", false)
            }
            Wanted::NewPassphrase => self.new_secret("A passphrase", MIN_PASSPHRASE_BYTES),
            Wanted::NewPassphraseFor { address } => {
                let what = format!("A passphrase for the owner key {address} of the backup");
                self.new_secret(&what, MIN_PASSPHRASE_BYTES)
            }
            Wanted::NewBackupPassword => {
                self.new_secret("A password for the backup", MIN_PASSPHRASE_BYTES)
            }
            Wanted::NewPin { name, at_least } => {
                self.new_secret(&format!("A PIN for {name}"), usize::from(at_least))
            }
        }
    }

    /// The word was typed before anything else was asked.
    fn confirm(&self) -> bool {
        !self.cancelled()
    }

    fn path(&self, place: Place) -> Option<PathBuf> {
        let question = match place {
            Place::Open => "The backup file".to_owned(),
            Place::Save { suggested, taken: false } => {
                format!("Where to write it, for example {suggested}")
            }
            Place::Save { suggested, taken: true } => {
                format!("That file is there already; another name, for example {suggested}")
            }
        };
        let typed = self.answer(&question, true)?;
        Some(PathBuf::from(typed.trim()))
    }

    fn choose(&self, choice: Choice) -> Option<usize> {
        self.say(&format!("{} {}", choice.question, choice.note));
        for (place, offer) in choice.options.iter().enumerate() {
            self.say(&format!("  {}  {}  {}", place.saturating_add(1), offer.text, offer.note));
        }
        let many = choice.options.len();
        loop {
            let typed = self.answer(&format!("Its number, 1 to {many}"), true)?;
            match typed.trim().parse::<usize>() {
                Ok(number) if (1..=many).contains(&number) => return number.checked_sub(1),
                Ok(_) | Err(_) => self.say("That is none of them."),
            }
        }
    }

    fn words(&self, phrase: &Phrase) -> bool {
        self.say(phrase.note);
        while let Some(typed) = self.answer(&format!("Type “{}”", phrase.words), true) {
            if phrase.is(&typed) {
                return true;
            }
            self.say("Those are not the words.");
        }
        false
    }

    fn cancelled(&self) -> bool {
        self.outbox.refused().is_some()
    }
}

fn left(tries: Option<u8>) -> String {
    tries.map_or_else(String::new, |tries| format!(" ({tries} tries left)"))
}
