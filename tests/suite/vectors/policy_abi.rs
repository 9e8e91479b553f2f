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
    let named: Vec<Function> = abi
        .iter()
        .filter(|item| item.get("type").is_none_or(|kind| kind == "function"))
        .map(|item| match item {
            Value::String(text) => Function::parse(text).unwrap(),
            other => serde_json::from_value(other.clone()).unwrap(),
        })
        .filter(|f: &Function| f.name == name && selector.is_none_or(|s| s == f.selector()))
        .collect();
    let fits = |f: &&Function| f.inputs.len() == args.len();
    let function = named.iter().find(fits).or(named.first()).unwrap();
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
            let hash = keccak256(bytes(&arg.value, ty));
            vec![U256::from(start).into(), U256::from(length).into(), hash]
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
        (Value::String(text), ty) if ty.contains("int") => {
            text.parse::<U256>().unwrap().to_be_bytes_vec()
        }
        (Value::Number(number), ty) if ty.contains("int") => {
            U256::from(number.as_u64().unwrap()).to_be_bytes_vec()
        }
        (Value::String(text), ty) if ty == "address" || ty.starts_with("bytes") => {
            hex::decode(&text[2..]).unwrap()
        }
        other => panic!("{other:?}"),
    }
}
