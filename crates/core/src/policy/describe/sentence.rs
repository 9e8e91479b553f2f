//! The one sentence that says what a key may do by its policies (spec 4.3, 4.4).
//!
//! Why: "Send up to 25 DUSD at a time to 0x70E4…F20b, in 3 operations, until …, on …. Nothing
//! else." is made here and nowhere else, from the policies themselves.
//! Refuses: to say "Nothing else" of a key that is not limited to a list of calls.

use alloy_primitives::{Address, U256};

use super::{
    payment::{Cap, Payment, Recipients, payment},
    span::{Sentence, Span},
    summary::Summary,
};
use crate::{
    amount, date,
    names::Names,
    policy::{CallPermission, CallType, Policy},
};

/// Most entries that are spelled out; the rest is counted.
const MAX_CLAUSES: usize = 4;

/// The sentence for a list of policies, with names as claimed for the chains of `names`.
#[must_use]
pub fn sentence(policies: &[Policy], names: &Names<'_>) -> Vec<Span> {
    let summary = Summary::of(policies);
    let mut out = Sentence::default();
    what(&mut out, &summary, names);
    how_often(&mut out, &summary);
    how_long(&mut out, &summary);
    if !names.chains().is_empty() {
        out.say(", on ");
        out.stress_list(&names.networks());
    }
    let closed = !summary.calls.is_empty();
    out.say(if closed { ". Nothing else." } else { ". It is not limited to any list of calls." });
    out.done()
}

fn what(out: &mut Sentence, summary: &Summary<'_>, names: &Names<'_>) {
    if summary.calls.is_empty() {
        out.stress("Do anything");
        out.say(" the account can do, even give it away");
        return;
    }
    let count = summary.entries().count();
    if count == 0 {
        out.say("Call nothing");
    }
    for (place, entry) in summary.entries().take(MAX_CLAUSES).enumerate() {
        out.say(match place {
            0 => "",
            _ if place.saturating_add(1) == count => ", and ",
            _ => ", ",
        });
        clause(out, entry, names, place == 0);
    }
    let rest = count.saturating_sub(MAX_CLAUSES);
    if rest > 0 {
        out.say(", and ");
        out.stress(format!("{rest} more listed below"));
    }
}

fn clause(out: &mut Sentence, entry: &CallPermission, names: &Names<'_>, first: bool) {
    match payment(entry) {
        Some(payment) => pay(out, &payment, names, first),
        None => call(out, entry, names, first),
    }
}

fn pay(out: &mut Sentence, payment: &Payment, names: &Names<'_>, first: bool) {
    let verb = if first { "Send" } else { "send" };
    match payment.cap {
        Cap::AtMost(limit) => {
            out.say(format!("{verb} up to "));
            money(out, payment.token, limit, names);
            out.say(" at a time");
        }
        Cap::Exactly(exact) => {
            out.say(format!("{verb} exactly "));
            money(out, payment.token, exact, names);
            out.say(" at a time");
        }
        Cap::Any => {
            out.say(format!("{verb} "));
            out.stress("any amount");
            out.say(" of ");
            unit(out, payment.token, names);
        }
    }
    match &payment.to {
        Recipients::Anyone => {
            out.say(" to ");
            out.stress("anyone");
        }
        Recipients::Only(none) if none.is_empty() => out.say(" to nobody"),
        Recipients::Only(these) => {
            out.say(" to ");
            out.address_list(these);
        }
    }
}

fn money(out: &mut Sentence, token: Option<Address>, atoms: U256, names: &Names<'_>) {
    let Some(address) = token else {
        return out.stress(names.native(atoms));
    };
    if let Some(token) = names.token(address) {
        return out.stress(token.amount(atoms));
    }
    out.stress(format!("{} smallest units", amount::group(&atoms.to_string())));
    out.say(" of the token ");
    out.address(address);
}

fn unit(out: &mut Sentence, token: Option<Address>, names: &Names<'_>) {
    match token.map(|address| (address, names.token(address))) {
        None => out.stress(names.native_symbol()),
        Some((_, Some(token))) => out.stress(token.symbol),
        Some((address, None)) => {
            out.say("the token ");
            out.address(address);
        }
    }
}

fn call(out: &mut Sentence, entry: &CallPermission, names: &Names<'_>, first: bool) {
    let delegate = entry.call_type == CallType::Delegate;
    let verb = match (delegate, first) {
        (true, true) => "Run as the account ",
        (true, false) => "run as the account ",
        (false, true) => "Call ",
        (false, false) => "call ",
    };
    out.say(verb);
    out.stress(names.function_words(entry.selector));
    out.say(" of ");
    if entry.target.is_zero() {
        out.stress("any contract");
    } else {
        out.address(entry.target);
    }
    if !entry.value_limit.is_zero() {
        out.say(", sending along up to ");
        out.stress(names.native(entry.value_limit));
    }
    match u64::try_from(entry.rules.len()).unwrap_or(u64::MAX) {
        0 => out.say(" with any arguments"),
        count => out.say(format!(" within {} on its arguments", date::counted(count, "rule"))),
    }
}

fn how_often(out: &mut Sentence, summary: &Summary<'_>) {
    match summary.uses {
        Some(count) => {
            out.say(", in ");
            out.stress(date::counted(count, "operation"));
        }
        None if summary.window.is_none() => {
            out.say(", ");
            out.stress("any number of times");
        }
        None => {}
    }
    if let Some(window) = summary.window {
        out.say(", ");
        out.stress(date::counted(window.count, "operation"));
        out.say(format!(" in each {}", date::length(window.seconds)));
    }
    if let Some(spacing) = summary.spacing {
        out.say(format!(" {} apart", date::length(spacing.interval)));
    }
}

fn how_long(out: &mut Sentence, summary: &Summary<'_>) {
    let starts_later = summary.from.filter(|_| summary.spacing.is_none());
    if let Some(from) = starts_later {
        out.say(", from ");
        out.stress(date::words(from));
    }
    match summary.until {
        Some(until) => {
            out.say(", until ");
            out.stress(date::words(until));
        }
        None => {
            out.say(", with ");
            out.stress("no end");
        }
    }
}
