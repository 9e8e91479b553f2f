//! What a key's "no" means for the request, and what to tell the person.

use webauthn_authenticator_rs::error::CtapError;

use super::ctap::Fault;
use crate::{owner::OwnerError, transport::TransportError};

/// Why one try came to nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The key was pulled out; the request waits for it.
    Gone,
    /// Three wrong PINs in a row: the key wants to be pulled out and put back.
    Replug,
    /// Nobody touched it in time; the person is asked again.
    NotTouched,
    /// The PIN was wrong.
    WrongPin,
    /// Trying again would not help.
    Over(OwnerError),
}

impl From<OwnerError> for Trouble {
    fn from(error: OwnerError) -> Self {
        Self::Over(error)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Transport(TransportError::Unplugged) => Self::Gone,
            Fault::Transport(TransportError::Stopped) => Self::Over(OwnerError::Cancelled),
            Fault::Transport(TransportError::TimedOut)
            | Fault::Key(CtapError::Ctap2UserActionTimeout | CtapError::Ctap2ActionTimeout) => {
                Self::NotTouched
            }
            Fault::Key(CtapError::Ctap2PinInvalid) => Self::WrongPin,
            Fault::Key(CtapError::Ctap2PinAuthBlocked) => Self::Replug,
            Fault::Key(error) => says(words(&error)),
            Fault::Transport(error) => says(error.to_string()),
            Fault::Nonsense => says(TransportError::Garbled.to_string()),
        }
    }
}

/// The request ends with these words.
pub(super) fn says(words: impl Into<String>) -> Trouble {
    Trouble::Over(OwnerError::Device(words.into()))
}

/// Why the key is locked for good.
pub(super) const LOCKED: &str = "the security key has locked itself after too many wrong PINs; it can only be reset, which erases what it holds, so use another key or a backup";

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys have some fifty ways to say no; these are the ones a person can do something about"
)]
fn words(error: &CtapError) -> String {
    match error {
        CtapError::Ctap2OperationDenied => {
            "it was refused on the security key; ask again if that was not meant".into()
        }
        CtapError::Ctap2PinBlocked => LOCKED.into(),
        CtapError::Ctap2NoCredentials | CtapError::Ctap2InvalidCredential => {
            "this security key no longer holds the credential (was it reset?); use another key or a backup".into()
        }
        CtapError::Ctap2PinPolicyViolation => {
            "the security key does not take this PIN; choose a longer one".into()
        }
        CtapError::Ctap2PUATRequired => {
            "the security key asks for its PIN at every use now, which changes what it opens; turn that off (always verify the user) or use another key".into()
        }
        CtapError::Ctap2KeyStoreFull => {
            "the security key is full; remove a credential from it or use another key".into()
        }
        other => format!("the security key said no ({other:?}); unplug it and try again"),
    }
}
