//! Why a text is no serialized account, down to the path inside its JSON (spec 8).
//!
//! Refuses: to repeat what stands at the path; it may be a private key.

use crate::{account::parse::ParseError, kernel::version::KernelVersion, policy};

/// Most characters a serialized account may have: far above 253 policies, far below a nuisance.
pub const MAX_TEXT: usize = 1 << 20;

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// More than [`MAX_TEXT`] characters.
    #[error("a serialized account of {0} characters is longer than any real one; ask for it again")]
    TooLong(usize),
    /// Not base64 (RFC 4648, section 4).
    #[error("not base64 at character {0}; copy the whole text again")]
    Base64(usize),
    /// The bytes inside are not UTF-8.
    #[error("not UTF-8 at byte {0}; copy the whole text again")]
    Utf8(usize),
    /// The text inside is not JSON, or too deeply nested.
    #[error("not JSON at line {line}, column {column}; copy the whole text again")]
    Json {
        /// From 1.
        line: usize,
        /// From 1; 0 at the end of a line.
        column: usize,
    },
    /// A key is given twice, which two readers may take differently.
    #[error("a key is given twice at line {line}, column {column}; ask for another text")]
    Repeated {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// One field is wrong.
    #[error("{path}: {problem}")]
    Field {
        /// Where, for example `permissionParams.policies[0].policyParams.allowed`; `.` is the top.
        path: String,
        /// What is wrong there.
        problem: Problem,
    },
}

/// What is wrong at one path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing there.
    #[error("missing")]
    Missing,
    /// A key that no published writer writes and that would be lost.
    #[error("unknown; this text is newer than Latchkey, or not a serialized account")]
    Unknown,
    /// Another type of JSON value than this one.
    #[error("not {0}")]
    Type(&'static str),
    /// A number beyond what the contract holds.
    #[error("more than {0} bits")]
    TooLarge(usize),
    /// Hex of another length.
    #[error("{got} bytes where {expected} belong")]
    Length {
        /// Bytes that belong there.
        expected: usize,
        /// Bytes that are there.
        got: usize,
    },
    /// An address in mixed case whose checksum (EIP-55) does not fit.
    #[error("the checksum of this address is wrong; compare it with where it came from")]
    Checksum,
    /// An address that other readers compare letter by letter.
    #[error("the published reader wants this address written exactly as {0}")]
    Spelling(String),
    /// A policy at a contract that is not its own.
    #[error("not the contract of this policy")]
    Contract,
    /// A value outside the list.
    #[error("unknown {0}")]
    Value(&'static str),
    /// More entries than a permission can have.
    #[error("{0} entries are too many")]
    TooMany(usize),
    /// The policy flag or data is none.
    #[error(transparent)]
    Policy(#[from] policy::DecodeError),
    /// The account's first calldata cannot be read.
    #[error(transparent)]
    Factory(#[from] ParseError),
    /// No Kernel version gives the stated address.
    #[error("this calldata does not deploy the stated account")]
    NoVersion,
    /// Not usable with the version the account is made with.
    #[error("not possible with Kernel {}", .0.name())]
    Version(KernelVersion),
    /// Two fields say different things.
    #[error("contradicts {0}")]
    Contradiction(&'static str),
}
