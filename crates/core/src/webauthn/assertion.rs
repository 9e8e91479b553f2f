//! One answer of an authenticator as the contracts take it (spec 7.3, 7.4).
//!
//! `abi(bytes authenticatorData, string clientDataJSON, uint256 responseTypeLocation, uint256 r,
//! uint256 s, bool usePrecompiled)`.
//! Why: a signature that the contract refuses costs a failed operation, so all that the contract
//! checks is checked here first; the P-256 equation itself in `verify`, where the key is known.
//! Refuses: high `s` from outside (an answer made here is lowered), unverified answers, another
//! challenge, client data in another order.

use alloy_primitives::{B256, Bytes, U256, uint};
use alloy_sol_types::SolValue;

use super::{
    authenticator_data::Flags,
    client_data::{CHALLENGE_AT, TYPE, challenge_member, stands_at, type_location},
    der,
};

/// What an authenticator answered, as the contracts read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// `rpIdHash(32) ‖ flags(1) ‖ counter(4) ‖ …`.
    pub authenticator_data: Bytes,
    /// The JSON the authenticator signed.
    pub client_data_json: String,
    /// Byte index of `"type":"webauthn.get"` in it.
    pub response_type_location: U256,
    /// First half of the signature.
    pub r: U256,
    /// Second half, at most half the group order.
    pub s: U256,
    /// Whether the chain has the P-256 precompile (RIP-7212).
    pub use_precompile: bool,
}

/// Why an answer is not taken. The contracts refuse each of these too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssertionError {
    /// The bytes are not the six ABI values, or the client data is not UTF-8.
    #[error("this is not a passkey signature; ask for it again")]
    Encoding,
    /// The signature is not two integers of 32 bytes in DER.
    #[error("the authenticator's signature cannot be read; ask for it again")]
    Signature,
    /// `r` or `s` is zero or not below the group order.
    #[error("the signature is outside the curve's numbers; ask for it again")]
    Range,
    /// `s` above half the group order.
    #[error("the signature is in its other form, which the contracts refuse; lower s")]
    HighS,
    /// Authenticator data shorter than 37 bytes.
    #[error("the authenticator's answer is cut off; ask again")]
    Short,
    /// Not both user present and user verified, or backed up without being backup eligible.
    #[error("the authenticator did not verify the person; ask again with verification")]
    NotVerified,
    /// `"type":"webauthn.get"` is not at the location.
    #[error("the authenticator answered something else than a request to sign; ask again")]
    Type,
    /// The challenge is another, or not at byte 23.
    #[error("the authenticator answered another question than it was asked; ask again")]
    Challenge,
    /// Another key than the passkey's signed (see [`Assertion::verify`]).
    #[error("another passkey made this signature; sign with the one that was approved")]
    OtherKey,
}

/// Order of the P-256 group.
pub(super) const ORDER: U256 =
    uint!(0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551_U256);
/// Half of it, rounded down; the contracts refuse a larger `s`.
pub(super) const HALF_ORDER: U256 =
    uint!(0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8_U256);

/// Length of authenticator data without a credential or extensions.
const SHORTEST: usize = 37;

impl Assertion {
    /// From an answer to `challenge`: finds the type, makes `s` low, and checks the rest.
    ///
    /// # Errors
    /// [`AssertionError`] where the contracts would refuse the answer.
    pub fn new(
        challenge: B256,
        authenticator_data: Bytes,
        client_data_json: String,
        der_signature: &[u8],
        use_precompile: bool,
    ) -> Result<Self, AssertionError> {
        let (r, s) = der::signature(der_signature).ok_or(AssertionError::Signature)?;
        let s = if s > HALF_ORDER { ORDER.saturating_sub(s) } else { s };
        let location = type_location(&client_data_json).ok_or(AssertionError::Type)?;
        let response_type_location = U256::from(location);
        let made = Self {
            authenticator_data,
            client_data_json,
            response_type_location,
            r,
            s,
            use_precompile,
        };
        made.check(challenge).map(|()| made)
    }

    /// Checks what the contracts check, but for the P-256 equation.
    ///
    /// # Errors
    /// [`AssertionError`], the first that applies.
    pub fn check(&self, challenge: B256) -> Result<(), AssertionError> {
        if self.authenticator_data.len() < SHORTEST {
            return Err(AssertionError::Short);
        }
        let flags = self.authenticator_data.get(32).copied().unwrap_or_default();
        if !Flags(flags).are_taken() {
            return Err(AssertionError::NotVerified);
        }
        let location = usize::try_from(self.response_type_location).ok();
        if !location.is_some_and(|at| stands_at(&self.client_data_json, TYPE, at)) {
            return Err(AssertionError::Type);
        }
        let member = challenge_member(challenge.as_slice());
        if !stands_at(&self.client_data_json, &member, CHALLENGE_AT) {
            return Err(AssertionError::Challenge);
        }
        let range = U256::ONE..ORDER;
        if !range.contains(&self.r) || !range.contains(&self.s) {
            return Err(AssertionError::Range);
        }
        if self.s > HALF_ORDER { Err(AssertionError::HighS) } else { Ok(()) }
    }

    /// `abi(authenticatorData, clientDataJSON, responseTypeLocation, r, s, usePrecompiled)`.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let (data, json) = (self.authenticator_data.clone(), self.client_data_json.clone());
        (data, json, self.response_type_location, self.r, self.s, self.use_precompile)
            .abi_encode_params()
            .into()
    }

    /// Reads a signature back.
    ///
    /// # Errors
    /// [`AssertionError::Encoding`].
    pub fn decode(bytes: &[u8]) -> Result<Self, AssertionError> {
        type Parts = (Bytes, Bytes, U256, U256, U256, bool);
        let parts =
            Parts::abi_decode_params_validate(bytes).map_err(|_not| AssertionError::Encoding)?;
        let (authenticator_data, json, response_type_location, r, s, use_precompile) = parts;
        let client_data_json =
            String::from_utf8(json.into()).map_err(|_not| AssertionError::Encoding)?;
        Ok(Self {
            authenticator_data,
            client_data_json,
            response_type_location,
            r,
            s,
            use_precompile,
        })
    }
}
