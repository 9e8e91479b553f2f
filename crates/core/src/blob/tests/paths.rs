//! Foreign text says where it fails, without repeating what stands there.

use serde_json::{Value, json};

use super::{super::*, any, json_of, text_of};

fn honest() -> Value {
    let account = any::simple().with_session_key(&any::secret(1)).unwrap();
    json_of(&account.encode().unwrap())
}

fn fails_at(json: &Value, path: &str) -> Problem {
    match SerializedAccount::decode(&text_of(json)) {
        Err(DecodeError::Field { path: at, problem }) => {
            assert_eq!(at, path);
            problem
        }
        other => panic!("{path}: {other:?}"),
    }
}

/// The honest text with something else at a place; JSON pointer syntax.
fn with(pointer: &str, value: Value) -> Value {
    let mut json = honest();
    *json.pointer_mut(pointer).unwrap() = value;
    json
}

/// The honest text with these policy parameters.
fn policy(params: Value) -> Value {
    with("/permissionParams/policies/0/policyParams", params)
}

fn call(permission: Value) -> Value {
    policy(json!({"type": "call", "policyVersion": "0.0.4", "permissions": [permission]}))
}

#[test]
fn texts_that_are_no_json_say_where() {
    let decode = SerializedAccount::decode;
    assert_eq!(decode("e30=*"), Err(DecodeError::Base64(4)));
    assert_eq!(decode("e3-="), Err(DecodeError::Base64(2)));
    assert_eq!(decode(&BASE64.encode([b'"', 0xff])), Err(DecodeError::Utf8(1)));
    let long = "A".repeat(MAX_TEXT + 1);
    assert_eq!(decode(&long), Err(DecodeError::TooLong(MAX_TEXT + 1)));
    let json = |text: &str| decode(&BASE64.encode(text));
    assert_eq!(json("{\n  1}"), Err(DecodeError::Json { line: 2, column: 3 }));
    assert_eq!(json("[] []"), Err(DecodeError::Json { line: 1, column: 4 }));
    let deep = "[".repeat(100_000);
    assert!(matches!(json(&deep), Err(DecodeError::Json { .. })));
    assert_eq!(json(r#"{"a": 1, "a": 2}"#), Err(DecodeError::Repeated { line: 1, column: 16 }));
    assert!(json(r#"{"\u0061": "\ud800", "b": 2}"#).is_err(), "half a character");
}

#[test]
fn top_fields_say_where_they_fail() {
    assert_eq!(fails_at(&json!([]), "."), Problem::Type("an object"));
    assert_eq!(fails_at(&json!({}), "permissionParams"), Problem::Missing);
    assert_eq!(fails_at(&json!({"später": 1}), "sp?ter"), Problem::Unknown);
    let wrong_key = with("/privateKey", json!(format!("0x{}", "0".repeat(64))));
    assert_eq!(fails_at(&wrong_key, "privateKey"), Problem::Type("a private key"));
    assert_eq!(
        fails_at(&with("/enableSignature", json!("0xabc")), "enableSignature"),
        Problem::Type("hex bytes")
    );
    assert_eq!(
        fails_at(&with("/isPreInstalled", json!("false")), "isPreInstalled"),
        Problem::Type("true or false")
    );
    let mut unsigned = honest();
    unsigned.as_object_mut().unwrap().remove("enableSignature");
    assert_eq!(fails_at(&unsigned, "enableSignature"), Problem::Missing);
    assert_eq!(
        fails_at(
            &with("/permissionParams/permissionId", json!("0x01")),
            "permissionParams.permissionId"
        ),
        Problem::Length { expected: 4, got: 1 }
    );
    let times = with("/validityData/validUntil", json!(1u64 << 48));
    assert_eq!(fails_at(&times, "validityData.validUntil"), Problem::TooLarge(48));
    let fraction = with("/validityData/validUntil", json!(1.5));
    assert_eq!(fails_at(&fraction, "validityData.validUntil"), Problem::Type("a whole number"));
}

#[test]
fn accounts_say_where_they_fail() {
    let at = "accountParams.initCode";
    let code = |text: &str| with("/accountParams/initCode", json!(text));
    assert!(matches!(fails_at(&code("0x00"), at), Problem::Factory(_)));
    let mut other = any::install(crate::kernel::version::KernelVersion::V0_3_2);
    other.index = alloy_primitives::U256::from(1);
    let direct = other.direct_factory_data().to_string();
    assert_eq!(fails_at(&code(&direct), at), Problem::NoVersion);
    let account = json!(format!("0x{}", "aB".repeat(20)));
    let path = "accountParams.accountAddress";
    assert_eq!(fails_at(&with("/accountParams/accountAddress", account), path), Problem::Checksum);
    let mut nowhere = honest();
    nowhere["accountParams"] = json!({"initCode": "0x"});
    assert_eq!(fails_at(&nowhere, path), Problem::Missing);
    let mut both = honest();
    both["eip7702Auth"] = json!({});
    assert!(matches!(fails_at(&both, "eip7702Auth"), Problem::Version(_)));
}

#[test]
fn policies_say_where_they_fail() {
    let at = |rest: &str| format!("permissionParams.policies[0].policyParams{rest}");
    let fails = |params: Value, rest: &str| fails_at(&policy(params), &at(rest));
    assert_eq!(fails(json!({"type": "weekly"}), ".type"), Problem::Value("policy type"));
    assert_eq!(fails(json!({"type": "sudo", "count": 1}), ".count"), Problem::Unknown);
    assert_eq!(
        fails(json!({"type": "sudo", "policyFlag": "0x0004"}), ".policyFlag"),
        Problem::Policy(crate::policy::DecodeError::UnknownFlag(4))
    );
    let contract = format!("0x{}", "11".repeat(20));
    assert_eq!(
        fails(json!({"type": "gas", "policyAddress": contract}), ".policyAddress"),
        Problem::Contract
    );
    for (text, problem) in [
        (json!("340282366920938463463374607431768211456"), Problem::TooLarge(128)),
        (json!("1e3"), Problem::Type("a decimal number")),
        (json!("0x10"), Problem::Type("a decimal number")),
        (json!("01"), Problem::Type("a decimal number")),
        (json!(""), Problem::Type("a decimal number")),
        (json!(-1), Problem::Type("a text")),
        (json!("9".repeat(100)), Problem::TooLarge(256)),
    ] {
        assert_eq!(fails(json!({"type": "gas", "allowed": text}), ".allowed"), problem);
    }
    let text = json!({"type": "rate-limit", "count": "12"});
    assert_eq!(fails(text, ".count"), Problem::Type("a whole number"));
    let lower = "0xf63d4139b25c836334edd76641356c6b74c86873";
    let limit = json!({"type": "rate-limit", "count": 1, "policyAddress": lower});
    let Problem::Spelling(wanted) = fails(limit, ".policyAddress") else { panic!() };
    assert_eq!(wanted, "0xf63d4139B25c836334edD76641356c6b74C86873");
    let reset = "0x6a06358e6b283921deceabe7e8a3741d506cca9b";
    let limit = json!({"type": "rate-limit", "count": 1, "startAt": 5, "policyAddress": reset});
    assert_eq!(fails(limit, ".startAt"), Problem::Contradiction("policyAddress"));
    let policies = vec![json!({"policyParams": {"type": "sudo"}}); MAX_POLICIES + 1];
    let many = with("/permissionParams/policies", json!(policies));
    assert_eq!(fails_at(&many, "permissionParams.policies"), Problem::TooMany(254));
}

#[test]
fn calls_say_where_they_fail() {
    let at = |rest: &str| format!("permissionParams.policies[0].policyParams.permissions[0]{rest}");
    let target = format!("0x{}", "00".repeat(20));
    let fails = |permission: Value, rest: &str| fails_at(&call(permission), &at(rest));
    assert_eq!(fails(json!({}), ".target"), Problem::Missing);
    assert_eq!(
        fails(json!({"target": target, "callType": "0x02"}), ".callType"),
        Problem::Value("call type")
    );
    let rule = |rule: Value| json!({"target": target, "rules": [rule]});
    assert_eq!(
        fails(rule(json!({"condition": 8, "offset": 0, "params": []})), ".rules[0].condition"),
        Problem::Value("condition")
    );
    assert_eq!(
        fails(
            rule(json!({"condition": 0, "offset": 0, "params": ["0x00"]})),
            ".rules[0].params[0]"
        ),
        Problem::Length { expected: 32, got: 1 }
    );
    let large = json!({"condition": 0, "offset": "18446744073709551616", "params": []});
    assert_eq!(fails(rule(large), ".rules[0].offset"), Problem::TooLarge(64));
    let made_from = |args: Value| {
        json!({"target": target, "abi": [], "functionName": "f", "args": args,
            "selector": "0x00000000"})
    };
    assert_eq!(fails(made_from(json!([])), ".rules"), Problem::Missing);
    assert_eq!(fails(made_from(json!([1])), ".args[0]"), Problem::Type("an object"));
    let nested = json!([{"condition": 0, "value": [0.5]}]);
    assert_eq!(fails(made_from(nested), ".args[0].value[0]"), Problem::Type("a whole number"));
    assert_eq!(fails(json!({"target": target, "abi": []}), ".functionName"), Problem::Missing);
    let list = json!({"condition": 0, "offset": 0, "params": [format!("0x{}", "0".repeat(64))]});
    let old = json!({"type": "call", "policyVersion": "0.0.1", "permissions": [rule(list)]});
    let path = at(".rules[0].params");
    assert_eq!(fails_at(&policy(old), &path), Problem::Type("a text"));
}

#[test]
fn authorizations_say_where_they_fail() {
    let mut json = honest();
    json["accountParams"]["initCode"] = json!("0x");
    let half = format!("0x{}", "11".repeat(32));
    let base = json!({"address": format!("0x{}", "22".repeat(20)), "chainId": 1, "nonce": 0,
        "r": half, "s": half, "v": "28", "yParity": 1});
    json["eip7702Auth"] = base.clone();
    assert!(SerializedAccount::decode(&text_of(&json)).is_ok());
    for (key, value, problem) in [
        ("v", json!("27"), Problem::Contradiction("yParity")),
        ("yParity", json!(2), Problem::Value("parity")),
        ("chainId", json!(1u64 << 53), Problem::TooLarge(53)),
        ("nonce", Value::Null, Problem::Type("a whole number")),
        ("r", json!("0x11"), Problem::Length { expected: 32, got: 1 }),
    ] {
        json["eip7702Auth"] = base.clone();
        json["eip7702Auth"][key] = value;
        assert_eq!(fails_at(&json, &format!("eip7702Auth.{key}")), problem);
    }
}

#[test]
fn no_failure_repeats_what_stands_there() {
    let secret = "hunter2hunter2";
    for pointer in ["/privateKey", "/enableSignature", "/accountParams/initCode", "/action"] {
        let error = SerializedAccount::decode(&text_of(&with(pointer, json!(secret))));
        assert!(!format!("{:?} {}", error, error.clone().unwrap_err()).contains(secret));
    }
}
