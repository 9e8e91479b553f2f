//! Single fields: addresses, counts, amounts, as people write them.

use alloy_primitives::{Address, U256};
use latchkey_core::amount;
use latchkey_core::policy::MAX_U48;

use super::problems::Problems;
use crate::use_case::abi_text::address as parse_address;

/// Most addresses in one field.
const ADDRESSES_MAX: usize = 32;

/// An address; missing, unreadable and all-zero are problems.
pub(crate) fn address(
    problems: &mut Problems,
    field: &str,
    what: &str,
    said: &str,
) -> Option<Address> {
    let said = said.trim();
    if said.is_empty() {
        problems.stop(field, "address.missing", format!("Write the address of the {what}."));
        return None;
    }
    let Some(address) = parse_address(said) else {
        let text = format!(
            "This is not an address of a {what}: 0x and 40 hex digits, with the right capitals or none."
        );
        problems.stop(field, "address.unreadable", text);
        return None;
    };
    if address.is_zero() {
        problems.stop(field, "address.zero", "Nobody has the address zero.");
        return None;
    }
    Some(address)
}

/// Addresses parted by commas; a repetition is a problem.
pub(crate) fn addresses(
    problems: &mut Problems,
    field: &str,
    what: &str,
    said: &str,
) -> Option<Vec<Address>> {
    let texts: Vec<&str> = said.split(',').collect();
    if texts.len() > ADDRESSES_MAX {
        let text = format!("At most {ADDRESSES_MAX} addresses fit here.");
        problems.stop(field, "address.many", text);
        return None;
    }
    let mut all = Vec::with_capacity(texts.len());
    for text in texts {
        let one = address(problems, field, what, text)?;
        if all.contains(&one) {
            let text = format!("{} is in the list twice.", one.to_checksum(None));
            problems.stop(field, "address.twice", text);
            return None;
        }
        all.push(one);
    }
    Some(all)
}

/// A whole number of 1 or more that the contracts can count to.
pub(crate) fn count(problems: &mut Problems, field: &str, what: &str, said: &str) -> Option<u64> {
    let said = said.trim();
    if said.is_empty() {
        problems.stop(field, "count.missing", format!("Write how many {what}."));
        return None;
    }
    let digits = said.bytes().all(|b| b.is_ascii_digit());
    let number = digits.then(|| said.parse::<u64>().ok()).flatten();
    match number.filter(|number| (1..=MAX_U48).contains(number)) {
        Some(number) => Some(number),
        None => {
            let text = format!("Write the number of {what} with digits, 1 or more.");
            problems.stop(field, "count.unreadable", text);
            None
        }
    }
}

/// An amount above zero in units with these decimals.
pub(crate) fn amount(
    problems: &mut Problems,
    field: &str,
    said: &str,
    decimals: u8,
) -> Option<U256> {
    match amount::parse(said, decimals) {
        Ok(atoms) if atoms.is_zero() => {
            problems.stop(field, "amount.zero", "Write an amount above zero.");
            None
        }
        Ok(atoms) => Some(atoms),
        Err(error) => {
            problems.amount(field, &error);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T>(check: impl FnOnce(&mut Problems) -> Option<T>) -> Option<String> {
        let mut problems = Problems::default();
        let found = check(&mut problems);
        let first = problems.list().into_iter().next().map(|problem| problem.code);
        assert_eq!(found.is_some(), first.is_none());
        first
    }

    #[test]
    fn addresses() {
        let check = |said: &'static str| code(move |p| address(p, "f", "recipient", said));
        assert_eq!(check(" ").as_deref(), Some("address.missing"));
        assert_eq!(check("0x12").as_deref(), Some("address.unreadable"));
        assert_eq!(check("0x0000000071727De22E5E9d8BAf0edAc6f37da032"), None);
        let wrong_capitals = check("0x0000000071727dE22E5E9d8BAf0edAc6f37da032");
        assert_eq!(wrong_capitals.as_deref(), Some("address.unreadable"));
        let zero = check("0x0000000000000000000000000000000000000000");
        assert_eq!(zero.as_deref(), Some("address.zero"));
    }

    #[test]
    fn lists_of_addresses() {
        let check = |said: &'static str| code(move |p| super::addresses(p, "f", "recipient", said));
        let one = "0x0000000071727De22E5E9d8BAf0edAc6f37da032";
        let two = "0x0000000071727De22E5E9d8BAf0edAc6f37da032, 0x1111111111111111111111111111111111111111";
        assert_eq!((check(one), check(two)), (None, None));
        assert_eq!(check("").as_deref(), Some("address.missing"));
        let trailing = check("0x0000000071727De22E5E9d8BAf0edAc6f37da032,");
        assert_eq!(trailing.as_deref(), Some("address.missing"));
        let twice = check(
            "0x1111111111111111111111111111111111111111,0x1111111111111111111111111111111111111111",
        );
        assert_eq!(twice.as_deref(), Some("address.twice"));
    }

    #[test]
    fn counts() {
        let check = |said: &'static str| code(move |p| count(p, "f", "uses", said));
        assert_eq!(check("3"), None);
        assert_eq!(check("").as_deref(), Some("count.missing"));
        for said in ["0", "-1", "1.5", "1e3", "281474976710656", "99999999999999999999999"] {
            assert_eq!(check(said).as_deref(), Some("count.unreadable"), "{said}");
        }
    }

    #[test]
    fn amounts() {
        let check = |said: &'static str| code(move |p| amount(p, "f", said, 6));
        assert_eq!(check("25"), None);
        assert_eq!(check("0.0").as_deref(), Some("amount.zero"));
        assert_eq!(check("1,5").as_deref(), Some("amount.unreadable"));
        assert_eq!(check("0.0000001").as_deref(), Some("amount.too-fine"));
    }
}
