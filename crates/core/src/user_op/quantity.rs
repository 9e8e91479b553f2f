//! Quantities of the Ethereum JSON-RPC (spec 11): `0x` and hex digits, none leading, zero being
//! `0x0`.
//!
//! Refuses: decimal strings, JSON numbers, missing `0x`. Leading zeros are read, never written.

use alloy_primitives::{U128, U256};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Serde for [`U256`].
pub(crate) mod u256 {
    use super::{Deserializer, Serializer, U256};

    pub(crate) fn serialize<S: Serializer>(v: &U256, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{v:#x}"))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<U256, D::Error> {
        super::read(from)
    }
}

/// Serde for [`u128`].
pub(crate) mod u128 {
    use super::{Deserializer, Error, Serializer, U128};

    pub(crate) fn serialize<S: Serializer>(v: &u128, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{v:#x}"))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u128, D::Error> {
        let wide = super::read(from)?;
        U128::checked_from_limbs_slice(wide.as_limbs())
            .map(|narrow| narrow.to())
            .ok_or_else(|| D::Error::custom("a quantity above 128 bits; send a smaller one"))
    }
}

/// Serde for an optional [`u128`], absent rather than null when `None`.
pub(crate) mod optional_u128 {
    use super::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Quantity(#[serde(with = "super::u128")] u128);

    pub(crate) fn serialize<S: Serializer>(v: &Option<u128>, to: S) -> Result<S::Ok, S::Error> {
        v.map(Quantity).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<u128>, D::Error> {
        Ok(Option::<Quantity>::deserialize(from)?.map(|quantity| quantity.0))
    }
}

fn read<'de, D: Deserializer<'de>>(from: D) -> Result<U256, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
    let digits = text.strip_prefix("0x").filter(|digits| {
        (1..=64).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit())
    });
    digits
        .and_then(|digits| U256::from_str_radix(digits, 16).ok())
        .ok_or_else(|| D::Error::custom("a quantity is 0x and 1 to 64 hex digits"))
}
