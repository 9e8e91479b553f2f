//! Why bytes are not a policy, and where: which entry, which rule, which field, which byte.
//!
//! Why: permissions come from elsewhere too (blobs, chains), and "cannot be decoded" helps nobody.
//! Source: spec 4.1, 4.3 and 4.4. Refuses nothing; it only carries what the readers found.

use std::fmt;

use alloy_primitives::Address;

/// Why bytes are not a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No policy contract of that address is known.
    #[error("{0} is not a policy contract that Latchkey knows")]
    UnknownContract(Address),
    /// The flag is not one of the four.
    #[error("policy flag {0:#06x} is unknown")]
    UnknownFlag(u16),
    /// Something in the data is not as the contract reads it.
    #[error("{place}: {fault}")]
    At {
        /// Where.
        place: Place,
        /// What.
        fault: Fault,
    },
}

/// A place in policy data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which policy: `call`, `gas` …
    pub policy: &'static str,
    /// Entry of a call policy, from 0.
    pub permission: Option<usize>,
    /// Rule of that entry, from 0.
    pub rule: Option<usize>,
    /// Field, as the contract names it.
    pub field: &'static str,
    /// First byte of the field in the policy data.
    pub byte: usize,
}

/// What is wrong at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The data ends inside the field.
    #[error("the data ends here, {missing} bytes too early")]
    Ends {
        /// Bytes that are missing.
        missing: usize,
    },
    /// Bytes are left over.
    #[error("{count} bytes too many")]
    TooMany {
        /// How many.
        count: usize,
    },
    /// Bytes that must be zero are not: the value is wider than its type.
    #[error("the value is wider than its type")]
    Wide,
    /// A pointer or a count that the canonical encoding would not have, so that what is shown
    /// might not be all there is.
    #[error("not the one canonical form of this data")]
    NotCanonical,
    /// A value without a meaning in this version.
    #[error("the value has no meaning here")]
    Meaningless,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} policy", self.policy)?;
        if let Some(permission) = self.permission {
            write!(f, ", entry {permission}")?;
        }
        if let Some(rule) = self.rule {
            write!(f, ", rule {rule}")?;
        }
        write!(f, ", {} (byte {})", self.field, self.byte)
    }
}
