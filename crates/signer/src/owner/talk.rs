//! The conversation with the person while a key is opened: what is shown, what is asked for.
//!
//! Why: the window, a terminal and a test are the same to a key. A key never draws and never reads
//! input; it says where it stands, and waits.
//! Refuses: to go on after the person, the clock or the asker has ended the request; then every
//! question is answered by `None`, and [`Talk::cancelled`] is true.

use std::path::PathBuf;

use alloy_primitives::Address;
use zeroize::Zeroizing;

/// The person's side. Every method may be called from the thread that owns the key.
pub trait Talk {
    /// Says where things stand.
    fn show(&self, state: DeviceState);

    /// Asks for something typed; blocks until it comes. `None` when the request has ended.
    fn secret(&self, want: Wanted) -> Option<Zeroizing<String>>;

    /// Waits for the person to press Approve; false when the request has ended. Not an approval by
    /// itself: what follows is the touch, the finger or the device's own button.
    fn confirm(&self) -> bool;

    /// Asks where a file is, or is to be. `None` when the request has ended.
    fn path(&self, place: Place) -> Option<PathBuf>;

    /// Asks for one of a few; the number of the chosen one, from 0. `None` when the request has ended.
    /// A side that cannot ask takes the first: whoever offers a choice has it confirmed on the device.
    fn choose(&self, choice: Choice) -> Option<usize> {
        (!choice.options.is_empty() && !self.cancelled()).then_some(0)
    }

    /// Asks for these words, typed in full and seen. True only when they came; blocks until then. A
    /// side that cannot ask has not got them.
    fn words(&self, _phrase: &Phrase) -> bool {
        false
    }

    /// Whether the request has ended. A loop that waits for a device asks this several times a
    /// second.
    fn cancelled(&self) -> bool;
}

/// Where a device or a computation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceState {
    /// A device has to be put in.
    Insert {
        /// Which: `the security key “blue”`.
        name: String,
    },
    /// It was there and is gone; the request waits for it.
    Unplugged {
        /// Which.
        name: String,
    },
    /// Other devices of its kind are there, but not this one.
    OtherDevice {
        /// Which is wanted.
        name: String,
    },
    /// Several devices are there, and only the person knows which is meant: all but one must go.
    TooManyDevices,
    /// After too many wrong PINs in a row it works again only once it was taken out and put back.
    Replug {
        /// Which.
        name: String,
    },
    /// It waits for a touch.
    Touch {
        /// Which.
        name: String,
        /// Seconds until it stops waiting and has to be asked again.
        seconds: u16,
    },
    /// The device is busy with another program; it is asked again.
    Busy {
        /// Which.
        name: String,
    },
    /// An app on the device has to be opened.
    OpenApp {
        /// Which device.
        name: String,
        /// Which app: `Ethereum`.
        app: &'static str,
    },
    /// The device is locked and has to be unlocked by its own PIN, on its own buttons.
    Unlock {
        /// Which.
        name: String,
    },
    /// The device shows what is to be signed and waits for its own button.
    Confirm {
        /// Which.
        name: String,
        /// What it shows, in lines to be compared.
        lines: Vec<String>,
    },
    /// The operating system asks on its own sheet (Touch ID, Windows Hello).
    System {
        /// What asks: `Touch ID`.
        name: &'static str,
    },
    /// The answer is being checked; nothing is needed of the person.
    Verifying,
    /// Something takes a moment; nothing is needed of the person.
    Working(&'static str),
}

impl DeviceState {
    /// Whether the person's act is waited for. Such waiting ends at the deadline; work that needs
    /// nobody is finished.
    #[must_use]
    pub const fn waits_for_person(&self) -> bool {
        match self {
            Self::Insert { .. }
            | Self::Unplugged { .. }
            | Self::OtherDevice { .. }
            | Self::TooManyDevices
            | Self::Replug { .. }
            | Self::Touch { .. }
            | Self::Busy { .. }
            | Self::OpenApp { .. }
            | Self::Unlock { .. }
            | Self::Confirm { .. }
            | Self::System { .. } => true,
            Self::Verifying | Self::Working(_) => false,
        }
    }
}

/// What is to be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The passphrase of an existing key.
    Passphrase {
        /// Tries left; `None` before the first wrong one.
        tries_left: Option<u8>,
    },
    /// A new passphrase, typed twice.
    NewPassphrase,
    /// The same for a key that came from a backup, which is named.
    NewPassphraseFor {
        /// Whose key the backup held.
        address: Address,
    },
    /// A device's PIN.
    Pin {
        /// Which device.
        name: String,
        /// Tries left as the device says, `None` when it does not.
        tries_left: Option<u8>,
        /// The PIN before this one was wrong.
        wrong: bool,
    },
    /// A PIN for a device that has none, typed twice.
    NewPin {
        /// Which device.
        name: String,
        /// Fewest characters it takes.
        at_least: u8,
    },
    /// The password of a backup file that is being read.
    BackupPassword {
        /// The one before was wrong.
        wrong: bool,
    },
    /// A password for a new backup file, typed twice.
    NewBackupPassword,
}

impl Wanted {
    /// Typed twice, because nothing checks it yet.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        match self {
            Self::NewPassphrase
            | Self::NewPassphraseFor { .. }
            | Self::NewPin { .. }
            | Self::NewBackupPassword => true,
            Self::Passphrase { .. } | Self::Pin { .. } | Self::BackupPassword { .. } => false,
        }
    }
}

/// One of a few.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The question.
    pub question: &'static str,
    /// What to know for it.
    pub note: &'static str,
    /// The answers.
    pub options: Vec<Offer>,
}

/// One answer of a [`Choice`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is offered: an address in full.
    pub text: String,
    /// What to know about it: its place on the device.
    pub note: String,
}

/// Words to be typed by a person who means it. Not a secret: no click and no key pressed by habit
/// gives them, and nothing more is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// What they mean.
    pub note: &'static str,
    /// The words.
    pub words: &'static str,
}

impl Phrase {
    /// Whether these are the words, in any case and with any space between them.
    #[must_use]
    pub fn is(&self, typed: &str) -> bool {
        let typed = typed.split_whitespace().map(str::to_lowercase);
        typed.eq(self.words.split_whitespace().map(str::to_lowercase))
    }
}

/// Which file is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// An existing backup file.
    Open,
    /// A file to write.
    Save {
        /// A name for it.
        suggested: String,
        /// The file named before is there already.
        taken: bool,
    },
}
