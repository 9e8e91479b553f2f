//! Amounts of money as people write them, to and from smallest units.
//!
//! Why: one place turns `12 480.5` into an integer and back, so that no screen rounds.
//! Refuses: floats, signs, exponents, commas (they mean thousands to some and decimals to others),
//! and digits finer than the token has.

use alloy_primitives::U256;

use crate::language::Language;

/// Stands between groups of three digits: a narrow space at which no line may break.
pub const GROUP_SPACE: char = '\u{202F}';

/// Most decimals a token may claim. Ten to a higher power does not fit 256 bits.
pub const MAX_DECIMALS: u8 = 77;

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing was written.
    #[error("Write an amount.")]
    Empty,
    /// Something else than digits and one point.
    #[error("Write the amount with digits and one point, like 12.5.")]
    NotANumber,
    /// A comma: unclear whether it parts thousands or decimals.
    #[error("Use a point for decimals and no comma.")]
    Comma,
    /// Finer than the smallest unit.
    #[error("This has more than {decimals} decimals, the most there are here.")]
    TooFine {
        /// Decimals of the token.
        decimals: u8,
    },
    /// Does not fit 256 bits, or the token claims more than [`MAX_DECIMALS`].
    #[error("This amount is too large.")]
    TooLarge,
}

/// Reads an amount in units of a token with `decimals` into smallest units.
///
/// # Errors
/// [`AmountError`]; nothing is rounded.
pub fn parse(text: &str, decimals: u8) -> Result<U256, AmountError> {
    let digits: String = text.chars().filter(|c| !is_group_space(*c)).collect();
    if digits.is_empty() {
        return Err(AmountError::Empty);
    }
    if digits.contains(',') {
        return Err(AmountError::Comma);
    }
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    let only_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !only_digits(whole) || !only_digits(part) || whole.is_empty() && part.is_empty() {
        return Err(AmountError::NotANumber);
    }
    let part = part.trim_end_matches('0');
    let missing =
        usize::from(decimals).checked_sub(part.len()).ok_or(AmountError::TooFine { decimals })?;
    if decimals > MAX_DECIMALS {
        return Err(AmountError::TooLarge);
    }
    let atoms = format!("{whole}{part}{}", "0".repeat(missing));
    U256::from_str_radix(&atoms, 10).map_err(|_overflow| AmountError::TooLarge)
}

/// Writes smallest units in units of a token with `decimals`: `12 480.5`, without trailing zeros.
#[must_use]
pub fn format(atoms: U256, decimals: u8) -> String {
    format_in(Language::English, atoms, decimals)
}

/// The same as a language writes it: German has a comma before the decimals. For reading only;
/// [`parse`] takes a point.
#[must_use]
pub fn format_in(language: Language, atoms: U256, decimals: u8) -> String {
    let digits = atoms.to_string();
    let width = usize::from(decimals).saturating_add(1);
    let padded = format!("{digits:0>width$}");
    let (whole, part) = padded.split_at(padded.len().saturating_sub(usize::from(decimals)));
    let part = part.trim_end_matches('0');
    let whole = group(whole);
    let mark = language.decimal_mark();
    if part.is_empty() { whole } else { format!("{whole}{mark}{part}") }
}

/// Writes an amount with its symbol: `25 DUSD`. The symbol must be clean (see [`crate::text`]).
#[must_use]
pub fn with_symbol(atoms: U256, decimals: u8, symbol: &str) -> String {
    format!("{} {symbol}", format(atoms, decimals))
}

/// Parts a run of digits into groups of three, from the right.
#[must_use]
pub fn group(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len().saturating_mul(2));
    for (place, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(place);
        if place > 0 && left.is_multiple_of(3) {
            out.push(GROUP_SPACE);
        }
        out.push(digit);
    }
    out
}

const fn is_group_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{2009}' | GROUP_SPACE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        assert_eq!(parse("25", 6), Ok(U256::from(25_000_000_u64)));
        assert_eq!(parse("12 480.5", 6), Ok(U256::from(12_480_500_000_u64)));
        assert_eq!(parse(".5", 1), Ok(U256::from(5)));
        assert_eq!(parse("1.500", 1), Ok(U256::from(15)));
        assert_eq!(parse("7.", 0), Ok(U256::from(7)));
    }

    #[test]
    fn refuses_what_is_unclear() {
        assert_eq!(parse("  ", 6), Err(AmountError::Empty));
        assert_eq!(parse("1,000", 6), Err(AmountError::Comma));
        assert_eq!(parse("-1", 6), Err(AmountError::NotANumber));
        assert_eq!(parse("1e3", 6), Err(AmountError::NotANumber));
        assert_eq!(parse(".", 6), Err(AmountError::NotANumber));
        assert_eq!(parse("1.2.3", 6), Err(AmountError::NotANumber));
        assert_eq!(parse("٣", 6), Err(AmountError::NotANumber));
        assert_eq!(parse("0.0000001", 6), Err(AmountError::TooFine { decimals: 6 }));
        assert_eq!(parse(&"9".repeat(78), 0), Err(AmountError::TooLarge));
        assert_eq!(parse("1", 255), Err(AmountError::TooLarge));
    }

    #[test]
    fn writes_with_narrow_spaces_and_no_trailing_zeros() {
        assert_eq!(format(U256::from(12_480_500_000_u64), 6), "12\u{202F}480.5");
        assert_eq!(format_in(Language::German, U256::from(15), 1), "1,5");
        assert_eq!(format(U256::ZERO, 18), "0");
        assert_eq!(format(U256::from(1), 18), "0.000000000000000001");
        assert_eq!(with_symbol(U256::from(25_000_000), 6, "DUSD"), "25 DUSD");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(words in any::<[u64; 4]>(), decimals in 0..=MAX_DECIMALS) {
            let atoms = U256::from_limbs(words);
            prop_assert_eq!(parse(&format(atoms, decimals), decimals), Ok(atoms));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,90}", decimals in any::<u8>()) {
            if let Ok(atoms) = parse(&text, decimals) {
                prop_assert_eq!(parse(&format(atoms, decimals), decimals), Ok(atoms));
            }
        }
    }
}
