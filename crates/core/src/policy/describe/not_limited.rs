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
    amount, date,
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
    often(&mut out, &summary);
    if summary.until.is_none() {
        out.push("How long it works: it has no end.".to_owned());
    }
    if summary.gas_wei.is_none() {
        out.push("How much gas it may spend.".to_owned());
    }
    messages(&mut out, &summary);
    out
}

fn calls(out: &mut Vec<String>, summary: &Summary<'_>, names: &Names<'_>) {
    if summary.calls.is_empty() {
        out.push(
            "What it may call: it may do all that the account can, even give the account away."
                .to_owned(),
        );
        return;
    }
    for entry in summary.entries() {
        entry_open(out, entry, names);
    }
    out.push(batches(summary, names));
}

fn entry_open(out: &mut Vec<String>, entry: &CallPermission, names: &Names<'_>) {
    if let Some(payment) = payment(entry) {
        let what = payment.token.map_or_else(|| names.native_symbol(), |t| token_words(names, t));
        if payment.cap == Cap::Any {
            out.push(format!("How much {what} it may send: all of it."));
        }
        if payment.to == Recipients::Anyone {
            out.push(format!("Whom it may send {what} to."));
        }
        return;
    }
    let function = names.function_words(entry.selector);
    if entry.target.is_zero() {
        out.push(format!("Which contract it may call {function} of."));
    }
    if entry.rules.is_empty() && !entry.selector.is_zero() {
        out.push(format!("With which arguments it may call {function}."));
    }
    if entry.call_type == CallType::Delegate {
        out.push("What the foreign code does: it runs as the account itself.".to_owned());
    }
}

fn batches(summary: &Summary<'_>, names: &Names<'_>) -> String {
    let mut payments = summary.entries().filter_map(payment);
    let capped = payments.find_map(|p| match p.cap {
        Cap::AtMost(limit) | Cap::Exactly(limit) => Some((p.token, limit)),
        Cap::Any => None,
    });
    match capped {
        Some((token, limit)) => {
            let limit = match token {
                None => names.native(limit),
                Some(address) => names.token(address).map_or_else(
                    || format!("{} smallest units", amount::group(&limit.to_string())),
                    |token| token.amount(limit),
                ),
            };
            format!(
                "How many transfers one operation holds: an operation may hold several, so one operation can move more than {limit}."
            )
        }
        None => "How many calls one operation holds: an operation may hold several.".to_owned(),
    }
}

fn often(out: &mut Vec<String>, summary: &Summary<'_>) {
    if summary.uses.is_none() {
        out.push("How many operations it may send in all.".to_owned());
    }
    if let Some(spacing) = summary.spacing {
        let every = date::length(spacing.interval);
        out.push(format!("When saved-up operations are sent: each {every} frees one more, and those not used can be sent together later."));
    }
    if summary.idle_spacing {
        out.push(
            "The time between operations: the spacing counts from 1970, so it holds nothing back."
                .to_owned(),
        );
    }
}

fn messages(out: &mut Vec<String>, summary: &Summary<'_>) {
    match &summary.message_callers {
        None => out.push("Which messages it signs for the account: orders, permits and logins too, even past its end.".to_owned()),
        Some(callers) if callers.is_empty() => {}
        Some(callers) => {
            let count = u64::try_from(callers.len()).unwrap_or(u64::MAX);
            let who = date::counted(count, "contract");
            out.push(format!("What it signs for {who} that may ask for signatures, even past its end."));
        }
    }
}

fn token_words(names: &Names<'_>, token: alloy_primitives::Address) -> String {
    names
        .token(token)
        .map_or_else(|| format!("of the token {}", text::short_address(token)), |t| t.symbol)
}
