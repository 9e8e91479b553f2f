//! For any function and value: the rule made for a value lets the call with that value through and
//! refuses the call with another.
#![allow(clippy::unwrap_used, reason = "a test")]

use alloy_dyn_abi::DynSolValue as Value;
use alloy_primitives::{Address, B256, Bytes, I256, U256};
use proptest::prelude::*;

use super::*;
use crate::{
    kernel::execute::{Call, ExecMode, encode_execute},
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Policy, PolicyKind,
        check::{self, Facts},
    },
    user_op::UserOperation,
};

const TARGET: Address = Address::repeat_byte(7);

fn path(text: &str) -> ArgPath {
    text.parse().unwrap()
}

fn function(text: &str) -> Function {
    Function::parse(text).unwrap()
}

/// `f` with a tuple argument `t` of these named members, between a `bytes` and others.
fn named(first: &str, second: &str) -> Function {
    let json = format!(
        r#"{{"type":"function","name":"f","stateMutability":"view","outputs":[],"inputs":[
        {{"name":"data","type":"bytes"}},
        {{"name":"pay","type":"tuple","components":[
            {{"name":"{first}","type":"uint256"}},{{"name":"{second}","type":"address"}}]}},
        {{"name":"kinds","type":"uint8[3]"}},
        {{"name":"more","type":"tuple[2]","components":[
            {{"name":"","type":"bool"}},{{"name":"step","type":"int16"}}]}}]}}"#
    );
    serde_json::from_str(&json).unwrap()
}

fn uint(number: u64) -> Value {
    Value::Uint(U256::from(number), 256)
}

fn made(signature: &str, at: &str, value: Value) -> ParamRule {
    rule_of(&function(signature), &path(at), Condition::Equal, &[value]).unwrap()
}

#[test]
fn offsets_follow_the_head() {
    let function = named("amount", "to");
    let offset = |at: &str, value: Value| {
        rule_of(&function, &path(at), Condition::Equal, &[value]).unwrap().offset
    };
    assert_eq!(offset("args[1].amount", uint(1)), 32);
    assert_eq!(offset("args[1][1]", Value::Address(TARGET)), 64);
    assert_eq!(offset("args.pay.to", Value::Address(TARGET)), 64);
    assert_eq!(offset("args[2][2]", uint(255)), 160);
    assert_eq!(offset("args[3][1].step", Value::Int(I256::MINUS_ONE, 16)), 288);
    let found = leaf_at(&function, 64).unwrap();
    assert_eq!((found.path.to_string().as_str(), found.name.as_str()), ("args[1].to", "to"));
    assert_eq!(leaf_at(&function, 288).unwrap().path.to_string(), "args[3][1].step");
    assert_eq!(leaf_at(&function, 0).unwrap().path.to_string(), "args[0]");
    assert_eq!(leaf_at(&function, 65), None);
    assert_eq!(leaf_at(&function, 320), None);
    let twice = leaf(&named("a", "a"), &path("args.pay.a")).unwrap_err();
    assert_eq!(twice, RuleError::Ambiguous(path("args.pay.a")));
}

#[test]
fn words_are_padded_by_their_type() {
    let bytes = Value::FixedBytes(B256::right_padding_from(&[1, 2, 3, 4]), 4);
    assert!(made("f(bytes4)", "args[0]", bytes).params[0].starts_with(&[1, 2, 3, 4, 0]));
    assert_eq!(made("f(bool)", "args[0]", Value::Bool(true)).params[0], B256::with_last_byte(1));
    let minus = made("f(int8)", "args[0]", Value::Int(I256::MINUS_ONE, 8)).params[0];
    assert_eq!(minus, B256::repeat_byte(0xff));
    assert_eq!(made("f(address)", "args[0]", Value::Address(TARGET)).params[0], TARGET.into_word());
}

fn refused(signature: &str, at: &str, condition: Condition, value: Value) -> String {
    rule_of(&function(signature), &path(at), condition, &[value]).unwrap_err().to_string()
}

#[test]
fn refusals_say_why() {
    use Condition::{Equal, GreaterThanOrEqual, LessThan};
    let zero = Value::Int(I256::ZERO, 256);
    let signed = refused("f(int256)", "args[0]", GreaterThanOrEqual, zero);
    assert!(signed.contains("compares words as unsigned"), "{signed}");
    for ty in ["bool", "address", "bytes8", "function"] {
        let why = refused(&format!("f({ty})"), "args[0]", LessThan, uint(1));
        assert!(why.contains("has no order"), "{why}");
    }
    for (ty, at) in [
        ("string", "args[0]"),
        ("bytes", "args[0]"),
        ("uint256[]", "args[0]"),
        ("uint256[]", "args[0][1]"),
        ("(string,uint256)", "args[0]"),
        ("(string,uint256)", "args[0][1]"),
        ("string[2]", "args[0]"),
    ] {
        let why = refused(&format!("f({ty})"), at, Equal, uint(1));
        assert!(why.contains("dynamic type"), "{ty}: {why}");
    }
    assert!(refused("f((bool,bool))", "args[0]", Equal, uint(1)).contains("several words"));
    assert!(refused("f(bool[2])", "args[0][2]", Equal, uint(1)).contains("no args[0][2]"));
    assert!(refused("f(bool)", "args[1]", Equal, uint(1)).contains("no args[1]"));
    assert!(refused("f((bool,bool))", "args[0].a", Equal, uint(1)).contains("no args[0].a"));
    let function = function("f(uint8)");
    let many = rule_of(&function, &path("args[0]"), Equal, &[uint(1), uint(2)]).unwrap_err();
    assert_eq!(many, RuleError::Count { path: path("args[0]"), got: 2 });
    let none = rule_of(&function, &path("args[0]"), Condition::OneOf, &[]).unwrap_err();
    assert_eq!(none, RuleError::Count { path: path("args[0]"), got: 0 });
}

#[test]
fn values_must_fit_their_type() {
    let over = |ty: &str, value| {
        assert!(refused(&format!("f({ty})"), "args[0]", Condition::Equal, value).contains(ty));
    };
    over("uint8", uint(256));
    over("int8", Value::Int(I256::unchecked_from(128), 8));
    over("int8", Value::Int(I256::unchecked_from(-129), 8));
    over("bytes4", Value::FixedBytes(B256::repeat_byte(1), 4));
    over("bytes4", Value::FixedBytes(B256::ZERO, 8));
    over("bool", uint(1));
    over("address", uint(1));
    made("f(uint8)", "args[0]", uint(255));
    made("f(int8)", "args[0]", Value::Int(I256::unchecked_from(-128), 8));
}

#[test]
fn paths_are_read_or_refused() {
    for good in ["args[0]", "args[2].amount", "args[3][1]", "args.to", "args[1].a[2].b_$"] {
        assert_eq!(path(good).to_string(), good);
    }
    for bad in ["", "args", "args[]", "args[-1]", "args[+1]", "arg[0]", "args[0", "args[0].", "x"] {
        assert!(bad.parse::<ArgPath>().is_err(), "{bad}");
    }
    assert!("args[99999999999999999999999]".parse::<ArgPath>().is_err());
}

#[test]
fn parts_of_dynamic_arguments() {
    let function = function("f(uint256,string note,(string,bool) deep)");
    let version = CallPolicyVersion::V0_0_5;
    let rule = slice_of(&function, &path("args.note"), 1, b"abc", version).unwrap();
    let allowed = |text: &str| {
        let rest = Value::Tuple(vec![Value::String("abc".into()), Value::Bool(true)]);
        let values = vec![uint(1), Value::String(text.into()), rest];
        passes(&function, &rule, &values)
    };
    assert!(allowed("Xabc") && allowed("Yabcd"));
    assert!(!allowed("Xabd") && !allowed("abc") && !allowed("") && !allowed("Xab"));
    let refused = |at: &str, start, bytes: &[u8], version| {
        slice_of(&function, &path(at), start, bytes, version).unwrap_err()
    };
    assert_eq!(refused("args[1]", 0, b"a", CallPolicyVersion::V0_0_4), RuleError::NeedsSlices);
    assert!(matches!(refused("args[2][0]", 0, b"a", version), RuleError::Dynamic { .. }));
    assert!(matches!(refused("args[0]", 0, b"a", version), RuleError::NoSlice { .. }));
    assert!(matches!(refused("args[1]", 0, b"", version), RuleError::EmptySlice { .. }));
    assert!(matches!(refused("args[1]", u64::MAX, b"a", version), RuleError::EmptySlice { .. }));
}

/// Whether a call of the function with these values passes a policy of that one rule.
fn passes(function: &Function, rule: &ParamRule, values: &[Value]) -> bool {
    let arguments = Value::Tuple(values.to_vec()).abi_encode_params();
    let data = [function.selector().as_slice(), &arguments].concat().into();
    let entry = CallPermission {
        call_type: CallType::Call,
        target: TARGET,
        selector: function.selector(),
        value_limit: U256::ZERO,
        rules: vec![rule.clone()],
    };
    let version = CallPolicyVersion::V0_0_5;
    let policy: Policy = PolicyKind::Call(CallPolicy { version, permissions: vec![entry] }).into();
    let call = Call { to: TARGET, value: U256::ZERO, data };
    let op = UserOperation {
        sender: TARGET,
        nonce: U256::ZERO,
        factory: None,
        factory_data: Bytes::new(),
        call_data: encode_execute(&[call], ExecMode::Default),
        call_gas_limit: 0,
        verification_gas_limit: 0,
        pre_verification_gas: U256::ZERO,
        max_fee_per_gas: 0,
        max_priority_fee_per_gas: 0,
        paymaster: None,
        signature: Bytes::new(),
    };
    check::operation(&[policy], &Facts::fresh(TARGET, 1), &op).is_ok()
}

/// A random elementary type with two random values of it.
fn elementary() -> impl Strategy<Value = (String, Value, Value)> {
    let word = || any::<[u8; 32]>().prop_map(B256::from);
    let number = move |bits: usize| {
        word().prop_map(move |w| U256::from_be_bytes(w.0) >> 256_usize.saturating_sub(bits))
    };
    let size = || (1_usize..=32).prop_map(|bytes| bytes * 8);
    prop_oneof![
        size().prop_flat_map(move |n| {
            let value = move || number(n).prop_map(move |v| Value::Uint(v, n));
            (Just(format!("uint{n}")), value(), value())
        }),
        size().prop_flat_map(move |n| {
            let shift = 256_usize.saturating_sub(n);
            let value = move || {
                word().prop_map(move |w| {
                    Value::Int(I256::from_raw(U256::from_be_bytes(w.0)).asr(shift), n)
                })
            };
            (Just(format!("int{n}")), value(), value())
        }),
        (1_usize..=32).prop_flat_map(move |n| {
            let value = move || {
                word().prop_map(move |w| Value::FixedBytes(B256::right_padding_from(&w[..n]), n))
            };
            (Just(format!("bytes{n}")), value(), value())
        }),
        (any::<bool>(), any::<bool>()).prop_map(|(a, b)| (
            "bool".into(),
            Value::Bool(a),
            Value::Bool(b)
        )),
        (any::<[u8; 20]>(), any::<[u8; 20]>()).prop_map(|(a, b)| {
            ("address".into(), Value::Address(a.into()), Value::Address(b.into()))
        }),
        (".{0,40}", ".{0,40}").prop_map(|(a, b)| (
            "string".into(),
            Value::String(a),
            Value::String(b)
        )),
        (any::<Vec<u8>>(), any::<Vec<u8>>()).prop_map(|(a, b)| (
            "bytes".into(),
            Value::Bytes(a),
            Value::Bytes(b)
        )),
    ]
}

/// A random type with two random values of it.
fn typed() -> impl Strategy<Value = (String, Value, Value)> {
    elementary().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), 1_usize..4).prop_map(|((ty, a, b), n)| {
                let of = |v: Value| Value::FixedArray(vec![v; n]);
                (format!("{ty}[{n}]"), of(a), of(b))
            }),
            (inner.clone(), 0_usize..3).prop_map(|((ty, a, b), n)| {
                let of = |v: Value| Value::Array(vec![v; n]);
                (format!("{ty}[]"), of(a), of(b))
            }),
            prop::collection::vec(inner, 1..4).prop_map(|parts| {
                let types: Vec<_> = parts.iter().map(|(ty, ..)| ty.as_str()).collect();
                let ty = format!("({})", types.join(","));
                let (a, b) = parts.iter().map(|(_, a, b)| (a.clone(), b.clone())).unzip();
                (ty, Value::Tuple(a), Value::Tuple(b))
            }),
        ]
    })
}

/// All places of a value that one word holds, with the value there; members only where nothing on
/// the way is behind a pointer.
fn words_of(at: ArgPath, ty: &DynSolType, value: &Value, out: &mut Vec<(ArgPath, Value)>) {
    let parts = value.as_fixed_seq().filter(|_| !crate::head::is_dynamic(ty));
    if value.as_word().is_some() {
        out.push((at.clone(), value.clone()));
    }
    for (index, part) in parts.into_iter().flatten().enumerate() {
        let inner = if let DynSolType::FixedArray(inner, _) = ty {
            inner
        } else {
            &ty.as_tuple().unwrap()[index]
        };
        words_of(at.clone().then(Step::Index(index)), inner, part, out);
    }
}

/// The values with another value at a path.
fn changed(values: &[Value], steps: &[Step], new: &Value) -> Vec<Value> {
    let mut values = values.to_vec();
    let (Some(Step::Index(index)), rest) = (steps.first(), &steps[1..]) else { panic!("a path") };
    let place = &mut values[*index];
    if rest.is_empty() {
        *place = new.clone();
    } else if let Value::Tuple(parts) | Value::FixedArray(parts) = place {
        *parts = changed(parts, rest, new);
    }
    values
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_rule_accepts_its_value_and_refuses_others(args in prop::collection::vec(typed(), 1..5)) {
        let types: Vec<_> = args.iter().map(|(ty, ..)| ty.as_str()).collect();
        let function = function(&format!("f({})", types.join(",")));
        let values: Vec<Value> = args.iter().map(|(_, a, _)| a.clone()).collect();
        let slots = crate::head::slots(&function).unwrap();
        for (index, (_, a, b)) in args.iter().enumerate() {
            let (mut here, mut there) = (Vec::new(), Vec::new());
            words_of(ArgPath::argument(index), &slots[index].ty, a, &mut here);
            words_of(ArgPath::argument(index), &slots[index].ty, b, &mut there);
            for ((path, value), (_, other)) in here.iter().zip(&there) {
                let one = std::slice::from_ref(value);
                let rule = rule_of(&function, path, Condition::Equal, one).unwrap();
                prop_assert!(passes(&function, &rule, &values), "{path} {rule:?}");
                prop_assert_eq!(leaf_at(&function, rule.offset).unwrap().path, path.clone());
                let list = [value.clone(), other.clone()];
                let either = rule_of(&function, path, Condition::OneOf, &list).unwrap();
                let not = rule_of(&function, path, Condition::NotEqual, one).unwrap();
                prop_assert!(!passes(&function, &not, &values));
                let with_other = changed(&values, path.steps(), other);
                prop_assert!(passes(&function, &either, &with_other));
                prop_assert_eq!(passes(&function, &rule, &with_other), value == other);
                prop_assert_eq!(passes(&function, &not, &with_other), value != other);
                order(&function, path, (value, other), &with_other)?;
            }
        }
    }

    #[test]
    fn no_text_and_no_offset_panics(text in ".{0,40}", offset in any::<u64>(), small in 0_u64..400) {
        let function = function("f(bytes,(uint256,(bool,bytes4[3])[2]),string[],int8)");
        if let Ok(path) = text.parse::<ArgPath>() {
            let _ = leaf(&function, &path);
        }
        prop_assert!(leaf_at(&function, offset).is_none_or(|leaf| leaf.offset == offset));
        prop_assert!(leaf_at(&function, small).is_none_or(|leaf| leaf.offset == small));
    }
}

/// Order is exact for unsigned numbers and refused for the others.
fn order(
    function: &Function,
    path: &ArgPath,
    (limit, other): (&Value, &Value),
    with_other: &[Value],
) -> Result<(), TestCaseError> {
    let made = |condition| rule_of(function, path, condition, std::slice::from_ref(limit));
    let (Value::Uint(limit, _), Value::Uint(other, _)) = (limit, other) else {
        prop_assert!(made(Condition::LessThan).is_err());
        return Ok(());
    };
    for (condition, holds) in [
        (Condition::LessThan, other < limit),
        (Condition::LessThanOrEqual, other <= limit),
        (Condition::GreaterThan, other > limit),
        (Condition::GreaterThanOrEqual, other >= limit),
    ] {
        let rule = made(condition).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(passes(function, &rule, with_other), holds);
    }
    Ok(())
}
