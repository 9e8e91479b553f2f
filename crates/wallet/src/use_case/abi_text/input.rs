//! Arguments: from JSON to ABI words, strictly by type.

use std::collections::BTreeMap;

use alloy_dyn_abi::{DynSolType, DynSolValue, JsonAbiExt, Specifier};
use alloy_json_abi::{Function, Param};
use alloy_primitives::{Address, Bytes, FixedBytes, I256, U256};
use latchkey_core::text;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// An argument as JSON gives it. Integers too large for JSON are written as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AbiInput {
    /// `true`, `false`.
    Bool(bool),
    /// A whole number of at most 64 bits.
    Unsigned(u64),
    /// A negative whole number of at most 64 bits.
    Signed(i64),
    /// Text: strings, and decimal or 0x-hex numbers, addresses, bytes.
    Text(String),
    /// Arrays and tuples in order.
    List(Vec<Self>),
    /// Tuples by field name.
    Fields(BTreeMap<String, Self>),
}

/// `selector ‖ abi(args)`.
pub(crate) fn encode(function: &Function, args: &[AbiInput]) -> Result<Bytes> {
    if function.inputs.len() != args.len() {
        let message = format!(
            "{} takes {} arguments, not {}.",
            function.signature(),
            function.inputs.len(),
            args.len()
        );
        return Err(Error::invalid(message, "Give one value per argument, in order.").at("args"));
    }
    let pairs = function.inputs.iter().zip(args).enumerate();
    let values: Result<Vec<DynSolValue>> = pairs
        .map(|(place, (param, arg))| value(param, arg).map_err(|e| e.at(format!("args[{place}]"))))
        .collect();
    let encoded = function.abi_encode_input(&values?);
    encoded.map(Bytes::from).map_err(|_mismatch| {
        Error::invalid("The arguments do not fit the function.", "Check their types.").at("args")
    })
}

/// One argument by its declared type.
fn value(param: &Param, arg: &AbiInput) -> Result<DynSolValue> {
    let ty = param.resolve().map_err(|_unknown| unfit(&param.ty, "a type that is known"))?;
    of_type(&ty, &param.components, arg)
}

fn of_type(ty: &DynSolType, fields: &[Param], arg: &AbiInput) -> Result<DynSolValue> {
    match (ty, arg) {
        (DynSolType::Array(inner), AbiInput::List(items)) => {
            Ok(DynSolValue::Array(list(inner, fields, items)?))
        }
        (DynSolType::FixedArray(inner, length), AbiInput::List(items))
            if items.len() == *length =>
        {
            Ok(DynSolValue::FixedArray(list(inner, fields, items)?))
        }
        (DynSolType::Tuple(types), arg) => tuple(types, fields, arg),
        (ty, AbiInput::Bool(value)) if *ty == DynSolType::Bool => Ok(DynSolValue::Bool(*value)),
        (ty, AbiInput::Unsigned(number)) => leaf(ty, &number.to_string()),
        (ty, AbiInput::Signed(number)) => leaf(ty, &number.to_string()),
        (ty, AbiInput::Text(said)) => leaf(ty, said),
        (ty, AbiInput::Bool(_) | AbiInput::List(_) | AbiInput::Fields(_)) => {
            Err(unfit(&ty.sol_type_name(), "another kind of value"))
        }
    }
}

fn list(inner: &DynSolType, fields: &[Param], items: &[AbiInput]) -> Result<Vec<DynSolValue>> {
    items.iter().map(|item| of_type(inner, fields, item)).collect()
}

fn tuple(types: &[DynSolType], fields: &[Param], arg: &AbiInput) -> Result<DynSolValue> {
    let none: &[Param] = &[];
    let wrong = || unfit("tuple", "a list or an object with one entry per field");
    let mut values = Vec::with_capacity(types.len());
    for (place, ty) in types.iter().enumerate() {
        let field = fields.get(place);
        let item = match arg {
            AbiInput::List(items) if items.len() == types.len() => items.get(place),
            AbiInput::Fields(named) if named.len() == types.len() => {
                field.and_then(|field| named.get(&field.name))
            }
            AbiInput::Bool(_)
            | AbiInput::Unsigned(_)
            | AbiInput::Signed(_)
            | AbiInput::Text(_)
            | AbiInput::List(_)
            | AbiInput::Fields(_) => None,
        };
        let inner = field.map_or(none, |field| field.components.as_slice());
        values.push(of_type(ty, inner, item.ok_or_else(wrong)?)?);
    }
    Ok(DynSolValue::Tuple(values))
}

pub(crate) fn leaf(ty: &DynSolType, said: &str) -> Result<DynSolValue> {
    let name = ty.sol_type_name();
    let wrong = |want: &str| unfit(&name, &format!("{want}, not “{}”", text::clean(said, 80)));
    match ty {
        DynSolType::Bool => match said {
            "true" => Ok(DynSolValue::Bool(true)),
            "false" => Ok(DynSolValue::Bool(false)),
            _ => Err(wrong("true or false")),
        },
        DynSolType::Uint(bits) => {
            let number = unsigned(said).filter(|n| n.bit_len() <= *bits);
            number
                .map(|n| DynSolValue::Uint(n, *bits))
                .ok_or_else(|| wrong("a whole number that fits"))
        }
        DynSolType::Int(bits) => {
            let number =
                signed(said).filter(|n| usize::try_from(n.bits()).is_ok_and(|b| b <= *bits));
            number
                .map(|n| DynSolValue::Int(n, *bits))
                .ok_or_else(|| wrong("a whole number that fits"))
        }
        DynSolType::Address => {
            address(said).map(DynSolValue::Address).ok_or_else(|| wrong("an address"))
        }
        DynSolType::Bytes => {
            hex_bytes(said).map(DynSolValue::Bytes).ok_or_else(|| wrong("0x and hex digits"))
        }
        DynSolType::FixedBytes(length) => {
            let bytes = hex_bytes(said).filter(|b| b.len() == *length);
            let bytes =
                bytes.ok_or_else(|| wrong(&format!("0x and {length} bytes of hex digits")))?;
            Ok(DynSolValue::FixedBytes(FixedBytes::right_padding_from(&bytes), *length))
        }
        DynSolType::String => Ok(DynSolValue::String(said.to_owned())),
        DynSolType::Function
        | DynSolType::Array(_)
        | DynSolType::FixedArray(..)
        | DynSolType::Tuple(_) => Err(wrong("another kind of value")),
    }
}

fn unsigned(said: &str) -> Option<U256> {
    if let Some(hex) = said.strip_prefix("0x") {
        return (!hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .then(|| U256::from_str_radix(hex, 16).ok())
            .flatten();
    }
    let digits = !said.is_empty() && said.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| U256::from_str_radix(said, 10).ok()).flatten()
}

fn signed(said: &str) -> Option<I256> {
    let digits = said.strip_prefix('-').unwrap_or(said);
    unsigned(digits).filter(|_| !digits.starts_with("0x"))?;
    I256::from_dec_str(said).ok()
}

/// An address in any case; mixed case must carry the right checksum (EIP-55).
pub(crate) fn address(said: &str) -> Option<Address> {
    let hex = said.strip_prefix("0x").filter(|hex| hex.len() == 40)?;
    let mixed =
        hex.bytes().any(|b| b.is_ascii_lowercase()) && hex.bytes().any(|b| b.is_ascii_uppercase());
    if mixed { Address::parse_checksummed(said, None).ok() } else { said.parse().ok() }
}

fn hex_bytes(said: &str) -> Option<Vec<u8>> {
    hex::decode(said.strip_prefix("0x")?).ok()
}

fn unfit(ty: &str, want: &str) -> Error {
    Error::invalid(format!("An argument of type {ty} needs {want}."), "Correct it and try again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(signature: &str, args: &str) -> Result<String> {
        let function = Function::parse(signature).unwrap();
        let args: Vec<AbiInput> = serde_json::from_str(args).unwrap();
        encode(&function, &args).map(|bytes| bytes.to_string())
    }

    #[test]
    fn a_transfer_is_encoded() {
        let to = "0x00000000000000000000000000000000000000aa";
        let data =
            encoded("transfer(address,uint256)", &format!(r#"["{to}", "10000000"]"#)).unwrap();
        assert!(data.starts_with("0xa9059cbb") && data.ends_with("989680"), "{data}");
        let same = encoded("transfer(address,uint256)", &format!(r#"["{to}", 10000000]"#)).unwrap();
        assert_eq!(data, same);
    }

    #[test]
    fn tuples_by_order_or_name_and_arrays() {
        let abi = r#"{"type":"function","name":"f","outputs":[],"stateMutability":"view","inputs":
            [{"name":"t","type":"tuple[]","components":
              [{"name":"a","type":"uint8"},{"name":"b","type":"bool"}]}]}"#;
        let function: Function = serde_json::from_str(abi).unwrap();
        let encoded = |args: &str| {
            let args: Vec<AbiInput> = serde_json::from_str(args).unwrap();
            encode(&function, &args)
        };
        let by_order = encoded("[[[1, true]]]").unwrap();
        assert_eq!(by_order, encoded(r#"[[{"b": true, "a": 1}]]"#).unwrap());
        assert!(encoded(r#"[[{"b": true, "c": 1}]]"#).is_err());
    }

    #[test]
    fn what_does_not_fit_is_refused_by_place() {
        for (signature, args) in [
            ("f(uint8)", "[256]"),
            ("f(uint8)", r#"["1 ether"]"#),
            ("f(uint8)", r#"["-1"]"#),
            ("f(int8)", "[128]"),
            ("f(bytes4)", r#"["0x00"]"#),
            ("f(bool)", r#"["yes"]"#),
            ("f(address)", r#"["0x0000000071727De22E5E9d8BAf0edAc6f37da033"]"#),
            ("f(uint8[2])", "[[1]]"),
            ("f((uint8,bool))", "[[1]]"),
        ] {
            let error = encoded(signature, args).unwrap_err();
            assert_eq!(error.field.as_deref(), Some("args[0]"), "{signature} {args}");
        }
        assert_eq!(encoded("f(uint8)", "[]").unwrap_err().field.as_deref(), Some("args"));
        assert!(encoded("f(int8)", "[-128]").is_ok());
    }

    #[test]
    fn floats_are_not_arguments() {
        assert!(serde_json::from_str::<Vec<AbiInput>>("[1.5]").is_err());
    }
}
