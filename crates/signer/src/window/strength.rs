//! A plain estimate of how hard a new passphrase is to guess.
//!
//! Why: the passphrase is all that stands between a copied entry and the owner key.
//! Refuses: promising anything; it counts letters and kinds of letters, it knows no dictionary.

use crate::vault::sealed::MIN_PASSPHRASE_BYTES;

/// What is said under the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// Under the minimum.
    TooShort,
    /// Long enough, easy to guess.
    Weak,
    /// Holds for a while.
    Fair,
    /// Holds.
    Strong,
}

impl Strength {
    /// Of a passphrase.
    pub(crate) fn of(passphrase: &str) -> Self {
        if passphrase.len() < MIN_PASSPHRASE_BYTES {
            return Self::TooShort;
        }
        match bits(passphrase) {
            0..45 => Self::Weak,
            45..80 => Self::Fair,
            _ => Self::Strong,
        }
    }

    /// In words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::TooShort => "At least 10 characters. Four unrelated words are easy to keep.",
            Self::Weak => "Weak: easy to guess. Add another word.",
            Self::Fair => "Fair. One more word makes it strong.",
            Self::Strong => "Strong.",
        }
    }
}

/// Tenths-free estimate: letters that count × bits of the kinds of letters used.
fn bits(passphrase: &str) -> u32 {
    let mut seen: Vec<char> = passphrase.chars().collect();
    let letters = seen.len();
    seen.sort_unstable();
    seen.dedup();
    // Repeating few letters adds little.
    let counted = u32::try_from(letters.min(seen.len() * 2)).unwrap_or(u32::MAX);
    let has = |kind: fn(&char) -> bool| seen.iter().any(kind);
    let kinds = [
        (has(char::is_ascii_lowercase), 26),
        (has(char::is_ascii_uppercase), 26),
        (has(char::is_ascii_digit), 10),
        (has(|c| c.is_ascii() && !c.is_ascii_alphanumeric()), 20),
        (has(|c| !c.is_ascii()), 60),
    ];
    let pool: u32 = kinds.iter().filter(|(used, _)| *used).map(|(_, size)| size).sum();
    counted.saturating_mul(pool.max(2).ilog2())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_follow_the_passphrase() {
        let cases = [
            ("", Strength::TooShort),
            ("123456789", Strength::TooShort),
            ("1234567890", Strength::Weak),
            ("aaaaaaaaaaaaaaaaaaaaaaaa", Strength::Weak),
            ("tangerine hill", Strength::Fair),
            ("tangerine hill copper sled", Strength::Strong),
            ("Zg7$kQ2!wPx9Lm", Strength::Strong),
        ];
        for (passphrase, strength) in cases {
            assert_eq!(Strength::of(passphrase), strength, "{passphrase}: {}", bits(passphrase));
        }
    }
}
