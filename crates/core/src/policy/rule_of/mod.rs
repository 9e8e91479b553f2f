//! A rule on an argument of a function, as the exact rule on a word of its calldata (spec 4.4).
//!
//! Why: the contract knows offsets and words, people know arguments and values. Offsets follow the
//! ABI head layout (static tuples and fixed arrays take several words), `bytesN` is padded right,
//! numbers, addresses, booleans and enums left, negative numbers are two's complement.
//! Refuses, with the reason: what one 32-byte word cannot hold (dynamic types, whole tuples and
//! arrays), order on anything but unsigned numbers, and values outside of their type.
//!
//! A rule holds for the *word*. A contract that ignores the upper bytes of a narrow argument could
//! be sent a word that "is not" a value, or is "at least" one, and reads as something else;
//! contracts compiled by Solidity 0.8 revert on such words. "Is", "one of" and "at most" have no
//! such gap.

mod error;
mod leaf;
mod path;
mod slice;
mod word;

#[cfg(test)]
mod tests;

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_json_abi::Function;

pub use error::RuleError;
pub use leaf::{Leaf, leaf, leaf_at};
pub use path::{ArgPath, Step};
pub use slice::slice_of;
pub use word::word;

use super::{Condition, ParamRule};

/// The rule that an argument compares so with these values: one, or any number for
/// [`Condition::OneOf`].
///
/// # Errors
/// [`RuleError`], which says what cannot be and what could be done instead.
pub fn rule_of(
    function: &Function,
    path: &ArgPath,
    condition: Condition,
    values: &[DynSolValue],
) -> Result<ParamRule, RuleError> {
    let leaf = leaf(function, path)?;
    comparable(&leaf)?;
    ordered(&leaf, condition)?;
    let most = if condition == Condition::OneOf { usize::MAX } else { 1 };
    if values.is_empty() || values.len() > most {
        return Err(RuleError::Count { path: path.clone(), got: values.len() });
    }
    let params = values.iter().map(|value| word(&leaf, value)).collect::<Result<_, _>>()?;
    Ok(ParamRule { condition, offset: leaf.offset, params })
}

/// One word, and not a pointer to more.
fn comparable(leaf: &Leaf) -> Result<(), RuleError> {
    match &leaf.ty {
        DynSolType::Bytes | DynSolType::String | DynSolType::Array(_) => {
            Err(RuleError::Dynamic { path: leaf.path.clone(), ty: leaf.ty.clone() })
        }
        DynSolType::FixedArray(..) | DynSolType::Tuple(_) if crate::head::is_dynamic(&leaf.ty) => {
            Err(RuleError::Dynamic { path: leaf.path.clone(), ty: leaf.ty.clone() })
        }
        DynSolType::FixedArray(..) | DynSolType::Tuple(_) => {
            Err(RuleError::ManyWords { path: leaf.path.clone(), ty: leaf.ty.clone() })
        }
        DynSolType::Bool
        | DynSolType::Int(_)
        | DynSolType::Uint(_)
        | DynSolType::FixedBytes(_)
        | DynSolType::Address
        | DynSolType::Function => Ok(()),
    }
}

/// The contract orders words as unsigned numbers.
fn ordered(leaf: &Leaf, condition: Condition) -> Result<(), RuleError> {
    let (path, ty) = (leaf.path.clone(), leaf.ty.clone());
    match condition {
        Condition::Equal | Condition::NotEqual | Condition::OneOf => Ok(()),
        Condition::SliceEqual => Err(RuleError::NotASlice { path }),
        Condition::GreaterThan
        | Condition::LessThan
        | Condition::GreaterThanOrEqual
        | Condition::LessThanOrEqual => match ty {
            DynSolType::Uint(_) => Ok(()),
            DynSolType::Int(_) => Err(RuleError::Signed { path }),
            DynSolType::Bool
            | DynSolType::FixedBytes(_)
            | DynSolType::Address
            | DynSolType::Function
            | DynSolType::Bytes
            | DynSolType::String
            | DynSolType::Array(_)
            | DynSolType::FixedArray(..)
            | DynSolType::Tuple(_) => Err(RuleError::Unordered { path, ty }),
        },
    }
}
