//! Signature-caller policy: which contracts get an answer from `isValidSignature` (spec 4.3).
//!
//! An empty list refuses every message signature; Latchkey adds it to every key.
//! Refuses: data that is not the canonical `abi(address[])`.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolValue;
use serde::{Deserialize, Serialize};

use super::DecodeError;

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
    /// Any data that [`Self::encode`] would not produce.
    pub fn decode(data: &[u8]) -> Result<Self, DecodeError> {
        let policy = "signature caller";
        let allowed_callers = Vec::<Address>::abi_decode_validate(data)
            .map_err(|_cause| DecodeError::Encoding { policy })?;
        let read = Self { allowed_callers };
        if read.encode().as_ref() == data {
            Ok(read)
        } else {
            Err(DecodeError::NotCanonical { policy })
        }
    }
}
