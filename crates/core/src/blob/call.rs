//! `policyParams` of a call policy: permissions with their rules (spec 4.4, 8).
//!
//! Why: the rules that are written out decide; a function, its name and arguments beside them are a
//! note of where they came from.
//! Refuses: a function without its rules, because the published reader would make other rules of it
//! than its writer did (it takes decimal numbers for text).

use alloy_primitives::FixedBytes;

use super::{
    abi_source::AbiSource,
    error::{DecodeError, Problem},
    policy::named,
    read::{At, Fields},
    spelling::checksummed,
    tree::Tree,
};
use crate::policy::{
    CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, ParamRule, PolicyKind,
};

/// Largest whole number that every reader of JSON keeps exact.
const SAFE: u64 = (1 << 53) - 1;

const fn name(version: CallPolicyVersion) -> &'static str {
    match version {
        CallPolicyVersion::V0_0_1 => "0.0.1",
        CallPolicyVersion::V0_0_2 => "0.0.2",
        CallPolicyVersion::V0_0_3 => "0.0.3",
        CallPolicyVersion::V0_0_4 => "0.0.4",
        CallPolicyVersion::V0_0_5 => "0.0.5",
    }
}

type Sources = Vec<Option<AbiSource>>;

pub(super) fn read(params: &At<'_>) -> Result<(PolicyKind, Sources), DecodeError> {
    let fields =
        params.object(&["type", "policyVersion", "policyAddress", "policyFlag", "permissions"])?;
    let at = fields.need("policyVersion")?;
    let text = at.text()?;
    let version = CallPolicyVersion::ALL.into_iter().find(|version| name(*version) == text);
    let version = version.ok_or_else(|| at.fails(Problem::Value("call policy version")))?;
    let list = fields.get("permissions").map_or(Ok(Vec::new()), |at| at.list())?;
    let read = list.iter().map(|at| permission(at, version)).collect::<Result<Vec<_>, _>>()?;
    let (permissions, mut sources): (Vec<_>, Sources) = read.into_iter().unzip();
    if sources.iter().all(Option::is_none) {
        sources.clear();
    }
    Ok((PolicyKind::Call(CallPolicy { version, permissions }), sources))
}

fn permission(
    at: &At<'_>,
    version: CallPolicyVersion,
) -> Result<(CallPermission, Option<AbiSource>), DecodeError> {
    let fields = at.object(&[
        "callType",
        "target",
        "selector",
        "valueLimit",
        "rules",
        "abi",
        "functionName",
        "args",
    ])?;
    let source = AbiSource::read(&fields)?;
    if source.is_some() {
        fields.need("selector")?;
        fields.need("rules")?;
    }
    let rules = fields.get("rules").map_or(Ok(Vec::new()), |at| at.list())?;
    let selector = fields.get("selector").map(|at| at.fixed()).transpose()?;
    let value_limit = fields.get("valueLimit").map(|at| at.integer(256)).transpose()?;
    let permission = CallPermission {
        call_type: call_type(&fields)?,
        target: fields.need("target")?.address()?,
        selector: selector.unwrap_or_default(),
        value_limit: value_limit.unwrap_or_default(),
        rules: rules.iter().map(|at| rule(at, version)).collect::<Result<_, _>>()?,
    };
    Ok((permission, source))
}

fn call_type(fields: &Fields<'_>) -> Result<CallType, DecodeError> {
    let Some(at) = fields.get("callType") else { return Ok(CallType::Call) };
    match at.fixed()?.0 {
        [0x00] => Ok(CallType::Call),
        [0x01] => Ok(CallType::Batch),
        [0xff] => Ok(CallType::Delegate),
        [_] => Err(at.fails(Problem::Value("call type"))),
    }
}

fn rule(at: &At<'_>, version: CallPolicyVersion) -> Result<ParamRule, DecodeError> {
    let fields = at.object(&["condition", "offset", "params"])?;
    let number = fields.need("condition")?;
    let condition = u8::try_from(number.whole(64)?).ok().and_then(Condition::from_number);
    let condition = condition.ok_or_else(|| number.fails(Problem::Value("condition")))?;
    let params = fields.need("params")?;
    let params = if version == CallPolicyVersion::V0_0_1 {
        vec![params.fixed()?]
    } else {
        params.list()?.iter().map(At::fixed).collect::<Result<_, _>>()?
    };
    Ok(ParamRule { condition, offset: fields.need("offset")?.integer(64)?.to(), params })
}

pub(super) fn write(policy: &CallPolicy, sources: &[Option<AbiSource>], flag: Tree) -> Tree {
    let source = |index| sources.get(index).and_then(Option::as_ref);
    let each = policy.permissions.iter().enumerate();
    let permissions =
        each.map(|(index, call)| write_permission(call, source(index), policy.version)).collect();
    named([
        ("type", Tree::text("call")),
        ("policyVersion", Tree::text(name(policy.version))),
        ("policyFlag", flag),
        ("permissions", Tree::List(permissions)),
    ])
}

fn write_permission(
    call: &CallPermission,
    source: Option<&AbiSource>,
    version: CallPolicyVersion,
) -> Tree {
    let call_type = match call.call_type {
        CallType::Call => "0x00",
        CallType::Batch => "0x01",
        CallType::Delegate => "0xff",
    };
    let rules = call.rules.iter().map(|rule| write_rule(rule, version)).collect();
    let [abi, function_name, args] = source.map_or([None, None, None], AbiSource::write);
    Tree::object([
        ("target", Some(checksummed(call.target))),
        ("abi", abi),
        ("functionName", function_name),
        ("args", args),
        ("callType", Some(Tree::text(call_type))),
        ("selector", Some(Tree::text(call.selector.to_string()))),
        ("valueLimit", Some(Tree::text(call.value_limit.to_string()))),
        ("rules", Some(Tree::List(rules))),
    ])
}

fn write_rule(rule: &ParamRule, version: CallPolicyVersion) -> Tree {
    let word = |word: &FixedBytes<32>| Tree::text(word.to_string());
    let params = if version == CallPolicyVersion::V0_0_1 {
        word(&rule.params.first().copied().unwrap_or_default())
    } else {
        Tree::List(rule.params.iter().map(word).collect())
    };
    let offset = if rule.offset <= SAFE {
        Tree::Whole(rule.offset)
    } else {
        Tree::text(rule.offset.to_string())
    };
    named([
        ("condition", Tree::Whole(rule.condition.number().into())),
        ("offset", offset),
        ("params", params),
    ])
}
