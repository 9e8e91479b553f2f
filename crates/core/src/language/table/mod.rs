//! The messages about policies (spec 4.3), one file for each thing that is described.
//!
//! Why: a translator reads these files and nothing else; English and German stand one below the
//! other. To add a language: a field in [`super::Message`], a line in each entry, an arm in
//! [`super::Message::text`].
//! Refuses: messages without an id; ids are unique, a test holds it.

pub mod call;
pub mod diff;
pub mod fix;
pub mod open;
pub mod refusal;
pub mod rule;
pub mod sentence;
pub mod word;
pub mod worst;

use super::Message;

/// Declares messages: `NAME "id" "English" "German";`.
macro_rules! messages {
    ($($name:ident $id:literal $english:literal $german:literal;)+) => {
        $(
            #[doc = $english]
            pub const $name: $crate::language::Message =
                $crate::language::Message { id: $id, english: $english, german: $german };
        )+
        /// All of this file.
        pub const ALL: &[$crate::language::Message] = &[$($name),+];
    };
}
pub(crate) use messages;

/// Every message there is.
pub fn all() -> impl Iterator<Item = &'static Message> {
    let keys =
        [sentence::ALL, refusal::ALL, rule::ALL, open::ALL, worst::ALL, word::ALL, diff::ALL];
    let checks = [call::ALL, fix::ALL, crate::lint::Rule::MESSAGES];
    keys.into_iter().chain(checks).flatten()
}
