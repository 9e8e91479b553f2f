//! A value as the 32-byte word it has in calldata (the Solidity ABI, spec 4.4).
//!
//! Why: `bytesN` stands left in its word, everything else right, and negative numbers fill with
//! ones; a limit padded wrongly allows nothing or something else.
//! Refuses: values of another kind and values that do not fit their type.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{B256, I256};

use super::{Leaf, RuleError};

/// The word of a value of the argument's type. Enums are `uint8`, contracts are addresses.
///
/// # Errors
/// [`RuleError::Value`].
pub fn word(leaf: &Leaf, value: &DynSolValue) -> Result<B256, RuleError> {
    let fits = match (&leaf.ty, value) {
        (DynSolType::Uint(bits), DynSolValue::Uint(number, _)) => number.bit_len() <= *bits,
        (DynSolType::Int(bits), DynSolValue::Int(number, _)) => fits_signed(*number, *bits),
        (DynSolType::FixedBytes(size), DynSolValue::FixedBytes(word, given)) => {
            size == given && word.iter().skip(*size).all(|byte| *byte == 0)
        }
        (DynSolType::Bool, DynSolValue::Bool(_))
        | (DynSolType::Address, DynSolValue::Address(_))
        | (DynSolType::Function, DynSolValue::Function(_)) => true,
        _ => false,
    };
    let word = if fits { value.as_word() } else { None };
    word.ok_or_else(|| RuleError::Value { path: leaf.path.clone(), ty: leaf.ty.clone() })
}

/// Whether the number keeps its value in so many bits of two's complement.
fn fits_signed(number: I256, bits: usize) -> bool {
    let spare = 256_usize.saturating_sub(bits);
    I256::from_raw(number.into_raw() << spare).asr(spare) == number
}
