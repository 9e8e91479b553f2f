//! What the published reader loses or stops at is not written (spec 8.3).

use alloy_primitives::{Address, Bytes, FixedBytes, address, b256};
use serde_json::json;

use super::{super::*, any, json_of, text_of};
use crate::{
    chain::ONLY_ENTRY_POINT_HOOK,
    kernel::{enable::selector_data, version::KernelVersion},
    permission::{Permission, SessionSigner},
    policy::{PolicyFlag, PolicyKind, RateLimitPolicy},
};

fn sudo() -> Permission {
    Permission::ecdsa(vec![PolicyKind::Sudo.into()], any::key(1))
}

#[test]
fn a_permission_flag_or_a_hook_is_refused() {
    let install = any::install(KernelVersion::V0_3_1);
    let signature = Bytes::from(vec![1; 65]);
    let made = |permission: &Permission, enable: &_| {
        let approval = Approval::Signed { enable, signature: &signature };
        SerializedAccount::new(Source::Factory(&install), permission, approval)
    };
    let mut flagged = sudo();
    flagged.flag = PolicyFlag::NotForSignature;
    let enable = any::approval(&flagged, &install);
    assert_eq!(made(&flagged, &enable), Err(EncodeError::Flag(PolicyFlag::NotForSignature)));
    let mut hooked = any::approval(&sudo(), &install);
    hooked.hook = Address::repeat_byte(1);
    assert_eq!(made(&sudo(), &hooked), Err(EncodeError::Hook));
    let other = any::approval(&Permission::ecdsa(vec![], any::key(1)), &install);
    assert_eq!(made(&sudo(), &other), Err(EncodeError::OtherApproval("permission")));
    let elsewhere = any::approval(&sudo(), &any::install(KernelVersion::V0_3_3));
    assert_eq!(made(&sudo(), &elsewhere), Err(EncodeError::OtherApproval("account")));
    let mut short = any::approval(&sudo(), &install);
    short.selector_data = Bytes::from(vec![0xe9, 0xae, 0x5c, 0x53]);
    assert_eq!(made(&sudo(), &short), Err(EncodeError::OtherApproval("function")));
}

#[test]
fn the_hook_of_a_granted_function_is_the_readers_own() {
    let (selector, target) = (FixedBytes([1, 2, 3, 4]), Address::repeat_byte(5));
    for (version, hook, kept) in [
        (KernelVersion::V0_3_0, ONLY_ENTRY_POINT_HOOK, true),
        (KernelVersion::V0_3_0, Address::ZERO, false),
        (KernelVersion::V0_3_1, Address::ZERO, true),
        (KernelVersion::V0_3_1, ONLY_ENTRY_POINT_HOOK, false),
    ] {
        let install = any::install(version);
        let mut enable = any::approval(&sudo(), &install);
        enable.selector_data = selector_data(selector, target, hook);
        let approval = Approval::Signed { enable: &enable, signature: &Bytes::new() };
        let made = SerializedAccount::new(Source::Factory(&install), &sudo(), approval);
        if kept {
            let account = made.unwrap();
            let place = Place { chain_id: 1, nonce: 1, version: None };
            let digest = enable.digest();
            let signer = SessionSigner::Ecdsa(any::key(1));
            assert_eq!(account.open(Some(&signer), place), Err(OpenError::Signature { digest }));
            assert_eq!(SerializedAccount::decode(&account.encode().unwrap()), Ok(account));
        } else {
            assert_eq!(made, Err(EncodeError::ActionHook));
        }
    }
}

#[test]
fn a_root_hook_or_first_calls_that_readers_forget_are_refused() {
    let mut account = any::simple();
    let InitCode::Factory { install, .. } = &mut account.init_code else { unreachable!() };
    install.init_config = vec![Bytes::from(vec![1])];
    assert!(account.encode().is_ok(), "0.3.2 keeps them");
    let mut old = any::install(KernelVersion::V0_3_1);
    old.init_config = vec![Bytes::from(vec![1])];
    account.init_code = InitCode::Factory { install: old.clone(), direct: false };
    assert_eq!(account.encode(), Err(EncodeError::FirstCalls(KernelVersion::V0_3_1)));
    old.init_config.clear();
    old.hook = Address::repeat_byte(1);
    account.init_code = InitCode::Factory { install: old, direct: false };
    assert_eq!(account.encode(), Err(EncodeError::RootHook));
}

#[test]
fn a_value_that_its_contract_would_cut_is_refused() {
    let limit = |interval, start_at, reset| {
        let mut account = any::simple();
        let limit = RateLimitPolicy { interval, count: 1, start_at, reset };
        account.policies = vec![crate::policy::Policy::from(PolicyKind::RateLimit(limit)).into()];
        account.encode().map(|_| ())
    };
    assert_eq!(limit(1, 1, false), Ok(()));
    assert_eq!(limit(1 << 48, 1, false), Err(EncodeError::Values(0)));
    assert_eq!(limit(1, 1, true), Err(EncodeError::Values(0)));
}

#[test]
fn another_key_is_refused() {
    assert!(any::simple().with_session_key(&any::secret(1)).is_ok());
    let wrong = any::simple().with_session_key(&any::secret(2));
    let permission = sudo().id();
    assert_eq!(wrong, Err(EncodeError::WrongKey { key: any::key(2), permission }));
    assert_eq!(any::simple().with_session_key(&[0; 32]), Err(EncodeError::NotAKey));
    assert_eq!(any::simple().with_session_key(&[0xff; 32]), Err(EncodeError::NotAKey));
}

/// A text with one call permission made from a function.
fn made_from(function: &str, selector: &str, args: serde_json::Value) -> SerializedAccount {
    let mut json = json_of(&any::simple().encode().unwrap());
    let input = |name: &str, kind: &str| json!({"name": name, "type": kind});
    let function_of = |name: &str, inputs: Vec<serde_json::Value>| {
        json!({"type": "function", "name": name, "inputs": inputs, "outputs": [],
            "stateMutability": "nonpayable", "gas": 5})
    };
    let abi = json!([
        function_of("transfer", vec![input("to", "address"), input("amount", "uint256")]),
        function_of("größe", vec![input("\u{1F511}\"\\", "string")]),
        function_of("label", vec![input("text", "string")]),
        {"type": "event", "name": "transfer", "inputs": [], "anonymous": false},
    ]);
    let word = format!("0x{}", "0".repeat(64));
    json["permissionParams"]["policies"] = json!([{"policyParams": {
        "type": "call", "policyVersion": "0.0.5", "permissions": [{
            "target": format!("0x{}", "00".repeat(20)), "selector": selector,
            "abi": abi, "functionName": function, "args": args,
            "rules": [{"condition": 0, "offset": 0, "params": [word]}],
        }],
    }}]);
    SerializedAccount::decode(&text_of(&json)).unwrap()
}

const TRANSFER: &str = "0xa9059cbb";

#[test]
fn where_rules_came_from_is_carried_along_letter_by_letter() {
    let args = json!([null, {"condition": 4, "value": "12345678901234567890"}]);
    let account = made_from("transfer", TRANSFER, args);
    let text = account.encode().unwrap();
    assert_eq!(SerializedAccount::decode(&text).unwrap(), account);
    let written = &json_of(&text)["permissionParams"]["policies"][0]["policyParams"];
    let written = &written["permissions"][0];
    assert_eq!(written["abi"][1]["inputs"][0]["name"], "\u{1F511}\"\\");
    assert_eq!(written["abi"][0]["gas"], 5);
    assert_eq!(written["args"][1]["value"], "12345678901234567890");
    let bare = json_of(&account.without_sources().encode().unwrap());
    let bare = &bare["permissionParams"]["policies"][0]["policyParams"]["permissions"][0];
    assert!(bare.get("abi").is_none() && bare.get("args").is_none());
    assert_eq!(bare["rules"], written["rules"]);
}

#[test]
fn arguments_that_stop_the_published_reader_are_refused() {
    let huge = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    let stops = |index| Err(SourceFault::Argument(index));
    for (args, expected) in [
        (json!([null, {"condition": 4, "value": huge}]), stops(1)),
        (json!([null, {"condition": 4, "value": format!("0x{}", "f".repeat(64))}]), Ok(())),
        (json!([{"condition": 0, "value": format!("0x{}", "f".repeat(65))}, null]), stops(0)),
        (json!([{"condition": 6, "value": ["0x01", true, 7]}]), Ok(())),
        (json!([{"condition": 6, "value": "0x01"}]), stops(0)),
        (json!([{"condition": 7, "value": "ab", "start": 0, "length": 2}]), stops(0)),
        (json!([{"condition": 9, "value": "ab"}]), stops(0)),
        (json!([{"condition": 0}]), stops(0)),
        (json!([{"condition": 0, "value": "1".repeat(32)}]), Ok(())),
        (json!([{"condition": 0, "value": "1".repeat(33)}]), stops(0)),
    ] {
        let account = made_from("transfer", TRANSFER, args.clone());
        let fault = |fault| EncodeError::Source { policy: 0, permission: 0, fault };
        assert_eq!(account.encode().map(|_| ()), expected.map_err(fault), "{args}");
        assert!(account.without_sources().encode().is_ok());
    }
    let fault = SourceFault::Function;
    for (function, selector) in [("transfer", "0xa9059cbc"), ("approve", TRANSFER)] {
        let account = made_from(function, selector, json!([]));
        let stopped = EncodeError::Source { policy: 0, permission: 0, fault };
        assert_eq!(account.encode(), Err(stopped));
    }
}

#[test]
fn slices_are_of_text_or_bytes_of_the_stated_length() {
    let selector = FixedBytes::<4>::from_slice(&alloy_primitives::keccak256("label(string)")[..4]);
    let slice = |value: &str, length| {
        let args = json!([{"condition": 7, "value": value, "start": 0, "length": length}]);
        made_from("label", &selector.to_string(), args).encode().map(|_| ())
    };
    assert_eq!(slice("ä€", 5), Ok(()));
    assert!(slice("ä€", 2).is_err());
}

#[test]
fn an_authorization_belongs_to_its_own_account() {
    let signed = Authorization {
        delegate: KernelVersion::V0_3_3.implementation(),
        chain_id: 1,
        nonce: 0,
        r: b256!("0000000000000000000000000000000000000000000000000000000000000001"),
        s: b256!("0000000000000000000000000000000000000000000000000000000000000001"),
        y_parity: false,
    };
    let stranger = address!("00000000000000000000000000000000000000aa");
    let delegated = |account| {
        SerializedAccount::new(Source::Delegated(account), &sudo(), Approval::PreInstalled).unwrap()
    };
    let refused = Err(EncodeError::Authorization);
    assert_eq!(delegated(stranger).with_authorization(signed), refused);
    assert_eq!(any::simple().with_authorization(signed), refused);
    let own = delegated(signed.authority().unwrap());
    assert!(own.clone().with_authorization(signed).is_ok());
    let other = Authorization { delegate: stranger, ..signed };
    assert_eq!(own.with_authorization(other), refused);
    let mut beside = any::simple();
    beside.authorization = Some(signed);
    assert_eq!(beside.encode(), Err(EncodeError::Authorization));
}
