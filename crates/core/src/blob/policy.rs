//! `policyParams` of each policy, by `type` (spec 8).
//!
//! Why: the published reader takes some fields only as numbers, some only as text, and two
//! addresses only in one spelling; what is written here is what it takes.
//! Refuses: what that reader would take for something else, and policies at foreign contracts.

use alloy_primitives::hex;

use super::{
    abi_source::AbiSource,
    call,
    error::{DecodeError, Problem},
    read::{At, Fields},
    spelling::{checksummed, spelled},
    tree::Tree,
};
use crate::policy::{
    CallPolicyVersion, GasPolicy, Policy, PolicyFlag, PolicyKind, RateLimitPolicy,
    SignatureCallerPolicy, TimestampPolicy, address,
};

/// Bits of the contracts' times and counts.
const U48: usize = 48;

/// A policy, and for calls what their rules were made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerializedPolicy {
    /// The policy.
    pub policy: Policy,
    /// For each permission of a call policy, the function its rules were made from, if the writer
    /// noted it. It is carried along and decides nothing: the rules do.
    pub sources: Vec<Option<AbiSource>>,
}

impl From<Policy> for SerializedPolicy {
    fn from(policy: Policy) -> Self {
        Self { policy, sources: Vec::new() }
    }
}

impl SerializedPolicy {
    pub(super) fn read(at: &At<'_>) -> Result<Self, DecodeError> {
        let params = at.object(&["policyParams"])?.need("policyParams")?;
        let all = [
            &["type", "policyAddress", "policyFlag"],
            ["policyVersion", "permissions", "allowedCallers"].as_slice(),
            &["allowed", "enforcePaymaster", "allowedPaymaster"],
            &["validAfter", "validUntil", "interval", "count", "startAt"],
        ]
        .concat();
        let kind = params.object(&all)?.need("type")?;
        let (kind, sources) = match kind.text()? {
            "sudo" => (sudo(&params)?, Vec::new()),
            "gas" => (gas(&params)?, Vec::new()),
            "timestamp" => (timestamp(&params)?, Vec::new()),
            "rate-limit" => (rate_limit(&params)?, Vec::new()),
            "signature-caller" => (signature_caller(&params)?, Vec::new()),
            "call" => call::read(&params)?,
            _ => return Err(kind.fails(Problem::Value("policy type"))),
        };
        let flag = match params.object(&all)?.get("policyFlag") {
            None => PolicyFlag::All,
            Some(at) => PolicyFlag::try_from(u16::from_be_bytes(at.fixed()?.0))
                .map_err(|problem| at.fails(problem))?,
        };
        let read = Self { policy: Policy { flag, kind }, sources };
        read.at_its_contract(&params.object(&all)?)?;
        Ok(read)
    }

    /// The stated address, if any, is the policy's own, spelled as the published reader wants it.
    fn at_its_contract(&self, fields: &Fields<'_>) -> Result<(), DecodeError> {
        let Some(at) = fields.get("policyAddress") else { return Ok(()) };
        if at.address()? != self.policy.address() {
            return Err(at.fails(Problem::Contract));
        }
        match self.spelling() {
            Some(spelled) if at.text()? != spelled => Err(at.fails(Problem::Spelling(spelled))),
            Some(_) | None => Ok(()),
        }
    }

    /// The contract's address, where the published reader compares it letter by letter.
    fn spelling(&self) -> Option<String> {
        let contract = self.policy.address();
        match &self.policy.kind {
            PolicyKind::RateLimit(limit) if limit.reset => Some(format!("{contract:#x}")),
            PolicyKind::RateLimit(_) => Some(spelled(contract)),
            PolicyKind::Call(call) if call.version == CallPolicyVersion::V0_0_1 => {
                Some(spelled(contract))
            }
            PolicyKind::Call(_)
            | PolicyKind::Gas(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo => None,
        }
    }

    pub(super) fn write(&self) -> Tree {
        let flag = Tree::text(hex::encode_prefixed(self.policy.flag.to_bytes()));
        let (kind, rest) = match &self.policy.kind {
            PolicyKind::Sudo => ("sudo", vec![]),
            PolicyKind::Gas(gas) => ("gas", write_gas(gas)),
            PolicyKind::Timestamp(time) => ("timestamp", write_timestamp(*time)),
            PolicyKind::RateLimit(limit) => ("rate-limit", write_rate_limit(*limit)),
            PolicyKind::SignatureCaller(callers) => {
                ("signature-caller", write_signature_caller(callers))
            }
            PolicyKind::Call(policy) => return wrap(call::write(policy, &self.sources, flag)),
        };
        let contract = self.spelling().unwrap_or_else(|| spelled(self.policy.address()));
        let head = [
            ("type", Tree::text(kind)),
            ("policyAddress", Tree::text(contract)),
            ("policyFlag", flag),
        ];
        wrap(named(head.into_iter().chain(rest)))
    }
}

fn wrap(params: Tree) -> Tree {
    Tree::object([("policyParams", Some(params))])
}

pub(super) fn named(fields: impl IntoIterator<Item = (&'static str, Tree)>) -> Tree {
    Tree::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn known<'a>(params: &At<'a>, own: &[&'static str]) -> Result<Fields<'a>, DecodeError> {
    params.object(&[&["type", "policyAddress", "policyFlag"], own].concat())
}

fn sudo(params: &At<'_>) -> Result<PolicyKind, DecodeError> {
    known(params, &[]).map(|_fields| PolicyKind::Sudo)
}

fn gas(params: &At<'_>) -> Result<PolicyKind, DecodeError> {
    let fields = known(params, &["allowed", "enforcePaymaster", "allowedPaymaster"])?;
    let allowed = fields.get("allowed").map(|at| at.integer(128)).transpose()?;
    let enforce = fields.get("enforcePaymaster").map(|at| at.bool()).transpose()?;
    let paymaster = fields.get("allowedPaymaster").map(|at| at.address()).transpose()?;
    Ok(PolicyKind::Gas(GasPolicy {
        allowed_wei: allowed.unwrap_or_default().to(),
        enforce_paymaster: enforce.unwrap_or_default(),
        allowed_paymaster: paymaster.unwrap_or_default(),
    }))
}

fn write_gas(gas: &GasPolicy) -> Vec<(&'static str, Tree)> {
    vec![
        ("allowed", Tree::text(gas.allowed_wei.to_string())),
        ("enforcePaymaster", Tree::Bool(gas.enforce_paymaster)),
        ("allowedPaymaster", checksummed(gas.allowed_paymaster)),
    ]
}

/// A time or count; 0 when it is left out.
fn u48(fields: &Fields<'_>, key: &'static str) -> Result<u64, DecodeError> {
    fields.get(key).map_or(Ok(0), |at| at.whole(U48))
}

fn timestamp(params: &At<'_>) -> Result<PolicyKind, DecodeError> {
    let fields = known(params, &["validAfter", "validUntil"])?;
    Ok(PolicyKind::Timestamp(TimestampPolicy {
        valid_after: u48(&fields, "validAfter")?,
        valid_until: u48(&fields, "validUntil")?,
    }))
}

fn write_timestamp(time: TimestampPolicy) -> Vec<(&'static str, Tree)> {
    vec![
        ("validAfter", Tree::Whole(time.valid_after)),
        ("validUntil", Tree::Whole(time.valid_until)),
    ]
}

fn rate_limit(params: &At<'_>) -> Result<PolicyKind, DecodeError> {
    let fields = known(params, &["interval", "count", "startAt"])?;
    let contract = fields.get("policyAddress").map(|at| at.address()).transpose()?;
    let limit = RateLimitPolicy {
        interval: u48(&fields, "interval")?,
        count: fields.need("count")?.whole(U48)?,
        start_at: u48(&fields, "startAt")?,
        reset: contract == Some(address::RATE_LIMIT_RESET),
    };
    match fields.get("startAt") {
        Some(at) if limit.reset && limit.start_at != 0 => {
            Err(at.fails(Problem::Contradiction("policyAddress")))
        }
        _ => Ok(PolicyKind::RateLimit(limit)),
    }
}

fn write_rate_limit(limit: RateLimitPolicy) -> Vec<(&'static str, Tree)> {
    vec![
        ("interval", Tree::Whole(limit.interval)),
        ("count", Tree::Whole(limit.count)),
        ("startAt", Tree::Whole(limit.start_at)),
    ]
}

fn signature_caller(params: &At<'_>) -> Result<PolicyKind, DecodeError> {
    let callers = known(params, &["allowedCallers"])?.need("allowedCallers")?.list()?;
    let allowed_callers = callers.iter().map(At::address).collect::<Result<_, _>>()?;
    Ok(PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers }))
}

fn write_signature_caller(policy: &SignatureCallerPolicy) -> Vec<(&'static str, Tree)> {
    let callers = policy.allowed_callers.iter().copied().map(checksummed).collect();
    vec![("allowedCallers", Tree::List(callers))]
}
