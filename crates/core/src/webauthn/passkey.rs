//! A passkey: its point on P-256 and what names its credential (spec 7.1, 7.2).
//!
//! Refuses: keys of other algorithms, points that are not on the curve. The contract takes such a
//! point and then refuses every signature for ever.

use alloy_primitives::{B256, Bytes, U256, hex, keccak256, uint};
use serde::{Deserialize, Serialize};

use super::cbor::{Item, Reader};

/// A passkey's public key and what names its credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Passkey {
    /// First coordinate.
    pub x: U256,
    /// Second coordinate.
    pub y: U256,
    /// keccak256 of the raw credential id.
    pub authenticator_id_hash: B256,
}

/// Why a public key is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// Not an uncompressed P-256 point in SPKI form (DER).
    #[error("this is not a P-256 public key; use a passkey that signs with ES256")]
    Spki,
    /// Not a COSE key of ES256 (RFC 9053: kty 2, alg -7, curve 1, x and y of 32 bytes).
    #[error("this is not an ES256 key of an authenticator; use a passkey that signs with ES256")]
    Cose,
    /// The point is not on the curve.
    #[error(
        "this public key is no point of P-256, so nothing could ever sign for it; make another"
    )]
    NotOnCurve,
    /// Not 96 bytes, as the contracts keep a passkey.
    #[error("a passkey is 96 bytes on chain, this is {0}")]
    Length(usize),
}

/// DER of a P-256 SubjectPublicKeyInfo up to and with the `04` of an uncompressed point.
const SPKI_PREFIX: [u8; 27] = hex!("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

/// The prime of the field.
const P: U256 = uint!(0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff_U256);
/// `b` of `y² = x³ − 3x + b`.
const B: U256 = uint!(0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b_U256);

impl Passkey {
    /// From a registration: the key in SPKI form (DER), and the raw credential id.
    ///
    /// # Errors
    /// [`PasskeyError::Spki`] for anything but an uncompressed P-256 point,
    /// [`PasskeyError::NotOnCurve`].
    pub fn from_registration(spki: &[u8], credential_id: &[u8]) -> Result<Self, PasskeyError> {
        let point = spki.strip_prefix(&SPKI_PREFIX).ok_or(PasskeyError::Spki)?;
        let (x, y) = point.split_first_chunk::<32>().ok_or(PasskeyError::Spki)?;
        let y = <&[u8; 32]>::try_from(y).ok().ok_or(PasskeyError::Spki)?;
        Self::at_point(*x, *y, credential_id)
    }

    /// From a COSE key (CBOR map), as authenticator data carries it, and the raw credential id.
    ///
    /// # Errors
    /// [`PasskeyError::Cose`], [`PasskeyError::NotOnCurve`].
    pub fn from_cose(cose: &[u8], credential_id: &[u8]) -> Result<Self, PasskeyError> {
        let mut reader = Reader::new(cose);
        let key = Self::read_cose(&mut reader, credential_id)?;
        if reader.rest().is_empty() { Ok(key) } else { Err(PasskeyError::Cose) }
    }

    /// The COSE key at the front of what is being read.
    pub(super) fn read_cose(
        reader: &mut Reader<'_>,
        credential_id: &[u8],
    ) -> Result<Self, PasskeyError> {
        let (x, y) = point(reader).ok_or(PasskeyError::Cose)?;
        Self::at_point(x, y, credential_id)
    }

    /// From the 96 bytes of validator or signer data.
    ///
    /// # Errors
    /// [`PasskeyError::Length`]. A point off the curve is read as it stands: the chain has it so.
    pub fn from_data(data: &[u8]) -> Result<Self, PasskeyError> {
        let wrong = || PasskeyError::Length(data.len());
        let (x, rest) = data.split_first_chunk::<32>().ok_or_else(wrong)?;
        let (y, rest) = rest.split_first_chunk::<32>().ok_or_else(wrong)?;
        let id = <[u8; 32]>::try_from(rest).ok().ok_or_else(wrong)?;
        let (x, y) = (U256::from_be_bytes(*x), U256::from_be_bytes(*y));
        Ok(Self { x, y, authenticator_id_hash: id.into() })
    }

    fn at_point(x: [u8; 32], y: [u8; 32], credential_id: &[u8]) -> Result<Self, PasskeyError> {
        let (x, y) = (U256::from_be_bytes(x), U256::from_be_bytes(y));
        let key = Self { x, y, authenticator_id_hash: keccak256(credential_id) };
        if key.is_on_curve() { Ok(key) } else { Err(PasskeyError::NotOnCurve) }
    }

    /// Whether anything can sign for it: `y² = x³ − 3x + b` in the field.
    #[must_use]
    pub fn is_on_curve(&self) -> bool {
        let (x, y) = (self.x, self.y);
        let minus_three = P.saturating_sub(U256::from(3));
        let right = x.mul_mod(x, P).add_mod(minus_three, P).mul_mod(x, P).add_mod(B, P);
        x < P && y < P && y.mul_mod(y, P) == right
    }

    /// Validator enable data and signer data: `x ‖ y ‖ authenticatorIdHash`, 96 bytes.
    #[must_use]
    pub fn data(&self) -> Bytes {
        let words = [B256::from(self.x), self.y.into(), self.authenticator_id_hash];
        words.concat().into()
    }

    /// The COSE key in CTAP2's canonical form, 77 bytes.
    #[must_use]
    pub fn to_cose(&self) -> Bytes {
        let (x, y) = (self.x.to_be_bytes::<32>(), self.y.to_be_bytes::<32>());
        [&hex!("a5010203262001215820")[..], &x, &hex!("225820"), &y].concat().into()
    }
}

/// One COSE key of ES256 off the front: its coordinates.
fn point(reader: &mut Reader<'_>) -> Option<([u8; 32], [u8; 32])> {
    let Item::Map(entries) = reader.item()? else { return None };
    let (mut kty, mut alg, mut curve, mut x, mut y) = (None, None, None, None, None);
    for _ in 0..entries {
        let label = reader.integer()?;
        let taken = match label {
            1 => kty.replace(reader.integer()?).is_some(),
            3 => alg.replace(reader.integer()?).is_some(),
            -1 => curve.replace(reader.integer()?).is_some(),
            -2 => x.replace(coordinate(reader)?).is_some(),
            -3 => y.replace(coordinate(reader)?).is_some(),
            _ => return None,
        };
        if taken {
            return None;
        }
    }
    ((kty, alg, curve) == (Some(2), Some(-7), Some(1))).then_some((x?, y?))
}

fn coordinate(reader: &mut Reader<'_>) -> Option<[u8; 32]> {
    let Item::Bytes(bytes) = reader.item()? else { return None };
    bytes.try_into().ok()
}
