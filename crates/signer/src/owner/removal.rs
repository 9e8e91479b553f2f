//! Letting an owner key go: what must be left, and how the person shows that it is theirs to remove.
//!
//! Why: whoever sits at an unlocked computer must not be able to throw a key away with a click; and
//! a key whose passphrase is forgotten or whose device is lost must still be removable.
//! Refuses: while the vault holds no other key of the account.

use latchkey_core::approval::{Refusal, RemoveOwner};

use super::{Choice, Described, Offer, OwnerError, Phrase, Talk, find};
use crate::{approve::Refused, vault::Vaults};

/// What is typed where the key cannot be opened any more.
pub const REMOVAL_WORDS: &str = "remove this owner key";

/// That the vault holds another key of the account.
///
/// # Errors
/// [`Refused`], with what to do.
pub fn another_stays(ask: &RemoveOwner, vaults: &Vaults) -> Result<(), Refused> {
    let mut others = ask.others.iter().filter(|other| other.public != ask.owner.public);
    if others.any(|other| find(other, vaults).is_ok()) {
        return Ok(());
    }
    let why = "This computer's vault holds no other owner key of the account. Nothing was removed; add \
               and test another one first.";
    Err(Refused::saying(Refusal::Unsafe, why))
}

/// Asks how the person shows that it is them: true when the key is to be opened once more, false
/// when the words were typed instead.
///
/// # Errors
/// [`OwnerError::Cancelled`].
pub fn opens_once_more(key: &Described, talk: &dyn Talk) -> Result<bool, OwnerError> {
    let open = Offer { text: "Open it once more".to_owned(), note: format!("With {}.", key.name) };
    let lost = Offer {
        text: "I cannot open it any more".to_owned(),
        note: "You type a few words instead.".to_owned(),
    };
    let chosen = talk.choose(Choice {
        question: "How do you show that this is your key?",
        note: "Nothing is removed before that.",
        options: vec![open, lost],
    });
    if chosen.ok_or(OwnerError::Cancelled)? == 0 {
        return Ok(true);
    }
    let note = "What is removed here comes back only from a backup or from the device itself.";
    if talk.words(&Phrase { note, words: REMOVAL_WORDS }) {
        Ok(false)
    } else {
        Err(OwnerError::Cancelled)
    }
}
