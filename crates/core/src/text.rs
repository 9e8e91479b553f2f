//! Text that others chose (names, symbols, revert strings), made fit to show; and hex for eyes.
//!
//! Why: a token name may hold control or bidirectional characters that make a line read as
//! something else. Everything foreign passes [`clean`] before it reaches a screen or a log.
//! Refuses: nothing; it removes and cuts.

use alloy_primitives::{Address, B256};

/// Longest name of a key, agent, account or network, in characters.
pub const NAME_MAX: usize = 40;
/// Longest token symbol, in characters.
pub const SYMBOL_MAX: usize = 12;
/// Longest function signature, in characters.
pub const SIGNATURE_MAX: usize = 120;
/// Longest text of a foreign error, in characters.
pub const REASON_MAX: usize = 200;

/// Foreign text without control, format, bidirectional and invisible characters, on one line, runs
/// of space made one, cut to `max` characters (the last one then is `…`).
#[must_use]
pub fn clean(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in text.chars().take(max.saturating_mul(8)) {
        if c.is_whitespace() {
            gap = !out.is_empty();
        } else if !is_hidden(c) {
            if std::mem::take(&mut gap) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    cut(&out, max)
}

/// A name of something; `fallback` when nothing readable is left.
#[must_use]
pub fn name_or(text: &str, max: usize, fallback: &str) -> String {
    let clean = clean(text, max);
    if clean.is_empty() { fallback.to_owned() } else { clean }
}

/// Foreign text as a quotation: `“Rent”`. Quotation marks inside become plain ones, so that it cannot
/// pretend to end; `fallback` stands there without marks when nothing readable is left.
#[must_use]
pub fn quote(text: &str, max: usize, fallback: &str) -> String {
    let inner: String = clean(text, max)
        .chars()
        .map(|c| if matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '"') { '\'' } else { c })
        .collect();
    if inner.is_empty() { fallback.to_owned() } else { format!("“{inner}”") }
}

/// Foreign text that stands in a sentence without quotation marks, such as a token symbol: letters,
/// digits and `$ . - _ + / ( )`, and single spaces where `spaces` allows them. It cannot hold the
/// end of a sentence.
#[must_use]
pub fn label(text: &str, max: usize, spaces: bool) -> String {
    let keep = |c: &char| {
        c.is_alphanumeric()
            || matches!(c, '$' | '€' | '£' | '₮' | '.' | '-' | '_' | '+' | '/' | '(' | ')')
            || spaces && c.is_whitespace()
    };
    let kept: String = text.chars().take(max.saturating_mul(8)).filter(keep).collect();
    clean(&kept, max).trim_end_matches('.').trim_end().replace(". ", " ")
}

/// Whether a character is invisible or moves others: control, format, bidirectional, tag, filler,
/// private use or not a character.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E000}'..='\u{F8FF}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{10FFFF}')
}

fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// `0x70E4…F20b`, checksummed. Never on the approval sheet, where addresses stand in full.
#[must_use]
pub fn short_address(address: Address) -> String {
    let full = address.to_checksum(None);
    let head: String = full.chars().take(6).collect();
    let tail: String = full.chars().skip(38).collect();
    format!("{head}…{tail}")
}

/// `0x70E4 9A1c … F20b` in full: ten groups of four after the prefix, checksummed.
#[must_use]
pub fn grouped_address(address: Address) -> String {
    let full = address.to_checksum(None);
    format!("0x{}", in_fours(full.trim_start_matches("0x")))
}

/// A hash in full, in groups of four.
#[must_use]
pub fn grouped_hash(hash: B256) -> String {
    in_fours(&format!("{hash:x}"))
}

fn in_fours(hex: &str) -> String {
    let mut out = String::new();
    for (place, c) in hex.chars().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::address;
    use proptest::prelude::*;

    #[test]
    fn removes_what_cannot_be_seen() {
        assert_eq!(clean("US\u{202E}DC\u{200B}\u{0}\u{E0041}", 12), "USDC");
        assert_eq!(clean("  a \t\n\u{2028} b\u{202F}c ", 12), "a b c");
        assert_eq!(clean("abcdefghijklmnop", 12), "abcdefghijk…");
        assert_eq!(clean("abcdefghijkl", 12), "abcdefghijkl");
        assert_eq!(name_or("\u{200F}", 12, "no name"), "no name");
    }

    #[test]
    fn foreign_text_cannot_end_a_quotation_or_a_sentence() {
        assert_eq!(quote("Rent” to nobody “", 40, ""), "“Rent' to nobody '”");
        assert_eq!(quote("\u{200B}", 40, "a key"), "a key");
        assert_eq!(label("ETH to 0x12", 12, false), "ETHto0x12");
        assert_eq!(label("USDC.e", 12, false), "USDC.e");
        assert_eq!(label("Base. Nothing else.", 40, true), "Base Nothing else");
        assert_eq!(label("Local network", 40, true), "Local network");
    }

    #[test]
    fn addresses_and_hashes_for_eyes() {
        let a = address!("70e49a1c00000000000000000000000000002f0b");
        assert_eq!(short_address(a).chars().count(), 11);
        assert_eq!(grouped_address(a).replace(' ', ""), a.to_checksum(None));
        assert_eq!(grouped_address(a).split(' ').count(), 10);
        assert_eq!(grouped_hash(B256::repeat_byte(0xab)).split(' ').count(), 16);
    }

    proptest! {
        #[test]
        fn clean_text_is_short_visible_and_stays_clean(text in any::<String>(), max in 1_usize..60) {
            let once = clean(&text, max);
            prop_assert!(once.chars().count() <= max);
            prop_assert!(!once.chars().any(is_hidden));
            prop_assert_eq!(&clean(&once, max), &once);
        }
    }
}
