//! A refusal on its way to the asker.

use latchkey_core::approval::Refusal;

use crate::{outbox, stop_file::NotTaken, vault::VaultError};

/// Why nothing is signed, for programs and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// For programs.
    pub reason: Refusal,
    /// What happened and what to do.
    pub message: String,
}

impl Refused {
    /// In other words than the usual ones.
    #[must_use]
    pub fn saying(reason: Refusal, message: impl Into<String>) -> Self {
        Self { reason, message: message.into() }
    }
}

impl From<Refusal> for Refused {
    fn from(reason: Refusal) -> Self {
        Self::saying(reason, outbox::words(reason))
    }
}

impl From<VaultError> for Refused {
    fn from(error: VaultError) -> Self {
        Self::saying(Refusal::VaultUnavailable, format!("Nothing was signed: {error}."))
    }
}

impl From<NotTaken> for Refused {
    fn from(error: NotTaken) -> Self {
        let reason = match &error {
            NotTaken::Another => Refusal::Malformed,
            NotTaken::Io(_) => Refusal::VaultUnavailable,
        };
        Self::saying(reason, error.to_string())
    }
}
