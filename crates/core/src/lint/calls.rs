//! Findings about a call policy: what the chain would refuse to install, and old versions.
//!
//! Why: such a key looks granted and never works (spec 4.4).
//! Refuses: nothing.

use super::{
    Finding, Rule,
    Severity::{Stop, Warn},
};
use crate::policy::{CallPermission, CallPolicy, CallPolicyVersion, Condition, ParamRule};

pub(super) fn policy(policy: &CallPolicy) -> Vec<Finding> {
    let mut out = Vec::new();
    if policy.permissions.is_empty() {
        out.push(Finding::new(
            Rule::NothingAllowed,
            Stop,
            "This key may call nothing. Say what it may call.",
        ));
    }
    for (place, entry) in policy.permissions.iter().enumerate() {
        if policy.permissions.iter().take(place).any(|before| same_key(before, entry)) {
            out.push(Finding::new(Rule::CannotInstall, Stop, "One function of one contract is listed twice, so the key cannot be installed. Keep one of them."));
        }
        if entry.rules.iter().any(|rule| !installable(policy.version, rule)) {
            out.push(Finding::new(
                Rule::CannotInstall,
                Stop,
                "A rule on an argument is written in a way that cannot be installed.",
            ));
        }
    }
    match policy.version {
        CallPolicyVersion::V0_0_1 | CallPolicyVersion::V0_0_2 | CallPolicyVersion::V0_0_3 => {
            out.push(Finding::new(
                Rule::OldCallPolicy,
                Warn,
                "The call policy is an old version that strict bundlers refuse.",
            ));
        }
        CallPolicyVersion::V0_0_4 | CallPolicyVersion::V0_0_5 => {}
    }
    out
}

fn same_key(a: &CallPermission, b: &CallPermission) -> bool {
    a.call_type == b.call_type && a.target == b.target && a.selector == b.selector
}

fn installable(version: CallPolicyVersion, rule: &ParamRule) -> bool {
    match rule.condition {
        Condition::OneOf => version != CallPolicyVersion::V0_0_1,
        Condition::SliceEqual => version == CallPolicyVersion::V0_0_5 && rule.params.len() == 3,
        Condition::Equal
        | Condition::GreaterThan
        | Condition::LessThan
        | Condition::GreaterThanOrEqual
        | Condition::LessThanOrEqual
        | Condition::NotEqual => rule.params.len() == 1,
    }
}
