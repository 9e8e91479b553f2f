//! Failures of the ports, as the one error that leaves the wallet.
//!
//! Why: what a person reads about a dead network or a missing program is written once.
//! Refuses: foreign text that was not cleaned and capped.

use latchkey_core::approval::{PanicRefusal, Refusal, SessionRefusal};
use latchkey_core::text;

use super::{Code, Error};
use crate::ports::{NetworkError, SignerError, StoreError};

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::NotFound { .. } => Code::NotFound,
            StoreError::Duplicate { .. } | StoreError::InUse { .. } => Code::Invalid,
            StoreError::Newer { .. }
            | StoreError::Unreadable { .. }
            | StoreError::Busy { .. }
            | StoreError::NotWritten { .. }
            | StoreError::Damaged { .. } => Code::Store,
        };
        Self::new(code, sentence(&error.to_string()), error.advice())
    }
}

impl Error {
    /// A network that did not answer usefully; `name` is what the person calls it.
    #[must_use]
    pub fn network(name: &str, error: &NetworkError) -> Self {
        match error {
            NetworkError::Unreachable(why) => Self::new(
                Code::Offline,
                format!("{name} does not answer ({}).", text::clean(why, text::REASON_MAX)),
                "Check the connection and the address in Settings, then try again.",
            ),
            NetworkError::WrongChain { expected, got } => Self::new(
                Code::Offline,
                format!("The address of {name} answers for chain {got}, not {expected}."),
                "Correct the address in Settings. Nothing was sent.",
            ),
            NetworkError::Rejected { message, .. } => Self::new(
                Code::Bundler,
                format!("{name} refused: {}.", text::clean(message, text::REASON_MAX)),
                "Nothing was included. Change what was asked, or look at the network's own log.",
            ),
        }
    }

    /// The owner, the window or the vault said no. Nothing was signed.
    #[must_use]
    pub fn refusal(reason: Refusal, message: &str) -> Self {
        let code = match reason {
            Refusal::Declined | Refusal::Closed | Refusal::TimedOut => Code::Refused,
            Refusal::UnknownOwner
            | Refusal::VaultUnavailable
            | Refusal::WrongPassphrase
            | Refusal::Device => Code::Locked,
            Refusal::Malformed
            | Refusal::SecondRequest
            | Refusal::NoDisplay
            | Refusal::Unsafe
            | Refusal::Unsupported => Code::Signer,
        };
        let said = text::clean(message, 2 * text::REASON_MAX);
        let said = if said.is_empty() { "The approval was refused.".to_owned() } else { said };
        Self::new(code, said, "Nothing changed; you can ask again.")
    }
}

impl From<SignerError> for Error {
    fn from(error: SignerError) -> Self {
        match &error {
            SignerError::Missing(_) => Self::new(
                Code::Signer,
                sentence(&error.to_string()),
                "Nothing was signed. Install Latchkey again: latchkey-signer must lie beside it.",
            ),
            SignerError::Crashed(_) | SignerError::Unexpected(_) => Self::new(
                Code::Signer,
                sentence(&error.to_string()),
                "Nothing was signed. Try again; if it stays so, install Latchkey again.",
            ),
            SignerError::Off => Self::off(),
            SignerError::PanicRefused { reason, message } => panic(*reason, message),
            SignerError::SessionRefused { reason, message } => session(*reason, message),
        }
    }
}

fn panic(reason: PanicRefusal, message: &str) -> Error {
    let (code, advice) = match reason {
        PanicRefusal::NoKey => (Code::NotFound, "Make a panic key, then send a little coin to it."),
        PanicRefusal::NotAKill => (Code::Signer, "Nothing was signed. Send it through a bundler."),
        PanicRefusal::VaultUnavailable => (Code::Locked, "Unlock the keychain, then try again."),
        PanicRefusal::Malformed => (Code::Signer, "Nothing was signed. Install Latchkey again."),
    };
    Error::new(code, sentence(message), advice)
}

fn session(reason: SessionRefusal, message: &str) -> Error {
    let (code, advice) = match reason {
        SessionRefusal::Stopped => return Error::stopped(),
        SessionRefusal::OutsidePolicies | SessionRefusal::WrongScope => {
            (Code::Policy, "Change the call so that it fits the key, or ask the owner.")
        }
        SessionRefusal::UnknownKey => {
            (Code::Locked, "The owner switches agent access off and on again to load the key.")
        }
        SessionRefusal::VaultUnavailable => (Code::Locked, "The owner unlocks the keychain."),
        SessionRefusal::Malformed => (Code::Signer, "Nothing was signed. Try again."),
    };
    Error::new(code, sentence(message), advice)
}

/// Foreign words as a sentence: cleaned, capped, capital first, full stop last.
fn sentence(words: &str) -> String {
    let clean = text::clean(words, 2 * text::REASON_MAX);
    let mut chars = clean.chars();
    let head: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let stop = if clean.ends_with(['.', '…']) { "" } else { "." };
    format!("{head}{}{stop}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_from_a_locked_vault() {
        assert_eq!(Error::refusal(Refusal::Declined, "").code, Code::Refused);
        assert_eq!(Error::refusal(Refusal::WrongPassphrase, "x").code, Code::Locked);
        assert_eq!(Error::from(SignerError::Off).code, Code::Off);
    }

    #[test]
    fn foreign_words_are_cleaned() {
        let error = NetworkError::Unreachable("a\u{202E}b\nc".into());
        assert_eq!(Error::network("Local", &error).message, "Local does not answer (ab c).");
        assert_eq!(
            Error::from(StoreError::NotFound { what: "key" }).message,
            "There is no such key."
        );
    }
}
