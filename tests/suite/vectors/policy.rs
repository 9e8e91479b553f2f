//! `policies.json`: every policy shape, encoded, decoded and as an entry of the enable data.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use latchkey_core::policy::{
    CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, ParamRule,
    Policy, PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
    address,
};
use serde::Deserialize;
use serde_json::Value;

use super::policy_abi::{self, Argument};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    #[serde(rename = "type")]
    kind: String,
    params: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    policy_info: Bytes,
    policy_data: Bytes,
    entry: Bytes,
    policy_params: Params,
}

/// A policy as the reference packages name its parameters.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(crate) enum Params {
    Sudo(Common),
    Gas(Gas),
    Timestamp(Timestamp),
    RateLimit(RateLimit),
    SignatureCaller(SignatureCaller),
    Call(Call),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Common {
    policy_address: Option<Address>,
    policy_flag: Option<FixedBytes<2>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Gas {
    policy_address: Option<Address>,
    policy_flag: Option<FixedBytes<2>>,
    #[serde(default)]
    allowed: U256,
    #[serde(default)]
    enforce_paymaster: bool,
    #[serde(default)]
    allowed_paymaster: Address,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Timestamp {
    policy_address: Option<Address>,
    policy_flag: Option<FixedBytes<2>>,
    #[serde(default)]
    valid_after: u64,
    #[serde(default)]
    valid_until: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RateLimit {
    policy_address: Option<Address>,
    policy_flag: Option<FixedBytes<2>>,
    #[serde(default)]
    interval: u64,
    count: u64,
    #[serde(default)]
    start_at: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SignatureCaller {
    policy_address: Option<Address>,
    policy_flag: Option<FixedBytes<2>>,
    allowed_callers: Vec<Address>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Call {
    policy_address: Option<Address>,
    policy_flag: Option<FixedBytes<2>>,
    policy_version: CallPolicyVersion,
    #[serde(default)]
    permissions: Vec<Permission>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Permission {
    call_type: Option<FixedBytes<1>>,
    #[serde(default)]
    target: Address,
    selector: Option<FixedBytes<4>>,
    #[serde(default)]
    value_limit: U256,
    rules: Option<Vec<Rule>>,
    abi: Option<Vec<Value>>,
    function_name: Option<String>,
    args: Option<Vec<Option<Argument>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    condition: u8,
    offset: u64,
    params: OneOrMany,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(B256),
    Many(Vec<B256>),
}

pub(crate) fn check(input: Input, want: Output) {
    let mut params = input.params;
    params.insert("type".to_owned(), input.kind.into());
    let asked: Params = serde_json::from_value(Value::Object(params)).unwrap();
    let resolved = want.policy_params.resolve();
    let (policy, contract) = asked.resolve();
    assert_eq!((&policy, contract), (&resolved.0, resolved.1));
    assert_eq!(policy.encode(), want.policy_data);
    assert_eq!(policy.entry_at(contract), want.entry);
    assert_eq!([want.policy_info, want.policy_data.clone()].concat(), want.entry);
    let flag = policy.flag.to_bytes();
    let decoded = Policy::decode(policy.address(), u16::from_be_bytes(flag), &want.policy_data);
    assert_eq!(decoded, Ok(policy));
}

impl Params {
    /// The policy, and the contract it is for (which may be a foreign one).
    pub(crate) fn resolve(self) -> (Policy, Address) {
        let (contract, flag, kind) = match self {
            Self::Sudo(p) => (p.policy_address, p.policy_flag, PolicyKind::Sudo),
            Self::Gas(p) => {
                let kind = PolicyKind::Gas(GasPolicy {
                    allowed_wei: p.allowed.to(),
                    enforce_paymaster: p.enforce_paymaster,
                    allowed_paymaster: p.allowed_paymaster,
                });
                (p.policy_address, p.policy_flag, kind)
            }
            Self::Timestamp(p) => {
                let window =
                    TimestampPolicy { valid_after: p.valid_after, valid_until: p.valid_until };
                (p.policy_address, p.policy_flag, PolicyKind::Timestamp(window))
            }
            Self::RateLimit(p) => {
                let kind = PolicyKind::RateLimit(RateLimitPolicy {
                    interval: p.interval,
                    count: p.count,
                    start_at: p.start_at,
                    reset: p.policy_address == Some(address::RATE_LIMIT_RESET),
                });
                (p.policy_address, p.policy_flag, kind)
            }
            Self::SignatureCaller(p) => {
                let callers = SignatureCallerPolicy { allowed_callers: p.allowed_callers };
                (p.policy_address, p.policy_flag, PolicyKind::SignatureCaller(callers))
            }
            Self::Call(p) => {
                let permissions = p.permissions.into_iter().map(Permission::resolve).collect();
                let call = CallPolicy { version: p.policy_version, permissions };
                (p.policy_address, p.policy_flag, PolicyKind::Call(call))
            }
        };
        let flag = flag.map_or(PolicyFlag::All, |flag| {
            PolicyFlag::try_from(u16::from_be_bytes(flag.0)).unwrap()
        });
        let policy = Policy { flag, kind };
        let contract = contract.unwrap_or_else(|| policy.address());
        (policy, contract)
    }
}

impl Permission {
    /// The rules as recorded; those made from a function's arguments are made again here, and must
    /// be the recorded ones where both are given.
    fn resolve(self) -> CallPermission {
        let made = self.abi.map(|abi| {
            let name = self.function_name.unwrap();
            policy_abi::rules(&abi, &name, self.selector, &self.args.unwrap_or_default())
        });
        let stated = self.rules.map(|rules| rules.into_iter().map(Rule::resolve).collect());
        let (selector, rules) = match (made, stated) {
            (Some((selector, made)), Some(stated)) => {
                assert_eq!(made, stated);
                (Some(selector), made)
            }
            (Some((selector, made)), None) => (Some(selector), made),
            (None, stated) => (self.selector, stated.unwrap_or_default()),
        };
        if let (Some(stated), Some(made)) = (self.selector, selector) {
            assert_eq!(stated, made);
        }
        CallPermission {
            call_type: match self.call_type.unwrap_or_default().0 {
                [0x00] => CallType::Call,
                [0x01] => CallType::Batch,
                [0xff] => CallType::Delegate,
                other => panic!("call type {other:?}"),
            },
            target: self.target,
            selector: selector.unwrap_or_default(),
            value_limit: self.value_limit,
            rules,
        }
    }
}

impl Rule {
    fn resolve(self) -> ParamRule {
        ParamRule {
            condition: Condition::from_number(self.condition).unwrap(),
            offset: self.offset,
            params: match self.params {
                OneOrMany::One(param) => vec![param],
                OneOrMany::Many(params) => params,
            },
        }
    }
}
