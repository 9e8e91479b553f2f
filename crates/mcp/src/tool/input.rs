//! Arguments off the wire, made into types.
//!
//! Why: agents send numbers as text and text as numbers; what is meant without doubt is taken, all
//! else is answered with the name of the argument.
//! Refuses: floats, unknown arguments, addresses with a wrong checksum.

use alloy_primitives::{Address, U256};
use latchkey_core::{amount, text};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};

use super::Arguments;
use super::error::{ErrorCode, ToolError};

/// Parses a tool's arguments.
pub(super) fn parse<T: DeserializeOwned>(arguments: Arguments) -> Result<T, ToolError> {
    serde_path_to_error::deserialize(Value::Object(arguments)).map_err(|error| {
        let path = error.path().to_string();
        let why = error.into_inner().to_string();
        let why = if why.contains("untagged enum") {
            "this kind of value cannot be used here; write numbers as strings".to_owned()
        } else {
            text::clean(&why, text::REASON_MAX)
        };
        let invalid = |said: String| {
            ToolError::new(ErrorCode::InvalidArguments, said)
                .suggest("Correct the argument as the tool's input schema says; nothing was sent.")
        };
        if path == "." {
            invalid(format!("The arguments do not fit: {why}."))
        } else {
            invalid(format!("The argument {path} does not fit: {why}.")).at(path)
        }
    })
}

/// Text, or a number that stands for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Loose {
    /// As it should be.
    Text(String),
    /// As it often comes.
    Number(Number),
}

impl Loose {
    /// As text; a number as it is written.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(said) => said.trim().to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// An address in any case; in mixed case its checksum must be right.
pub(super) fn address(field: &str, said: &str) -> Result<Address, ToolError> {
    let said = said.trim();
    let hex = said.strip_prefix("0x").unwrap_or_default();
    let mixed =
        hex.bytes().any(|b| b.is_ascii_lowercase()) && hex.bytes().any(|b| b.is_ascii_uppercase());
    let parsed = if hex.len() != 40 {
        None
    } else if mixed {
        Address::parse_checksummed(said, None).ok()
    } else {
        said.parse().ok()
    };
    parsed.ok_or_else(|| {
        let shown = text::clean(said, 60);
        ToolError::new(ErrorCode::InvalidAddress, format!("“{shown}” is no valid address."))
            .at(field)
            .suggest("Give 0x and 40 hex digits; in mixed case the checksum must be right. Names are not looked up.")
    })
}

/// An amount in units of `10^decimals`, as smallest units.
pub(super) fn amount(field: &str, said: &Loose, decimals: u8) -> Result<U256, ToolError> {
    let wrong = |why: String| {
        ToolError::new(ErrorCode::InvalidAmount, why)
            .at(field)
            .suggest("Write it as a decimal string, like \"0.25\".")
    };
    if let Loose::Number(number) = said
        && !(number.is_u64() || number.is_i64())
    {
        return Err(wrong("A number with a point is not exact.".to_owned()));
    }
    let said = said.text();
    amount::parse(&said, decimals)
        .map_err(|error| wrong(format!("The amount is not usable: {error}.")))
}

/// Seconds to wait for inclusion.
pub(super) fn wait(asked: Option<u8>) -> Result<u8, ToolError> {
    const DEFAULT: u8 = 20;
    const MOST: u8 = 45;
    match asked {
        None => Ok(DEFAULT),
        Some(seconds) if seconds <= MOST => Ok(seconds),
        Some(seconds) => Err(ToolError::new(
            ErrorCode::InvalidArguments,
            format!("waitSeconds is {seconds}; at most {MOST} are waited."),
        )
        .at("waitSeconds")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loose(json: &str) -> Loose {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn amounts_are_exact_or_refused() {
        assert_eq!(
            amount("amount", &loose("\"0.2\""), 18).unwrap(),
            U256::from(200_000_000_000_000_000_u64)
        );
        assert_eq!(amount("amount", &loose("5"), 0).unwrap(), U256::from(5));
        for bad in ["0.2", "-1", "\"\"", "\"1e3\"", "\"0.5\""] {
            let decimals = if bad == "\"0.5\"" { 0 } else { 18 };
            let error = amount("amount", &loose(bad), decimals).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidAmount, "{bad}");
        }
    }

    #[test]
    fn addresses_need_their_checksum() {
        let good = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        assert!(address("address", good).is_ok());
        assert!(address("address", &good.to_lowercase()).is_ok());
        assert!(address("address", &good.replace("dc79", "dC79")).is_err());
        assert!(address("address", "vitalik.eth").is_err());
    }
}
