//! Findings about the list of policies as a whole.
//!
//! Why: what is missing is as telling as what is there (spec 12.1).
//! Refuses: nothing.

use super::{
    Finding, Rule,
    Severity::{Stop, Warn},
};
use crate::policy::{
    Policy, PolicyKind,
    describe::summary::{Summary, binds_messages, binds_operations},
};

pub(super) fn findings(policies: &[Policy], summary: &Summary<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    if summary.sudo {
        out.push(Finding::new(
            Rule::Sudo,
            Stop,
            "This key could do anything, even take the account. Give it a list of calls instead.",
        ));
    }
    if summary.calls.is_empty() {
        out.push(Finding::new(Rule::NoCallPolicy, Stop, "Nothing limits what this key may call, so it could take the account. Say what it may call."));
    }
    doubles(&mut out, policies);
    for policy in policies {
        one(&mut out, policy);
    }
    missing(&mut out, summary);
    out
}

fn missing(out: &mut Vec<Finding>, summary: &Summary<'_>) {
    if summary.until.is_none() {
        out.push(Finding::new(
            Rule::NoExpiry,
            Warn,
            "This key has no end. Give it one, so that it dies by itself.",
        ));
    }
    if summary.until.zip(summary.from).is_some_and(|(until, from)| until < from) {
        out.push(Finding::new(
            Rule::NeverOpen,
            Stop,
            "This key ends before it begins, so it could never be used.",
        ));
    }
    if summary.uses.is_none() && summary.window.is_none() {
        out.push(Finding::new(
            Rule::NoUseLimit,
            Warn,
            "This key may be used any number of times. Say how often.",
        ));
    }
    if summary.gas_wei.is_none() {
        out.push(Finding::new(
            Rule::NoGasBudget,
            Warn,
            "This key may spend all of the account's coin on gas. Give it a gas budget.",
        ));
    }
    if summary.message_callers.as_ref().is_none_or(|callers| !callers.is_empty()) {
        out.push(Finding::new(Rule::Messages, Warn, "This key can sign messages for the account, such as orders and permits, which none of its limits cover. Forbid it."));
    }
}

fn doubles(out: &mut Vec<Finding>, policies: &[Policy]) {
    for (place, policy) in policies.iter().enumerate() {
        if policies.iter().take(place).any(|before| before.address() == policy.address()) {
            out.push(Finding::new(
                Rule::CannotInstall,
                Stop,
                "Two policies of one kind cannot be installed together. Keep one of them.",
            ));
        }
    }
}

fn one(out: &mut Vec<Finding>, policy: &Policy) {
    let off_for_messages = matches!(policy.kind, PolicyKind::SignatureCaller(_));
    if !binds_operations(policy) && !off_for_messages || !binds_messages(policy) && off_for_messages
    {
        out.push(Finding::new(
            Rule::SwitchedOff,
            Stop,
            "A policy is switched off by its flag, so it limits nothing. Remove the flag.",
        ));
    }
    match &policy.kind {
        PolicyKind::Gas(gas) => {
            if gas.allowed_wei == 0 {
                out.push(Finding::new(
                    Rule::NoGas,
                    Stop,
                    "The gas budget is zero, so this key could never be used.",
                ));
            }
            if gas.enforce_paymaster && gas.allowed_paymaster.is_zero() {
                out.push(Finding::new(
                    Rule::IdlePaymaster,
                    Warn,
                    "A paymaster is required but none is named, which requires nothing.",
                ));
            }
        }
        PolicyKind::RateLimit(rate) => {
            if rate.count == 0 {
                out.push(Finding::new(
                    Rule::NoUses,
                    Stop,
                    "This key is for zero operations, so it could never be used.",
                ));
            }
            if rate.reset {
                out.push(Finding::new(
                    Rule::ResettingLimit,
                    Warn,
                    "Strict bundlers refuse keys whose limit resets.",
                ));
            } else if rate.interval > 0 && rate.start_at == 0 {
                out.push(Finding::new(
                    Rule::IdleSpacing,
                    Warn,
                    "The spacing counts from 1970, so it holds nothing back. Give it a start.",
                ));
            }
        }
        PolicyKind::Call(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => {}
    }
}
