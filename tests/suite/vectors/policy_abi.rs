//! Rules from a function's arguments, as the reference packages make them: the rule of argument
//! `i` looks at byte `32 * i`, values are padded left.

use alloy_json_abi::Function;
use alloy_primitives::{B256, FixedBytes, U256, keccak256};
use latchkey_core::policy::{Condition, ParamRule};
use serde::Deserialize;
use serde_json::Value;

/// What one argument must be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Argument {
    condition: u8,
    value: Value,
    start: Option<u64>,
    length: Option<u64>,
}

/// The selector and the rules of the function of that name (and selector, if overloaded).
pub(crate) fn rules(
    abi: &[Value],
    name: &str,
    selector: Option<FixedBytes<4>>,
    args: &[Option<Argument>],
) -> (FixedBytes<4>, Vec<ParamRule>) {
    let function = abi
        .iter()
        .map(|item| match item {
            Value::String(text) => Function::parse(text).unwrap(),
            other => serde_json::from_value(other.clone()).unwrap(),
        })
        .find(|f: &Function| f.name == name && selector.is_none_or(|s| s == f.selector()))
        .unwrap();
    assert!(args.len() <= function.inputs.len());
    let rules = args
        .iter()
        .zip(&function.inputs)
        .zip(0_u64..)
        .filter_map(|((arg, input), at)| Some(rule(arg.as_ref()?, &input.ty, at * 32)))
        .collect();
    (function.selector(), rules)
}

fn rule(arg: &Argument, ty: &str, offset: u64) -> ParamRule {
    let condition = Condition::from_number(arg.condition).unwrap();
    let params = match (arg.start, arg.length) {
        (Some(start), Some(length)) => {
            assert_eq!(condition, Condition::SliceEqual);
            let bytes = bytes(&arg.value, ty);
            assert_eq!(u64::try_from(bytes.len()).unwrap(), length);
            vec![U256::from(start).into(), U256::from(length).into(), keccak256(bytes)]
        }
        (None, None) => match &arg.value {
            Value::Array(values) => values.iter().map(|value| word(value, ty)).collect(),
            value => vec![word(value, ty)],
        },
        _ => panic!("half a slice"),
    };
    ParamRule { condition, offset, params }
}

fn word(value: &Value, ty: &str) -> B256 {
    B256::left_padding_from(&bytes(value, ty))
}

fn bytes(value: &Value, ty: &str) -> Vec<u8> {
    match (value, ty) {
        (Value::Bool(flag), "bool") => vec![u8::from(*flag)],
        (Value::String(text), "string") => text.as_bytes().to_vec(),
        (Value::String(text), ty) if ty.starts_with("uint") => {
            text.parse::<U256>().unwrap().to_be_bytes_vec()
        }
        (Value::String(text), "address" | "bytes" | "bytes32") => hex::decode(&text[2..]).unwrap(),
        other => panic!("{other:?}"),
    }
}
