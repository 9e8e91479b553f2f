//! A key without a list of calls, which can take the account: only for who types what that means.
//!
//! Refuses: other words, and a list beside it that would limit nothing.

use latchkey_core::lint::{self, UNLOCK_WORDS};

use super::Problems;
use crate::views::GrantForm;

/// Whether the words are right.
pub(super) fn unlocked(problems: &mut Problems, form: &GrantForm) -> bool {
    let mut stop = |code, text: String| {
        problems.stop("everything", code, text);
        false
    };
    if !lint::unlocks(&form.everything) {
        return stop(
            "everything.words",
            format!(
                "To allow everything, type “{UNLOCK_WORDS}”. To limit the key, leave it empty."
            ),
        );
    }
    if !form.allow.is_empty() {
        let text = "A key that may do everything needs no list. Empty the list, or these words.";
        return stop("everything.list", text.to_owned());
    }
    true
}
