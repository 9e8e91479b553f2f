//! A rule on a part of a string or bytes argument: SLICE_EQUAL of call policy 0.0.5 (spec 4.4).
//!
//! Why: it is the one way to bind a dynamic argument: the contract follows the pointer in the
//! argument's head and hashes `length` bytes from `start`.
//! Refuses: other versions, members of tuples and arrays (their pointers do not count from the
//! arguments), empty parts (their hash binds nothing), and places beyond 64 bits.

use alloy_dyn_abi::DynSolType;
use alloy_json_abi::Function;
use alloy_primitives::{U256, keccak256};

use super::{ArgPath, RuleError, leaf};
use crate::policy::{CallPolicyVersion, Condition, ParamRule};

/// The rule that the argument's bytes from `start` on (in bytes, from 0) are `expected`.
///
/// # Errors
/// [`RuleError`].
pub fn slice_of(
    function: &Function,
    path: &ArgPath,
    start: u64,
    expected: &[u8],
    version: CallPolicyVersion,
) -> Result<ParamRule, RuleError> {
    if !version.knows(Condition::SliceEqual) {
        return Err(RuleError::NeedsSlices);
    }
    let leaf = leaf(function, path)?;
    let sliced = matches!(leaf.ty, DynSolType::Bytes | DynSolType::String);
    if !sliced || path.steps().len() != 1 {
        return Err(RuleError::NoSlice { path: path.clone() });
    }
    let length = u64::try_from(expected.len()).ok().filter(|length| *length > 0);
    let fits = length.filter(|length| start.checked_add(*length).is_some());
    let length = fits.ok_or_else(|| RuleError::EmptySlice { path: path.clone() })?;
    let params = vec![U256::from(start).into(), U256::from(length).into(), keccak256(expected)];
    Ok(ParamRule { condition: Condition::SliceEqual, offset: leaf.offset, params })
}
