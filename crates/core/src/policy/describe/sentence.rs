//! The one sentence that says what a key may do by its policies (spec 4.3, 4.4).
//!
//! Why: "Send up to 25 DUSD at a time to 0x70E4…F20b, in 3 operations, until …, on …. Nothing
//! else." is made here and nowhere else, from the policies themselves; its words are in
//! [`crate::language::table::sentence`].
//! Refuses: to say "Nothing else" of a key that is not limited to a list of calls.

use alloy_primitives::{Address, U256};

use super::{
    payment::{Cap, Payment, Recipients, payment},
    span::{Sentence, Span},
    summary::Summary,
};
use crate::{
    language::{
        Value, capital,
        table::{sentence as words, word},
    },
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
    out.add(what(&summary, names));
    out.add(how_often(&summary, names));
    out.add(how_long(&summary, names));
    if !names.chains().is_empty() {
        let networks = names.networks().into_iter().map(|name| vec![Span::Strong(name)]);
        let networks = joined(networks.collect(), word::AND.text(names.language()));
        out.add(names.spans(&words::ON, &[("networks", Value::Spans(networks))]));
    }
    let closed = !summary.calls.is_empty();
    out.add(names.spans(if closed { &words::CLOSED } else { &words::OPEN }, &[]));
    out.done()
}

fn what(summary: &Summary<'_>, names: &Names<'_>) -> Vec<Span> {
    if summary.calls.is_empty() {
        return names.spans(&words::DO_ANYTHING, &[]);
    }
    let count = summary.entries().count();
    if count == 0 {
        return capital(names.spans(&words::CALL_NOTHING, &[]));
    }
    let mut clauses: Vec<_> =
        summary.entries().take(MAX_CLAUSES).map(|entry| clause(entry, names)).collect();
    let rest = u64::try_from(count.saturating_sub(MAX_CLAUSES)).unwrap_or(u64::MAX);
    if rest > 0 {
        clauses.push(names.spans(&words::MORE, &[("count", Value::Count(rest))]));
    }
    let last = clauses.len().saturating_sub(1);
    let mut out = Sentence::default();
    for (place, clause) in clauses.into_iter().enumerate() {
        match place {
            0 => {}
            _ if place == last => out.add(names.spans(&words::LAST_CLAUSE, &[])),
            _ => out.add(names.spans(&words::COMMA, &[])),
        }
        out.add(clause);
    }
    capital(out.done())
}

fn clause(entry: &CallPermission, names: &Names<'_>) -> Vec<Span> {
    match payment(entry) {
        Some(payment) => pay(&payment, names),
        None => call(entry, names),
    }
}

fn pay(payment: &Payment, names: &Names<'_>) -> Vec<Span> {
    let to = ("to", Value::Spans(to(&payment.to, names)));
    let money = |atoms| ("money", Value::Spans(money(payment.token, atoms, names)));
    match payment.cap {
        Cap::AtMost(limit) => names.spans(&words::PAY_UP_TO, &[money(limit), to]),
        Cap::Exactly(exact) => names.spans(&words::PAY_EXACTLY, &[money(exact), to]),
        Cap::Any => {
            let unit = ("unit", Value::Spans(unit(payment.token, names)));
            names.spans(&words::PAY_ANY, &[unit, to])
        }
    }
}

fn to(recipients: &Recipients, names: &Names<'_>) -> Vec<Span> {
    match recipients {
        Recipients::Anyone => names.spans(&words::TO_ANYONE, &[]),
        Recipients::Only(none) if none.is_empty() => names.spans(&words::TO_NOBODY, &[]),
        Recipients::Only(these) => {
            let each = these.iter().map(|address| vec![Span::Address(*address)]).collect();
            let these = joined(each, word::OR.text(names.language()));
            names.spans(&words::TO_THESE, &[("addresses", Value::Spans(these))])
        }
    }
}

fn money(token: Option<Address>, atoms: U256, names: &Names<'_>) -> Vec<Span> {
    let Some(address) = token else {
        return vec![Span::Strong(names.native(atoms))];
    };
    if let Some(token) = names.token(address) {
        return vec![Span::Strong(token.amount(atoms))];
    }
    let args = [("atoms", names.atoms(atoms).into()), ("token", Value::Address(address))];
    names.spans(&words::MONEY_OF_TOKEN, &args)
}

fn unit(token: Option<Address>, names: &Names<'_>) -> Vec<Span> {
    let symbol = match token {
        None => names.native_symbol(),
        Some(address) => match names.token(address) {
            Some(token) => token.symbol,
            None => return names.spans(&words::UNIT_TOKEN, &[("token", Value::Address(address))]),
        },
    };
    names.spans(&words::UNIT, &[("symbol", symbol.into())])
}

fn call(entry: &CallPermission, names: &Names<'_>) -> Vec<Span> {
    let target = if entry.target.is_zero() {
        names.spans(&words::ANY_CONTRACT, &[])
    } else {
        vec![Span::Address(entry.target)]
    };
    let value = if entry.value_limit.is_zero() {
        Vec::new()
    } else {
        names.spans(&words::VALUE, &[("amount", names.native(entry.value_limit).into())])
    };
    let rules = u64::try_from(entry.rules.len()).unwrap_or(u64::MAX);
    let arguments = match rules {
        0 => names.spans(&words::ANY_ARGUMENTS, &[]),
        count => names.spans(&words::WITHIN_RULES, &[("count", Value::Count(count))]),
    };
    let args = [
        ("function", names.function_words(entry.selector).into()),
        ("target", Value::Spans(target)),
        ("value", Value::Spans(value)),
        ("arguments", Value::Spans(arguments)),
    ];
    match entry.call_type {
        CallType::Call => names.spans(&words::CALL, &args),
        CallType::Delegate => names.spans(&words::RUN, &args),
        CallType::Batch => names.spans(&words::NEVER, &args),
    }
}

fn how_often(summary: &Summary<'_>, names: &Names<'_>) -> Vec<Span> {
    let mut out = Sentence::default();
    match summary.uses {
        Some(count) => out.add(names.spans(&words::USES, &[("count", Value::Count(count))])),
        None if summary.window.is_none() => out.add(names.spans(&words::ANY_TIMES, &[])),
        None => {}
    }
    if let Some(window) = summary.window {
        let args =
            [("count", Value::Count(window.count)), ("window", Value::Length(window.seconds))];
        out.add(names.spans(&words::WINDOW, &args));
    }
    if let Some(spacing) = summary.spacing {
        out.add(names.spans(&words::SPACING, &[("span", Value::Length(spacing.interval))]));
    }
    out.done()
}

fn how_long(summary: &Summary<'_>, names: &Names<'_>) -> Vec<Span> {
    let mut out = Sentence::default();
    if let Some(from) = summary.from.filter(|_| summary.spacing.is_none()) {
        out.add(names.spans(&words::FROM, &[("date", Value::Date(from))]));
    }
    out.add(match summary.until {
        Some(until) => names.spans(&words::UNTIL, &[("date", Value::Date(until))]),
        None => names.spans(&words::NO_END, &[]),
    });
    out.done()
}

/// `a, b and c`.
fn joined(items: Vec<Vec<Span>>, last: &str) -> Vec<Span> {
    let end = items.len().saturating_sub(1);
    let mut out = Sentence::default();
    for (place, item) in items.into_iter().enumerate() {
        match place {
            0 => {}
            _ if place == end => out.say(format!(" {last} ")),
            _ => out.say(", "),
        }
        out.add(item);
    }
    out.done()
}
