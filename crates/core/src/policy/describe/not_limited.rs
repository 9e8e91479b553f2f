//! What a key's policies leave open, in words.
//!
//! Why: the limits of a policy are easily read as more than they are; a limit per call is not a
//! limit per operation, since an operation may hold many calls (spec 12.1).
//! Refuses: to stay silent about any of it.

use super::{
    payment::{Cap, Recipients, payment},
    summary::Summary,
};
use crate::{
    language::{Value, table::open as words},
    names::Names,
    policy::{CallPermission, CallType, Policy},
    text,
};

/// Sentences on what is not limited, the gravest first.
#[must_use]
pub fn not_limited(policies: &[Policy], names: &Names<'_>) -> Vec<String> {
    let summary = Summary::of(policies);
    let mut out = Vec::new();
    calls(&mut out, &summary, names);
    often(&mut out, &summary, names);
    if summary.until.is_none() {
        out.push(names.say(&words::END, &[]));
    }
    if summary.gas_wei.is_none() {
        out.push(names.say(&words::GAS, &[]));
    }
    messages(&mut out, &summary, names);
    out
}

fn calls(out: &mut Vec<String>, summary: &Summary<'_>, names: &Names<'_>) {
    if summary.calls.is_empty() {
        return out.push(names.say(&words::CALLS, &[]));
    }
    for entry in summary.entries() {
        entry_open(out, entry, names);
    }
    out.push(batches(summary, names));
}

fn entry_open(out: &mut Vec<String>, entry: &CallPermission, names: &Names<'_>) {
    if let Some(payment) = payment(entry) {
        let unit = payment.token.map_or_else(|| names.native_symbol(), |t| token_words(names, t));
        let args = [("unit", unit.into())];
        if payment.cap == Cap::Any {
            out.push(names.say(&words::AMOUNT, &args));
        }
        if payment.to == Recipients::Anyone {
            out.push(names.say(&words::RECIPIENT, &args));
        }
        return;
    }
    let args = [("function", names.function_words(entry.selector).into())];
    if entry.target.is_zero() {
        out.push(names.say(&words::CONTRACT, &args));
    }
    if entry.rules.is_empty() && !entry.selector.is_zero() {
        out.push(names.say(&words::ARGUMENTS, &args));
    }
    if entry.call_type == CallType::Delegate {
        out.push(names.say(&words::FOREIGN_CODE, &[]));
    }
}

fn batches(summary: &Summary<'_>, names: &Names<'_>) -> String {
    let mut payments = summary.entries().filter_map(payment);
    let capped = payments.find_map(|p| match p.cap {
        Cap::AtMost(limit) | Cap::Exactly(limit) => Some((p.token, limit)),
        Cap::Any => None,
    });
    let Some((token, limit)) = capped else {
        return names.say(&words::BATCH, &[]);
    };
    let limit = match token {
        None => names.native(limit),
        Some(address) => names.of_token(address, limit),
    };
    names.say(&words::BATCH_OF, &[("limit", limit.into())])
}

fn often(out: &mut Vec<String>, summary: &Summary<'_>, names: &Names<'_>) {
    if summary.uses.is_none() {
        out.push(names.say(&words::USES, &[]));
    }
    if let Some(spacing) = summary.spacing {
        out.push(names.say(&words::SAVED_UP, &[("span", Value::Length(spacing.interval))]));
    }
    if summary.idle_spacing {
        out.push(names.say(&words::IDLE_SPACING, &[]));
    }
}

fn messages(out: &mut Vec<String>, summary: &Summary<'_>, names: &Names<'_>) {
    match &summary.message_callers {
        None => out.push(names.say(&words::MESSAGES, &[])),
        Some(callers) if callers.is_empty() => {}
        Some(callers) => {
            let count = u64::try_from(callers.len()).unwrap_or(u64::MAX);
            out.push(names.say(&words::MESSAGES_FOR, &[("count", Value::Count(count))]));
        }
    }
}

fn token_words(names: &Names<'_>, token: alloy_primitives::Address) -> String {
    let short = || {
        let token = text::short_address(token);
        names.say(&words::OF_TOKEN, &[("token", token.into())])
    };
    names.token(token).map_or_else(short, |token| token.symbol)
}
