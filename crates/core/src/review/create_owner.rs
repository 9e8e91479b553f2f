//! The review of making an owner key: nothing is signed.
//!
//! Why: the person learns what the passphrase they choose is for.
//! Refuses: nothing.

use super::{Review, Signing, Span};
use crate::{approval::CreateOwner, text};

pub(super) fn review(ask: &CreateOwner) -> Review {
    let name = text::quote(&ask.account_name, text::NAME_MAX, "the account");
    let sentence = vec![
        Span::Plain("Make a new owner key for ".to_owned()),
        Span::Strong(name.clone()),
        Span::Plain(", sealed by a passphrase that you choose here. Whoever has both owns the account. Nothing is signed.".to_owned()),
    ];
    let warnings = vec!["If you forget the passphrase, nobody can open the key again.".to_owned()];
    Review {
        title: format!("Make the owner key of {name}"),
        asked_by: String::new(),
        sentence,
        facts: Vec::new(),
        rules: Vec::new(),
        not_limited: Vec::new(),
        at_worst: Vec::new(),
        warnings,
        claims: Vec::new(),
        networks: Vec::new(),
        you_sign: None,
        digests: Vec::new(),
        blocked: None,
        signing: Signing::Nothing,
    }
}
