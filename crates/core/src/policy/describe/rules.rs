//! Every rule of a permission (spec 4.3, 4.4) in words, one line each, with addresses in full.
//!
//! Why: the sentence is short; this list leaves nothing out.
//! Refuses: to hide a policy that its flag switches off; it is listed as having no effect.

use super::{
    argument,
    summary::{binds_messages, binds_operations},
};
use crate::{
    date,
    names::{Names, list},
    policy::{
        CallPermission, CallType, GasPolicy, ParamRule, Policy, PolicyKind, RateLimitPolicy,
        TimestampPolicy,
    },
};

/// The rules, in the order of the policies.
#[must_use]
pub fn rules(policies: &[Policy], names: &Names<'_>) -> Vec<String> {
    let mut out = Vec::new();
    for policy in policies {
        if !binds_operations(policy) && !matches!(policy.kind, PolicyKind::SignatureCaller(_)) {
            out.push(
                "A policy whose flag switches it off for operations; it limits nothing:".to_owned(),
            );
        }
        of_kind(&mut out, policy, names);
    }
    out
}

fn of_kind(out: &mut Vec<String>, policy: &Policy, names: &Names<'_>) {
    match &policy.kind {
        PolicyKind::Sudo => out.push("May do anything the account can.".to_owned()),
        PolicyKind::Call(call) => call.permissions.iter().for_each(|p| entry(out, p, names)),
        PolicyKind::Gas(limit) => gas(out, limit, names),
        PolicyKind::Timestamp(window) => timestamp(out, *window),
        PolicyKind::RateLimit(rate) => rate_limit(out, *rate),
        PolicyKind::SignatureCaller(_) if !binds_messages(policy) => {
            out.push(
                "May sign messages for anybody: the policy against it is switched off by its flag."
                    .to_owned(),
            );
        }
        PolicyKind::SignatureCaller(callers) if callers.allowed_callers.is_empty() => {
            out.push("Cannot sign messages.".to_owned());
        }
        PolicyKind::SignatureCaller(callers) => {
            let callers: Vec<_> = callers.allowed_callers.iter().map(ToString::to_string).collect();
            out.push(format!("Signs messages only for {}.", list(&callers, "and")));
        }
    }
}

fn entry(out: &mut Vec<String>, entry: &CallPermission, names: &Names<'_>) {
    let delegate = entry.call_type == CallType::Delegate;
    let verb = if delegate { "May run as the account" } else { "May call" };
    let target = match names.token(entry.target) {
        _ if entry.target.is_zero() => "any contract".to_owned(),
        Some(token) => format!("{} ({})", token.symbol, entry.target),
        None => entry.target.to_string(),
    };
    let plain_send = entry.selector.is_zero() && !delegate;
    out.push(if plain_send {
        format!("May send {} without data to {target}.", names.native_symbol())
    } else {
        format!("{verb} {} of {target}.", names.function_words(entry.selector))
    });
    for rule in &entry.rules {
        out.push(rule_words(entry, rule, names));
    }
    if entry.value_limit.is_zero() {
        out.push(format!("Sends no {} along.", names.native_symbol()));
    } else {
        out.push(format!("Sends at most {} per call.", names.native(entry.value_limit)));
    }
}

fn rule_words(entry: &CallPermission, rule: &ParamRule, names: &Names<'_>) -> String {
    let argument = argument::find(names, entry.target, entry.selector, rule.offset);
    let values: Vec<_> = rule.params.iter().map(|w| argument.value_and_atoms(*w)).collect();
    let values = if values.is_empty() { "nothing".to_owned() } else { list(&values, "or") };
    format!("Its {} {} {values}.", argument.phrase(), argument::rule_words(rule.condition))
}

fn gas(out: &mut Vec<String>, gas: &GasPolicy, names: &Names<'_>) {
    let allowed = names.native(alloy_primitives::U256::from(gas.allowed_wei));
    out.push(format!("Spends at most {allowed} on gas in all."));
    if gas.enforce_paymaster && !gas.allowed_paymaster.is_zero() {
        out.push(format!("Its gas must be paid by the paymaster {}.", gas.allowed_paymaster));
    }
}

fn timestamp(out: &mut Vec<String>, window: TimestampPolicy) {
    if window.valid_after > 0 {
        out.push(format!("Works from {}.", date::words(window.valid_after)));
    }
    if window.valid_until > 0 {
        out.push(format!("Works until {}.", date::words(window.valid_until)));
    }
    if window.valid_after == 0 && window.valid_until == 0 {
        out.push("Works at any time.".to_owned());
    }
}

fn rate_limit(out: &mut Vec<String>, rate: RateLimitPolicy) {
    if rate.reset {
        let (count, window) = (date::counted(rate.count, "operation"), date::length(rate.interval));
        out.push(format!("Sends at most {count} in each {window}."));
        return;
    }
    out.push(format!("Sends at most {} in all.", date::counted(rate.count, "operation")));
    if rate.start_at > 0 {
        out.push(format!("Sends the first at {} or later.", date::words(rate.start_at)));
    }
    if rate.interval > 0 && rate.start_at > 0 {
        out.push(format!("Each use moves the next one by {}.", date::length(rate.interval)));
    }
}
