//! Languages: every sentence about policies (spec 4.3) is a message, data with one text per language.
//!
//! Why: the same encoded bytes read the same in the builder, the key list and for agents, in the
//! language of whoever reads; a language is added by adding a column, and the compiler finds what is
//! missing. Numbers, amounts, dates and lengths of time are written as each language writes them.
//! Refuses: a text that leaves out an argument which another language shows (tests hold each
//! message's columns to the same arguments), and markup: what arguments hold is never read as
//! part of a message.

mod message;
pub mod table;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use message::{Args, Message, Value, capital};

/// The languages there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its code in BCP 47: `en`, `de`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Its own name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language of a code such as `de`, `de-AT` or `de_CH.UTF-8`, if it is one of these.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let main = code.split(['-', '_', '.']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(main))
    }

    /// What parts the whole from the decimals of an amount.
    #[must_use]
    pub const fn decimal_mark(self) -> char {
        match self {
            Self::English => '.',
            Self::German => ',',
        }
    }
}
