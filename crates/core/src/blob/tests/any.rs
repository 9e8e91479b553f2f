//! Serialized accounts of every shape that can be written.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::*;
use crate::{
    account::{AccountSpec, Owner, parse, root::RootInstall},
    kernel::{
        enable::{EnableApproval, default_selector_data},
        version::KernelVersion,
    },
    permission::Permission,
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, MAX_U48,
        ParamRule, Policy, PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy,
        TimestampPolicy,
    },
};

/// A private key by number.
pub(super) fn secret(number: u8) -> [u8; 32] {
    B256::with_last_byte(number).0
}

/// Its address.
pub(super) fn key(number: u8) -> Address {
    SessionKey::new(&secret(number)).unwrap().address()
}

/// The owner's account.
pub(super) fn install(version: KernelVersion) -> RootInstall {
    let (owner, index) = (Owner::MultiChainEcdsa(key(9)), U256::ZERO);
    AccountSpec { version, owner, index }.root_install()
}

/// What the owner of [`install`] approves for a permission on chain 1.
pub(super) fn approval(permission: &Permission, install: &RootInstall) -> EnableApproval {
    EnableApproval {
        account: install.address(),
        chain_id: 1,
        version: install.version,
        validation_id: permission.validation_id(),
        nonce: 1,
        hook: Address::ZERO,
        enable_data: permission.enable_data(),
        hook_data: Bytes::new(),
        selector_data: default_selector_data(),
    }
}

/// Key 1 may do everything, signed by nobody in particular.
pub(super) fn simple() -> SerializedAccount {
    let permission = Permission::ecdsa(vec![PolicyKind::Sudo.into()], key(1));
    let install = install(KernelVersion::V0_3_2);
    let (enable, signature) = (approval(&permission, &install), Bytes::from(vec![1; 65]));
    let approval = Approval::Signed { enable: &enable, signature: &signature };
    SerializedAccount::new(Source::Factory(&install), &permission, approval).unwrap()
}

fn address() -> impl Strategy<Value = Address> {
    any::<[u8; 20]>().prop_map(Address::from)
}

fn rule(version: CallPolicyVersion) -> impl Strategy<Value = ParamRule> {
    let count = if version == CallPolicyVersion::V0_0_1 { 1..2 } else { 0..4 };
    let offset = prop_oneof![0u64..1000, any::<u64>()];
    (0u8..8, offset, prop::collection::vec(any::<[u8; 32]>(), count)).prop_map(
        |(condition, offset, params)| ParamRule {
            condition: Condition::from_number(condition).unwrap(),
            offset,
            params: params.into_iter().map(B256::from).collect(),
        },
    )
}

fn permission(version: CallPolicyVersion) -> impl Strategy<Value = CallPermission> {
    let call_type =
        prop_oneof![Just(CallType::Call), Just(CallType::Batch), Just(CallType::Delegate)];
    let words = (address(), any::<[u8; 4]>(), any::<[u8; 32]>());
    (call_type, words, prop::collection::vec(rule(version), 0..3)).prop_map(
        |(call_type, (target, selector, value), rules)| CallPermission {
            call_type,
            target,
            selector: FixedBytes(selector),
            value_limit: U256::from_be_bytes(value),
            rules,
        },
    )
}

fn call() -> impl Strategy<Value = PolicyKind> {
    prop::sample::select(CallPolicyVersion::ALL.to_vec()).prop_flat_map(|version| {
        prop::collection::vec(permission(version), 0..3)
            .prop_map(move |permissions| PolicyKind::Call(CallPolicy { version, permissions }))
    })
}

fn policy() -> impl Strategy<Value = Policy> {
    let u48 = || 0..=MAX_U48;
    let kind = prop_oneof![
        call(),
        (any::<u128>(), any::<bool>(), address()).prop_map(|(allowed_wei, enforce, who)| {
            PolicyKind::Gas(GasPolicy {
                allowed_wei,
                enforce_paymaster: enforce,
                allowed_paymaster: who,
            })
        }),
        (u48(), u48()).prop_map(|(valid_after, valid_until)| {
            PolicyKind::Timestamp(TimestampPolicy { valid_after, valid_until })
        }),
        (u48(), u48(), u48(), any::<bool>()).prop_map(|(interval, count, start_at, reset)| {
            let start_at = if reset { 0 } else { start_at };
            PolicyKind::RateLimit(RateLimitPolicy { interval, count, start_at, reset })
        }),
        prop::collection::vec(address(), 0..4).prop_map(|allowed_callers| {
            PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers })
        }),
        Just(PolicyKind::Sudo),
    ];
    (kind, 0u16..4)
        .prop_map(|(kind, flag)| Policy { flag: PolicyFlag::try_from(flag).unwrap(), kind })
}

fn init_code() -> impl Strategy<Value = (InitCode, Address)> {
    let root = (any::<bool>(), parse::any_install()).prop_map(|(direct, mut install)| {
        install.hook = Address::ZERO;
        install.hook_data = Bytes::new();
        if install.version <= KernelVersion::V0_3_1 {
            install.init_config.clear();
        }
        let account = install.address();
        (InitCode::Factory { install, direct }, account)
    });
    prop_oneof![4 => root, 1 => address().prop_map(|account| (InitCode::Delegated, account))]
}

fn authorization() -> impl Strategy<Value = Authorization> {
    let numbers = (0u64..1 << 53, 0u64..1 << 53, any::<bool>());
    (address(), numbers, any::<[u8; 32]>(), any::<[u8; 32]>()).prop_map(
        |(delegate, (chain_id, nonce, y_parity), r, s)| Authorization {
            delegate,
            chain_id,
            nonce,
            r: r.into(),
            s: s.into(),
            y_parity,
        },
    )
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        Just(Action::EXECUTE),
        (any::<[u8; 4]>(), address()).prop_map(|(selector, target)| Action {
            selector: FixedBytes(selector),
            target,
            hook: None,
        }),
    ]
}

/// Any account that can be written.
pub(super) fn account() -> impl Strategy<Value = SerializedAccount> {
    let u48 = || 0..=MAX_U48;
    let validity =
        (u48(), u48()).prop_map(|(valid_after, valid_until)| Validity { valid_after, valid_until });
    let optional = (
        prop::option::of(any::<[u8; 4]>()),
        prop::option::of(action()),
        prop::option::of(validity),
        prop::option::of(authorization()),
        prop::option::of(1u8..),
    );
    let signature = prop::option::of(prop::collection::vec(any::<u8>(), 0..200));
    let pre_installed = prop::option::of(any::<bool>());
    let policies = prop::collection::vec(policy(), 0..5);
    (policies, init_code(), optional, signature, pre_installed).prop_map(
        |(policies, (init_code, account), optional, signature, pre_installed)| {
            let (id, action, validity, authorization, number) = optional;
            let delegated = init_code == InitCode::Delegated;
            let mut made = SerializedAccount {
                policies: policies.into_iter().map(Into::into).collect(),
                permission_id: id.map(FixedBytes),
                action,
                validity,
                init_code,
                account: Some(account),
                enable_signature: signature.map(Bytes::from),
                session_key: number.and_then(|number| SessionKey::new(&secret(number))),
                authorization: authorization.filter(|_| delegated),
                pre_installed,
            };
            made.pre_installed =
                if made.enable_signature.is_none() { Some(true) } else { pre_installed };
            made.action =
                made.action.map(|a| Action { hook: a.hook_of_readers(made.version()), ..a });
            made
        },
    )
}

/// JSON that has the right keys and any values.
pub(super) fn json() -> impl Strategy<Value = Value> {
    let keys = [
        "permissionParams",
        "policies",
        "policyParams",
        "type",
        "permissions",
        "rules",
        "params",
        "offset",
        "condition",
        "abi",
        "functionName",
        "args",
        "action",
        "accountParams",
        "initCode",
        "accountAddress",
        "enableSignature",
        "isPreInstalled",
        "eip7702Auth",
        "policyVersion",
        "target",
        "x",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        prop::sample::select(vec![
            "0x",
            "0x00",
            "call",
            "sudo",
            "0.0.1",
            "0.0.4",
            "é\u{0}\"",
            "1e9"
        ])
        .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        let key = prop::sample::select(keys.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(key, inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}
