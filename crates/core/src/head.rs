//! Where each argument of a function lies in its calldata: the ABI head layout.
//!
//! Why: a call policy compares the 32-byte word at an offset after the selector; the offset of an
//! argument is not `32 × index` as soon as an earlier one is a static tuple or fixed array
//! (spec 4.4).
//! Refuses: types it cannot resolve.

use alloy_dyn_abi::{DynSolType, Specifier};
use alloy_json_abi::Function;

/// One argument in the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Place among the arguments, from 0.
    pub index: usize,
    /// Bytes from the end of the selector.
    pub offset: u64,
    /// Its type.
    pub ty: DynSolType,
    /// Its name as declared; may be empty.
    pub name: String,
}

impl Slot {
    /// Whether the head holds only a pointer to it.
    #[must_use]
    pub fn is_dynamic(&self) -> bool {
        is_dynamic(&self.ty)
    }
}

/// Why a function's arguments have no layout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// A type is not one of Solidity's.
    #[error("The type of argument {0} is not known.")]
    UnknownType(usize),
    /// Longer than any calldata.
    #[error("The arguments are too long.")]
    TooLong,
}

/// The layout of a function's arguments, in order.
///
/// # Errors
/// [`LayoutError`].
pub fn slots(function: &Function) -> Result<Vec<Slot>, LayoutError> {
    let mut offset = 0_u64;
    let mut slots = Vec::with_capacity(function.inputs.len());
    for (index, input) in function.inputs.iter().enumerate() {
        let ty = input.resolve().map_err(|_unknown| LayoutError::UnknownType(index))?;
        let words = head_words(&ty).ok_or(LayoutError::TooLong)?;
        slots.push(Slot { index, offset, ty, name: input.name.clone() });
        offset = words
            .checked_mul(32)
            .and_then(|n| offset.checked_add(n))
            .ok_or(LayoutError::TooLong)?;
    }
    Ok(slots)
}

/// Whether a type is encoded behind a pointer.
#[must_use]
pub fn is_dynamic(ty: &DynSolType) -> bool {
    match ty {
        DynSolType::Bytes | DynSolType::String | DynSolType::Array(_) => true,
        DynSolType::FixedArray(inner, _) => is_dynamic(inner),
        DynSolType::Tuple(parts) => parts.iter().any(is_dynamic),
        DynSolType::Bool
        | DynSolType::Int(_)
        | DynSolType::Uint(_)
        | DynSolType::FixedBytes(_)
        | DynSolType::Address
        | DynSolType::Function => false,
    }
}

/// Words of a type in the head; `None` when they are too many to count.
pub(crate) fn head_words(ty: &DynSolType) -> Option<u64> {
    if is_dynamic(ty) {
        return Some(1);
    }
    match ty {
        DynSolType::FixedArray(inner, count) => {
            head_words(inner)?.checked_mul(u64::try_from(*count).ok()?)
        }
        DynSolType::Tuple(parts) => {
            parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(head_words(part)?))
        }
        DynSolType::Bytes
        | DynSolType::String
        | DynSolType::Array(_)
        | DynSolType::Bool
        | DynSolType::Int(_)
        | DynSolType::Uint(_)
        | DynSolType::FixedBytes(_)
        | DynSolType::Address
        | DynSolType::Function => Some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn offsets(signature: &str) -> Vec<u64> {
        let function = Function::parse(signature).unwrap();
        slots(&function).unwrap().iter().map(|s| s.offset).collect()
    }

    #[test]
    fn static_tuples_and_arrays_take_their_own_room() {
        assert_eq!(offsets("transfer(address,uint256)"), [0, 32]);
        assert_eq!(offsets("f((uint256,bool),address)"), [0, 64]);
        assert_eq!(offsets("f(uint8[3],address,bytes,bool)"), [0, 96, 128, 160]);
        assert_eq!(offsets("f((bytes,uint256),address)"), [0, 32]);
        assert_eq!(offsets("f(string[2],address)"), [0, 32]);
        assert_eq!(offsets("f()"), [0_u64; 0]);
    }

    #[test]
    fn lengths_that_fit_no_calldata_are_refused() {
        let function = Function::parse("f(uint256[1000000000000000000],bool)").unwrap();
        assert_eq!(slots(&function), Err(LayoutError::TooLong));
    }

    proptest! {
        #[test]
        fn any_signature_is_laid_out_or_refused(text in "[a-z]{1,4}\\([a-z0-9,()\\[\\]]{0,30}\\)") {
            if let Ok(function) = Function::parse(&text) {
                let _ = slots(&function);
            }
        }
    }
}
