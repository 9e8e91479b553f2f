//! The worst case in words: the table "at worst" of the builder and the approval window.
//!
//! Why: limits per call read like limits in all; this table says what the chain really holds
//! (spec 4.3, 12.1).
//! Refuses: to hide that something has no limit, and to say one number for several chains without
//! saying that each has its own.

use alloy_primitives::U256;

use super::{Asset, Context, ContractCall, Leak, Messages, Most, OfChain, OnChain, WorstCase, of};
use crate::{amount, names::Names, policy::Policy, text};

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
            let named = |row: Row| Row { label: format!("{network}: {}", row.label), ..row };
            rows.extend(on_chain(chain, &names.only(&here)).into_iter().map(named));
        }
    }
    if !rest.is_empty() {
        let count = worst.chains.len();
        rows.push(Row::bounded(
            format!("on the {count} networks together"),
            format!("{count} times as much: each network counts for itself"),
        ));
    }
    rows
}

fn on_chain(chain: &OnChain, names: &Names<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    if chain.takeover {
        rows.push(Row::open("move out of the account", "everything"));
    }
    let many = chain.leaks.len() > 1;
    for leak in &chain.leaks {
        rows.extend(money(leak, many, names));
    }
    rows.extend(chain.contracts.iter().map(|call| foreign(*call, names)));
    rows.push(operations(chain));
    rows.push(match chain.gas {
        Most::AtMost(wei) => Row::bounded("gas, in all", names.native(wei)),
        Most::NoLimit => Row::open("gas, in all", "no limit"),
    });
    rows.extend(chain.approvals.iter().map(|approval| match approval.life {
        Most::AtMost(atoms) => Row::bounded(
            "allowances it can give, which outlive it",
            amount_words(approval.asset, atoms, names),
        ),
        Most::NoLimit => Row::open(
            "allowances it can give, which outlive it",
            format!("no limit of {}", unit(approval.asset, names)),
        ),
    }));
    rows.push(match &chain.messages {
        Messages::Nothing => Row::bounded("sign messages", "no"),
        Messages::For(_) => Row::open("sign messages", "for listed contracts, past its end too"),
        Messages::Anything => Row::open("sign messages", "any, past its end too"),
    });
    rows.push(if chain.takeover {
        Row::open("change the account", "yes")
    } else {
        Row::bounded("change the account", "no")
    });
    rows
}

fn money(leak: &Leak, many: bool, names: &Names<'_>) -> Vec<Row> {
    let of = if many { format!(", {}", unit(leak.asset, names)) } else { String::new() };
    let row = |span: &str, most: Most, without: &str| {
        let label = format!("{span}{of}");
        match most {
            Most::AtMost(atoms) => Row::bounded(label, amount_words(leak.asset, atoms, names)),
            Most::NoLimit => Row::open(label, without),
        }
    };
    let mut rows = vec![row("in one transfer", leak.call, "no limit but the balance")];
    let open = "not bounded by the key alone";
    if leak.operation == Most::NoLimit {
        rows.push(row("in one operation, by many calls", leak.operation, open));
        return rows;
    }
    rows.push(row("in one operation, by many calls", leak.operation, open));
    rows.push(row("in one day", leak.day, "no limit but the balance"));
    rows.push(row("for its life", leak.life, "no limit but the balance"));
    rows
}

fn foreign(call: ContractCall, names: &Names<'_>) -> Row {
    let function = names.function_words(call.selector);
    let target = call.target.map_or_else(|| "any contract".to_owned(), |a| a.to_string());
    Row::open(
        format!("by {function} of {target}"),
        "whatever that contract does, and can take of the account",
    )
}

fn operations(chain: &OnChain) -> Row {
    let count = |count: U256| amount::group(&count.to_string());
    match (chain.operations.life, chain.operations.per_day) {
        (Most::AtMost(life), _) => Row::bounded("operations, in all", count(life)),
        (Most::NoLimit, Most::AtMost(day)) => {
            Row::open("operations, in all", format!("up to {} in one day", count(day)))
        }
        (Most::NoLimit, Most::NoLimit) => Row::open("operations, in all", "no limit"),
    }
}

fn amount_words(asset: Asset, atoms: U256, names: &Names<'_>) -> String {
    let smallest = || format!("{} smallest units", amount::group(&atoms.to_string()));
    match asset {
        Asset::Native => names.native(atoms),
        Asset::Token(address) => {
            names.token(address).map_or_else(smallest, |token| token.amount(atoms))
        }
        Asset::AnyToken => smallest(),
    }
}

fn unit(asset: Asset, names: &Names<'_>) -> String {
    match asset {
        Asset::Native => names.native_symbol(),
        Asset::Token(address) => names
            .token(address)
            .map_or_else(|| format!("the token {}", text::short_address(address)), |t| t.symbol),
        Asset::AnyToken => "any token".to_owned(),
    }
}
