//! Signature-caller policy: which contracts get an answer from `isValidSignature` (spec 4.3).
//!
//! An empty list refuses every message signature; Latchkey adds it to every key.
//! Refuses: data that is not the canonical `abi(address[])`.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolValue;
use serde::{Deserialize, Serialize};

use super::{
    DecodeError,
    read::{Reader, WORD},
};

/// Contracts that may ask; empty = nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignatureCallerPolicy {
    /// Callers of `isValidSignature` that get a yes.
    pub allowed_callers: Vec<Address>,
}

impl SignatureCallerPolicy {
    /// `abi(address[])`.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        self.allowed_callers.abi_encode().into()
    }

    /// Reads it back.
    ///
    /// # Errors
    /// The place of the first fault in any data that [`Self::encode`] would not produce.
    pub fn decode(data: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("signature caller", data);
        reader.pointer("allowedCallers", WORD)?;
        let count = reader.count("allowedCallers.length", WORD)?;
        let callers = (0..count).map(|_| reader.address("allowedCallers"));
        let allowed_callers = callers.collect::<Result<_, _>>()?;
        reader.end()?;
        Ok(Self { allowed_callers })
    }
}
