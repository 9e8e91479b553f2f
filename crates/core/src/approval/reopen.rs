//! The stop mark, and what the owner is asked to take it away.
//!
//! Why: whoever stops everything leaves one small file in the data folder. While it lies there no
//! session key signs and no agent is let in; only the signer takes it away, once an owner key has
//! proved itself in its window. So a stop outlives every program, and undoing it needs the owner. On a chain it ends
//! nothing: that takes the calls of spec 9.1.
//! Refuses: to be unreadable: a mark that says nothing sensible is a mark by somebody unknown.

use serde::{Deserialize, Serialize};

use super::{KeyClaim, OwnerRef};

/// Name of the mark in the data folder. Its presence is the stop; its content says who and when.
pub const STOP_MARK_FILE: &str = "stopped.json";

/// Folder in the data folder with one file per session signer that runs. The name is its process id
/// in decimal; the content tells that process from a later one of the same id.
pub const SIGNERS_FOLDER: &str = "signers";

/// Longest mark that is read, in bytes.
pub const MAX_MARK_BYTES: u64 = 4096;

/// Who stopped everything, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StopMark {
    /// From where.
    pub by: StoppedBy,
    /// Unix seconds; 0 when nobody knows.
    pub at_unix_secs: u64,
    /// Tells one stop from another; chosen by who stopped, at most 64 characters.
    pub id: String,
}

/// From where everything was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum StoppedBy {
    /// The app's window.
    Window,
    /// The tray.
    Tray,
    /// The keys that work anywhere on the desktop.
    Shortcut,
    /// `latchkey kill`.
    CommandLine,
    /// The mark does not say.
    Unknown,
}

impl StoppedBy {
    /// From where, as the end of a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Window => "in the app's window",
            Self::Tray => "from the tray",
            Self::Shortcut => "with the stop keys",
            Self::CommandLine => "on the command line",
            Self::Unknown => "by somebody or something that left no name",
        }
    }
}

impl StopMark {
    /// What a mark says; every file is a mark, also one that nobody can read.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let read: Option<Self> = serde_json::from_slice(bytes).ok();
        read.filter(|mark| mark.id.chars().count() <= 64).unwrap_or_else(Self::unreadable)
    }

    /// A mark that lies there and cannot be read.
    #[must_use]
    pub fn unreadable() -> Self {
        Self { by: StoppedBy::Unknown, at_unix_secs: 0, id: String::new() }
    }

    /// As it is written to the file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Three plain fields always become JSON; an empty file is a mark all the same.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// Let agents in again after a stop. Nothing that the owner key signs for it leaves the signer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReopenAsk {
    /// Name of the account the owner key owns. A claim.
    pub account_name: String,
    /// Which owner key proves itself.
    pub owner: OwnerRef,
    /// The mark, as the asker read it; the signer compares it with the one that lies there, and
    /// takes away only that.
    pub mark: StopMark,
    /// The session keys that would sign again, as the app has them. Claims.
    pub keys: Vec<KeyClaim>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_mark_and_a_written_one_is_read_back() {
        let mark = StopMark { by: StoppedBy::Tray, at_unix_secs: 7, id: "7-1".to_owned() };
        assert_eq!(StopMark::of_bytes(&mark.to_bytes()), mark);
        let long = StopMark { id: "x".repeat(65), ..mark };
        for bytes in [&b""[..], b"{", b"null", br#"{"by":"me"}"#, &long.to_bytes()] {
            assert_eq!(StopMark::of_bytes(bytes), StopMark::unreadable());
        }
    }
}
