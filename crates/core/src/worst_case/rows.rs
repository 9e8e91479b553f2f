//! The worst case in words: the table "at worst" of the builder and the approval window.
//!
//! Why: limits per call read like limits in all; this table says what the chain really holds
//! (spec 4.3, 12.1).
//! Refuses: to hide that something has no limit, and to say one number for several chains without
//! saying that each has its own.

use alloy_primitives::U256;

use super::{
    Approval, Asset, Context, ContractCall, Leak, Messages, Most, OfChain, OnChain, WorstCase, of,
};
use crate::{
    amount,
    language::{
        Message, Value,
        table::{rule, worst as words},
    },
    names::Names,
    policy::Policy,
    text,
};

/// A line of "at worst".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What.
    pub label: String,
    /// How much, in words.
    pub amount: String,
    /// Nothing in the key bounds it: drawn in red.
    pub unlimited: bool,
}

impl Row {
    fn bounded(label: impl Into<String>, amount: impl Into<String>) -> Self {
        Self { label: label.into(), amount: amount.into(), unlimited: false }
    }

    fn open(label: impl Into<String>, amount: impl Into<String>) -> Self {
        Self { label: label.into(), amount: amount.into(), unlimited: true }
    }
}

/// The table for a list of policies of which nothing else is known, for the chains of `names`.
#[must_use]
pub fn rows(policies: &[Policy], names: &Names<'_>) -> Vec<Row> {
    let chains: Vec<_> = names.chains().iter().map(|id| OfChain::unread(*id)).collect();
    table(&of(policies, &Context { chains: &chains, ..Context::default() }), names)
}

/// The table for a worst case. Where all chains have the same numbers they are said once.
#[must_use]
pub fn table(worst: &WorstCase, names: &Names<'_>) -> Vec<Row> {
    let Some((first, rest)) = worst.chains.split_first() else {
        return Vec::new();
    };
    let same = |chain: &OnChain| *chain == OnChain { chain_id: chain.chain_id, ..first.clone() };
    let mut rows = Vec::new();
    if rest.iter().all(same) {
        rows.extend(on_chain(first, names));
    } else {
        for chain in &worst.chains {
            let here = [chain.chain_id];
            let network = names.network(chain.chain_id);
            let named = |row: Row| {
                let args = [("network", network.clone().into()), ("label", row.label.into())];
                Row { label: names.say(&words::ON_NETWORK, &args), ..row }
            };
            rows.extend(on_chain(chain, &names.only(&here)).into_iter().map(named));
        }
    }
    if !rest.is_empty() {
        let count = [("count", Value::Text(worst.chains.len().to_string()))];
        rows.push(Row::bounded(
            names.say(&words::TOGETHER, &count),
            names.say(&words::TIMES, &count),
        ));
    }
    rows
}

fn on_chain(chain: &OnChain, names: &Names<'_>) -> Vec<Row> {
    let say = |message| names.say(message, &[]);
    let mut rows = Vec::new();
    if chain.takeover {
        rows.push(Row::open(say(&words::MOVE_OUT), say(&words::EVERYTHING)));
    }
    let many = chain.leaks.len() > 1;
    for leak in &chain.leaks {
        rows.extend(money(leak, many, names));
    }
    rows.extend(chain.contracts.iter().map(|call| foreign(*call, names)));
    rows.push(operations(chain, names));
    rows.push(match chain.gas {
        Most::AtMost(wei) => Row::bounded(say(&words::GAS), names.native(wei)),
        Most::NoLimit => Row::open(say(&words::GAS), say(&words::NO_LIMIT)),
    });
    rows.extend(chain.approvals.iter().map(|approval| approval_row(*approval, names)));
    rows.push(match &chain.messages {
        Messages::Nothing => Row::bounded(say(&words::MESSAGES), say(&words::NO)),
        Messages::For(_) => Row::open(say(&words::MESSAGES), say(&words::MESSAGES_LISTED)),
        Messages::Anything => Row::open(say(&words::MESSAGES), say(&words::MESSAGES_ANY)),
    });
    rows.push(if chain.takeover {
        Row::open(say(&words::CHANGE), say(&words::YES))
    } else {
        Row::bounded(say(&words::CHANGE), say(&words::NO))
    });
    rows
}

fn money(leak: &Leak, many: bool, names: &Names<'_>) -> Vec<Row> {
    let row = |span: &Message, most: Most, without: &Message| {
        let span = names.say(span, &[]);
        let args = [("span", span.clone().into()), ("unit", unit(leak.asset, names).into())];
        let label = if many { names.say(&words::OF_UNIT, &args) } else { span };
        match most {
            Most::AtMost(atoms) => Row::bounded(label, amount_words(leak.asset, atoms, names)),
            Most::NoLimit => Row::open(label, names.say(without, &[])),
        }
    };
    let mut rows = vec![
        row(&words::IN_TRANSFER, leak.call, &words::BALANCE_ONLY),
        row(&words::IN_OPERATION, leak.operation, &words::NOT_BY_KEY),
    ];
    if !leak.operation.is_unlimited() {
        rows.push(row(&words::IN_DAY, leak.day, &words::BALANCE_ONLY));
        rows.push(row(&words::FOR_LIFE, leak.life, &words::BALANCE_ONLY));
    }
    rows
}

fn approval_row(approval: Approval, names: &Names<'_>) -> Row {
    let label = names.say(&words::ALLOWANCES, &[]);
    match approval.life {
        Most::AtMost(atoms) => Row::bounded(label, amount_words(approval.asset, atoms, names)),
        Most::NoLimit => {
            let unit = [("unit", unit(approval.asset, names).into())];
            Row::open(label, names.say(&words::NO_LIMIT_OF, &unit))
        }
    }
}

fn foreign(call: ContractCall, names: &Names<'_>) -> Row {
    let any = || names.say(&rule::ANY_CONTRACT, &[]);
    let args = [
        ("function", names.function_words(call.selector).into()),
        ("target", call.target.map_or_else(any, |target| target.to_string()).into()),
    ];
    Row::open(names.say(&words::FOREIGN, &args), names.say(&words::FOREIGN_TAKES, &[]))
}

fn operations(chain: &OnChain, names: &Names<'_>) -> Row {
    let label = names.say(&words::OPERATIONS, &[]);
    let count = |count: U256| amount::group(&count.to_string());
    match (chain.operations.life, chain.operations.per_day) {
        (Most::AtMost(life), _) => Row::bounded(label, count(life)),
        (Most::NoLimit, Most::AtMost(day)) => {
            Row::open(label, names.say(&words::UP_TO_A_DAY, &[("count", count(day).into())]))
        }
        (Most::NoLimit, Most::NoLimit) => Row::open(label, names.say(&words::NO_LIMIT, &[])),
    }
}

fn amount_words(asset: Asset, atoms: U256, names: &Names<'_>) -> String {
    match asset {
        Asset::Native => names.native(atoms),
        Asset::Token(address) => names.of_token(address, atoms),
        Asset::AnyToken => names.atoms(atoms),
    }
}

fn unit(asset: Asset, names: &Names<'_>) -> String {
    let token = |address| {
        let short = text::short_address(address);
        names.say(&words::TOKEN, &[("token", short.into())])
    };
    match asset {
        Asset::Native => names.native_symbol(),
        Asset::Token(address) => names.token(address).map_or_else(|| token(address), |t| t.symbol),
        Asset::AnyToken => names.say(&words::ANY_TOKEN, &[]),
    }
}
