//! What was said between key and person so far, and how the card puts it into words.
//!
//! Why: the words of every state in one place without drawing, so that they can be read and tested
//! like text.
//! Refuses: to guess; a state that nobody reported is not shown.

use std::time::Duration;

use latchkey_core::{
    approval::{KeptIn, OwnerPublic, Refusal},
    text,
};

use super::{
    app::{Asked, Ready},
    sheet::Sheet,
};
use crate::{
    decide::{Ending, Stage},
    outbox,
    owner::{DeviceState, Place, Wanted},
};

/// What a further wrong PIN does (CTAP 2.1, 6.5).
const LAST_PIN: &str =
    " After another wrong one it takes no PIN until it is reset, which erases it.";

/// The state of the conversation.
#[derive(Debug, Default)]
pub(crate) struct Conversation {
    pub(crate) ready: Option<Ready>,
    pub(crate) asked: Option<Asked>,
    device: Option<(DeviceState, Duration)>,
}

/// What the card says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) title: String,
    pub(crate) note: String,
    /// Something went wrong before.
    pub(crate) wrong: bool,
}

/// How long a device still waits for a touch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ring {
    /// Whole seconds, rounded up.
    pub(crate) seconds: u64,
    /// Of the whole time, 0 to 1.
    pub(crate) left: f32,
}

impl Conversation {
    /// The key asks.
    pub(crate) fn ask(&mut self, asked: Asked) {
        self.asked = Some(asked);
        self.device = None;
    }

    /// The key says where it stands.
    pub(crate) fn show(&mut self, state: DeviceState, now: Duration) {
        self.device = Some((state, now));
    }

    /// The ring around a touch that is waited for.
    pub(crate) fn ring(&self, now: Duration) -> Option<Ring> {
        let Some((DeviceState::Touch { seconds, .. }, since)) = &self.device else { return None };
        let whole = Duration::from_secs((*seconds).max(1).into());
        let left = whole.saturating_sub(now.saturating_sub(*since));
        let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        Some(Ring { seconds, left: left.as_secs_f32() / whole.as_secs_f32() })
    }

    /// What a device shows now, in lines to be compared.
    pub(crate) fn lines(&self) -> Option<&[String]> {
        match &self.device {
            Some((DeviceState::Confirm { lines, .. }, _)) if !lines.is_empty() => Some(lines),
            Some(_) | None => None,
        }
    }

    /// How long until the ring has moved visibly.
    pub(crate) fn next_step(&self, now: Duration) -> Option<Duration> {
        self.ring(now).map(|_| Duration::from_millis(100))
    }

    /// The card's words.
    pub(crate) fn words(&self, stage: Stage, end_seen: bool, sheet: &Sheet) -> Words {
        match (stage, &self.device, &self.asked) {
            (Stage::Ended(ending), _, _) => ended_words(ending),
            (Stage::Reading, _, _) if !end_seen => Words::say(
                "Read to the end first",
                "Scroll down, or press End. Then you can answer.",
            ),
            (Stage::Reading | Stage::Asking, _, Some(asked)) => self.asked_words(asked, sheet),
            (_, Some((state, _)), _) => device_words(state),
            (Stage::Reading, None, None) if self.ready.is_none() => {
                Words::say("Opening the vault", "Your keychain may ask to be unlocked.")
            }
            (Stage::Reading | Stage::Asking | Stage::Waiting | Stage::Working, None, _) => {
                Words::say("One moment", "")
            }
        }
    }

    fn asked_words(&self, asked: &Asked, sheet: &Sheet) -> Words {
        match asked {
            Asked::Secret(wanted) => self.wanted_words(wanted, sheet),
            Asked::Confirm => {
                let name = self.key_name();
                Words::say(
                    "Ready when you are",
                    &format!(
                        "Press “{}”, then use {name}. The button alone signs nothing.",
                        sheet.approve
                    ),
                )
            }
            Asked::Words(phrase) => Words::wrong(&format!("Type: “{}”", phrase.words), phrase.note),
            Asked::Choice(choice) => Words::say(choice.question, choice.note),
            Asked::Path(Place::Open) => {
                Words::say("Where is the backup?", "Choose the file, or write its path.")
            }
            Asked::Path(Place::Save { taken: true, .. }) => Words::wrong(
                "Where shall the backup be?",
                "There is a file of that name already, and nothing is written over. Choose another name.",
            ),
            Asked::Path(Place::Save { taken: false, .. }) => Words::say(
                "Where shall the backup be?",
                "Choose a new file, or write its path; best on a disk that you can take away.",
            ),
        }
    }

    fn wanted_words(&self, wanted: &Wanted, sheet: &Sheet) -> Words {
        match wanted {
            Wanted::Passphrase { tries_left: None } => {
                Words::say("Your passphrase", &self.opens(sheet))
            }
            Wanted::Passphrase { tries_left: Some(left) } => Words::wrong(
                "Your passphrase",
                &format!("That was not the passphrase. {}.", tries(*left)),
            ),
            Wanted::NewPassphrase => {
                let place = match self.ready.as_ref().map(|ready| ready.kept_in) {
                    Some(KeptIn::SealedFile) => "in a file, since no keychain answers here",
                    Some(KeptIn::Keychain | KeptIn::Device) | None => "in your keychain",
                };
                let note = format!("It seals the key {place}, and nobody can restore it for you.");
                Words::say("Choose a passphrase for this key", &note)
            }
            Wanted::NewPassphraseFor { address } => Words::say(
                "Choose a passphrase for this key",
                &format!("The backup holds the owner key {}.", text::short_address(*address)),
            ),
            Wanted::Pin { name, tries_left, wrong } => {
                let left = tries_left.map(|left| format!(" {}.", tries(left))).unwrap_or_default();
                let title = format!("PIN of {name}");
                if *wrong {
                    let last = if *tries_left == Some(1) { LAST_PIN } else { "" };
                    Words::wrong(&title, &format!("That was not the PIN.{left}{last}"))
                } else {
                    Words::say(&title, format!("It stays on this computer.{left}").as_str())
                }
            }
            Wanted::NewPin { name, at_least } => Words::say(
                &format!("Choose a PIN for {name}"),
                &format!(
                    "At least {at_least} characters. It has none yet, and an owner key needs one."
                ),
            ),
            Wanted::BackupPassword { wrong: false } => {
                Words::say("Password of the backup", "The one chosen when the file was written.")
            }
            Wanted::BackupPassword { wrong: true } => {
                Words::wrong("Password of the backup", "That does not open the file. Try again.")
            }
            Wanted::NewBackupPassword => Words::say(
                "Choose a password for the backup",
                "Whoever has it and the file owns the account. Keep the two apart.",
            ),
        }
    }

    fn key_name(&self) -> String {
        let key = self.ready.as_ref().and_then(|ready| ready.key.as_ref());
        key.map_or_else(|| "the device".to_owned(), |key| key.name.clone())
    }

    fn opens(&self, sheet: &Sheet) -> String {
        let place = match self.ready.as_ref().map(|ready| ready.kept_in) {
            Some(KeptIn::SealedFile) => "kept in a sealed file",
            Some(KeptIn::Keychain | KeptIn::Device) | None => "kept in your keychain",
        };
        match sheet.owner {
            Some(OwnerPublic::Address(owner)) => {
                format!("Opens the owner key {}, {place}.", text::short_address(owner))
            }
            Some(OwnerPublic::Passkey(_)) | None => format!("Opens the owner key, {place}."),
        }
    }
}

/// What a state means for the person; the terminal says the same.
pub(crate) fn device_words(state: &DeviceState) -> Words {
    match state {
        DeviceState::Insert { name } => {
            Words::say(&format!("Insert {name}"), "Waiting for it. Nothing is signed without it.")
        }
        DeviceState::Unplugged { name } => Words::wrong(
            &format!("Plug {name} back in"),
            "It was taken out. This request stays open and goes on when it is back.",
        ),
        DeviceState::OtherDevice { name } => Words::wrong(
            &format!("Insert {name}"),
            "What is plugged in is another one. It was not asked for a touch.",
        ),
        DeviceState::TooManyDevices => Words::wrong(
            "Leave only one security key plugged in",
            "Take out the others, so that it is clear which one is meant.",
        ),
        DeviceState::Replug { name } => Words::wrong(
            &format!("Take {name} out and put it back"),
            "The PIN was wrong three times in a row. This request stays open meanwhile.",
        ),
        DeviceState::Touch { name, .. } => Words::say(
            &format!("Touch {name}"),
            "It blinks and waits for your finger. Refuse if you did not mean this.",
        ),
        DeviceState::Busy { name } => Words::say(
            &format!("Waiting for {name}"),
            "Another program is using it. This goes on by itself.",
        ),
        DeviceState::OpenApp { name, app } => {
            Words::say(&format!("Open the {app} app on {name}"), "This goes on by itself.")
        }
        DeviceState::Unlock { name } => Words::say(
            &format!("Unlock {name}"),
            "Enter its PIN on the device itself. This goes on by itself.",
        ),
        DeviceState::Confirm { name, .. } => Words::say(
            &format!("Check that {name} shows this"),
            "It shows nothing else. Compare every group, then confirm there, or reject.",
        ),
        DeviceState::System { name } => {
            Words::say(&format!("{name} asks"), "Answer the system's own question.")
        }
        DeviceState::Verifying => Words::say("Verifying", "The answer is being checked."),
        DeviceState::Working(what) => Words::say(what, "This takes a moment by design."),
    }
}

/// How it ended, for the moment until the window is gone.
fn ended_words(ending: Ending) -> Words {
    let reason = match ending {
        Ending::Approved => return Words::say("Done", "This window closes by itself."),
        Ending::Refused(reason) => reason,
    };
    let note = outbox::words(reason);
    match reason {
        Refusal::Declined | Refusal::Closed => Words::say("Refused", note),
        Refusal::TimedOut => Words::wrong("Time ran out", note),
        Refusal::Malformed
        | Refusal::SecondRequest
        | Refusal::UnknownOwner
        | Refusal::VaultUnavailable
        | Refusal::WrongPassphrase
        | Refusal::Device
        | Refusal::Unsupported
        | Refusal::NoDisplay
        | Refusal::Unsafe => Words::wrong("Nothing was signed", note),
    }
}

fn tries(left: u8) -> String {
    if left == 1 { "1 try left".to_owned() } else { format!("{left} tries left") }
}

impl Words {
    fn say(title: &str, note: &str) -> Self {
        Self { title: title.to_owned(), note: note.to_owned(), wrong: false }
    }

    fn wrong(title: &str, note: &str) -> Self {
        Self { wrong: true, ..Self::say(title, note) }
    }
}
