//! Results: from ABI words to JSON, every integer as text.

use alloy_dyn_abi::{DynSolValue, FunctionExt};
use alloy_json_abi::Function;
use alloy_primitives::Bytes;
use latchkey_core::text;
use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

/// Longest text in a result, in characters.
const TEXT_MAX: usize = 4_000;

/// A result as JSON gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AbiOutput {
    /// `true`, `false`.
    Bool(bool),
    /// Integers in decimal; addresses checksummed; bytes as 0x-hex; strings cleaned and capped.
    Text(String),
    /// Arrays and tuples.
    List(Vec<Self>),
}

/// Results of a call; raw 0x-hex when the function does not say what it returns.
pub(crate) fn decode(function: &Function, data: &Bytes) -> Result<Vec<AbiOutput>> {
    if function.outputs.is_empty() {
        return Ok(vec![AbiOutput::Text(data.to_string())]);
    }
    let values = function.abi_decode_output(data).map_err(|_mismatch| {
        Error::new(
            Code::Invalid,
            "The contract's answer does not fit the function's return types.",
            "Check the signature, and that the contract is what you think.",
        )
    })?;
    Ok(values.iter().map(output).collect())
}

fn output(value: &DynSolValue) -> AbiOutput {
    match value {
        DynSolValue::Bool(value) => AbiOutput::Bool(*value),
        DynSolValue::Uint(number, _) => AbiOutput::Text(number.to_string()),
        DynSolValue::Int(number, _) => AbiOutput::Text(number.to_string()),
        DynSolValue::Address(address) => AbiOutput::Text(address.to_checksum(None)),
        DynSolValue::Bytes(bytes) => AbiOutput::Text(format!("0x{}", hex::encode(bytes))),
        DynSolValue::FixedBytes(word, length) => {
            AbiOutput::Text(format!("0x{}", hex::encode(word.get(..*length).unwrap_or_default())))
        }
        DynSolValue::Function(function) => AbiOutput::Text(function.to_string()),
        DynSolValue::String(said) => AbiOutput::Text(text::clean(said, TEXT_MAX)),
        DynSolValue::Array(items) | DynSolValue::FixedArray(items) | DynSolValue::Tuple(items) => {
            AbiOutput::List(items.iter().map(output).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::U256;
    use alloy_sol_types::SolValue;

    #[test]
    fn integers_are_text_and_strings_are_clean() {
        let function = Function::parse("f() returns (uint256,string,bool)").unwrap();
        let data = (U256::MAX, "a\u{202E}b".to_owned(), true).abi_encode_params();
        let read = decode(&function, &data.into()).unwrap();
        let text = serde_json::to_string(&read).unwrap();
        assert_eq!(text, format!(r#"["{}","ab",true]"#, U256::MAX));
    }

    #[test]
    fn answers_that_do_not_fit_are_said_so() {
        let function = Function::parse("f() returns (uint256)").unwrap();
        assert!(decode(&function, &Bytes::from_static(&[1])).is_err());
        let bare = Function::parse("f()").unwrap();
        assert_eq!(
            decode(&bare, &Bytes::from_static(&[1])).unwrap(),
            vec![AbiOutput::Text("0x01".into())]
        );
    }
}
