//! Functions, arguments and results as agents write and read them.
//!
//! Why: JSON arguments become ABI words by the function's own types, and results come back with
//! every integer as text.
//! Refuses: floats, units, wrong checksums, values that do not fit their type, guesses between
//! overloads.

mod function;
mod input;
mod output;

pub use function::FunctionSource;
pub use input::AbiInput;
pub use output::AbiOutput;

pub(crate) use input::{address, encode, leaf};
pub(crate) use output::decode;
