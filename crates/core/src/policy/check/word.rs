//! One rule of a call policy against the calldata of one call (spec 4.4).
//!
//! Why: offsets are 64-bit numbers that may overflow, data may end early, and a slice is read
//! through a pointer; each of these has an answer of its own on the chain.
//! Refuses: slices that lie outside of the call's data, where the contract would read on in the
//! bytes behind it.

use alloy_primitives::{B256, U256, keccak256};

use super::Found;
use crate::policy::{Condition, ParamRule};

/// Bytes of the selector before the arguments.
const SELECTOR: usize = 4;

/// `Err` carries what was found instead.
pub(super) fn holds(rule: &ParamRule, data: &[u8]) -> Result<(), Found> {
    // The contract adds 4, then 32, in 64 bits.
    if rule.offset.checked_add(36).is_none() {
        return Err(Found::OffsetOverflows);
    }
    let offset = usize::try_from(rule.offset).ok();
    let word = offset.and_then(|offset| word_at(data, offset)).ok_or(Found::DataEnds)?;
    let holds = match rule.condition {
        Condition::OneOf => rule.params.contains(&word),
        Condition::SliceEqual => return slice(rule, data, word),
        Condition::Equal
        | Condition::GreaterThan
        | Condition::LessThan
        | Condition::GreaterThanOrEqual
        | Condition::LessThanOrEqual
        | Condition::NotEqual => compare(rule, word),
    };
    if holds { Ok(()) } else { Err(Found::Word(word)) }
}

/// Words compare as unsigned big-endian integers, which is the order of their bytes.
fn compare(rule: &ParamRule, word: B256) -> bool {
    let Some(limit) = rule.params.first() else {
        return false;
    };
    match rule.condition {
        Condition::Equal => word == *limit,
        Condition::GreaterThan => word > *limit,
        Condition::LessThan => word < *limit,
        Condition::GreaterThanOrEqual => word >= *limit,
        Condition::LessThanOrEqual => word <= *limit,
        Condition::NotEqual => word != *limit,
        Condition::OneOf | Condition::SliceEqual => false,
    }
}

/// params = start, length, keccak256 of the expected bytes; the word points to the argument.
fn slice(rule: &ParamRule, data: &[u8], pointer: B256) -> Result<(), Found> {
    let [start, length, hash] = rule.params.as_slice() else {
        return Err(Found::Word(pointer));
    };
    let (start, length) = (number(*start), number(*length));
    let body = usize::try_from(number(pointer)).map_err(|_huge| Found::Outside)?;
    let held = number(word_at(data, body).ok_or(Found::Outside)?);
    let end = start.checked_add(length).ok_or(Found::SliceOverflows)?;
    if held < end {
        return Err(Found::Shorter { held });
    }
    let bytes = || {
        let first = body.checked_add(SELECTOR)?.checked_add(32)?;
        let from = first.checked_add(usize::try_from(start).ok()?)?;
        let to = first.checked_add(usize::try_from(end).ok()?)?;
        data.get(from..to)
    };
    let found = keccak256(bytes().ok_or(Found::Outside)?);
    if found == *hash { Ok(()) } else { Err(Found::Word(found)) }
}

/// The word at an offset behind the selector.
fn word_at(data: &[u8], offset: usize) -> Option<B256> {
    let from = offset.checked_add(SELECTOR)?;
    data.get(from..from.checked_add(32)?).map(B256::from_slice)
}

const fn number(word: B256) -> U256 {
    U256::from_be_bytes(word.0)
}
