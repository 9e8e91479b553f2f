//! Why an argument cannot have a rule, and what could be done instead (spec 4.4).
//!
//! Refuses nothing; it only carries what the other files of this room found.

use alloy_dyn_abi::DynSolType;

use super::ArgPath;

/// Why there is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The text is not a path.
    #[error("“{0}” is not an argument. Write it like args[2].amount or args[3][1].")]
    BadPath(String),
    /// The function has no such argument, tuple member or array entry.
    #[error("The function has no {0}.")]
    NoSuchMember(ArgPath),
    /// Two members have this name.
    #[error("Two members are named like {0}; use their numbers.")]
    Ambiguous(ArgPath),
    /// The function's arguments have no layout.
    #[error("{0}")]
    Layout(#[from] crate::head::LayoutError),
    /// The argument, or what it is part of, lies behind a pointer.
    #[error(
        "{path} is of the dynamic type {ty}: in its place the calldata holds only a pointer, which the sender may choose. It cannot have a rule, except on a part of a string or bytes argument with call policy 0.0.5."
    )]
    Dynamic {
        /// The argument.
        path: ArgPath,
        /// The type that is dynamic.
        ty: DynSolType,
    },
    /// The argument takes several words.
    #[error("{path} is of type {ty} and takes several words; give a rule to one of its members.")]
    ManyWords {
        /// The argument.
        path: ArgPath,
        /// Its type.
        ty: DynSolType,
    },
    /// Order on signed numbers.
    #[error(
        "{path} is a signed number and the contract compares words as unsigned: every negative number counts as a huge one, so “at least 0” would let −1 pass and “at most 5” would refuse it, also where all limits are positive. Only “is”, “is not” and “one of” are exact."
    )]
    Signed {
        /// The argument.
        path: ArgPath,
    },
    /// Order on what has none.
    #[error("{path} is of type {ty}, which has no order here. Use “is”, “is not” or “one of”.")]
    Unordered {
        /// The argument.
        path: ArgPath,
        /// Its type.
        ty: DynSolType,
    },
    /// A slice condition with words.
    #[error("{path}: a rule on a part of a string or bytes argument takes a start and bytes.")]
    NotASlice {
        /// The argument.
        path: ArgPath,
    },
    /// A slice of something else than a top-level string or bytes.
    #[error(
        "{path}: only a string or bytes argument of the function itself can have a rule on a part of it."
    )]
    NoSlice {
        /// The argument.
        path: ArgPath,
    },
    /// The version has no slices.
    #[error("Only call policy 0.0.5 has rules on a part of an argument; use that version.")]
    NeedsSlices,
    /// Nothing to compare, or a place beyond 64 bits.
    #[error("{path}: the part is empty or too far into the argument.")]
    EmptySlice {
        /// The argument.
        path: ArgPath,
    },
    /// None, or too many values.
    #[error("{path}: this comparison takes one value, or some for “one of”; {got} were given.")]
    Count {
        /// The argument.
        path: ArgPath,
        /// How many.
        got: usize,
    },
    /// A value of another kind or beyond its type.
    #[error("{path}: the value is none of type {ty}.")]
    Value {
        /// The argument.
        path: ArgPath,
        /// Its type.
        ty: DynSolType,
    },
}
