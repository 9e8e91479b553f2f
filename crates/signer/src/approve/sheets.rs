//! From a review to its sheet.
//!
//! Why: core says what is true, the sheet says where it stands. Nothing is worded or computed here
//! that could differ from what is signed.
//! Refuses: to shorten; addresses and hashes stay whole.

use alloy_primitives::B256;
use latchkey_core::{
    approval::{ApprovalRequest, Ask, Asker, OwnerKind, OwnerPublic},
    diff::Diff,
    review::{Fact, HashGroup, Review, Row as WorstRow, Span as ReviewSpan},
};

use crate::window::sheet::{Group, List, Mark, Row, Sheet, Span, Tone, Value, Warning};

/// The sheet of a request that may be approved.
pub(crate) fn of(review: &Review, request: &ApprovalRequest) -> Sheet {
    let kind = Kind::of(&request.ask);
    let kicker = match request.provenance.who {
        Asker::Agent { .. } => "AN AGENT ASKS",
        Asker::Person | Asker::CommandLine => kind.kicker,
    };
    let warn = |text: &String| Warning { tone: Tone::Warn, text: text.clone() };
    let mut facts: Vec<Row> = review.facts.iter().map(fact).collect();
    facts.extend(signed(review));
    // Shown at all only where it can be unlocked.
    let stop = review.blocked.iter().map(|text| Warning { tone: Tone::Stop, text: text.clone() });
    let mut warnings: Vec<Warning> = stop.chain(review.warnings.iter().map(warn)).collect();
    let mut lists = Vec::new();
    match &review.diff {
        Some(diff) => {
            warnings.extend(diff.wider.iter().chain(&diff.anew).map(warn));
            lists.extend(differences(diff));
        }
        None => lists.extend(list(kind.rules, &review.rules, Tone::Plain, Mark::Dash)),
    }
    lists.extend(list("Not limited", &review.not_limited, Tone::Stop, Mark::Dash));
    lists.extend(list("Off switch", &review.off_switch, Tone::Plain, Mark::Dash));
    Sheet {
        kicker: format!("{kicker} · {}", review.asked_by),
        title: review.title.clone(),
        sentence: review.sentence.iter().map(span).collect(),
        warnings,
        worst: review.at_worst.iter().map(worst).collect(),
        lists,
        facts,
        groups: review.groups.iter().map(group).collect(),
        claims: review.claims.clone(),
        owner: kind.owner,
        new_entry: kind.new_entry,
        approve: kind.approve,
    }
}

/// What is signed, what it is the hash of, and its parts where it has several.
fn signed(review: &Review) -> Vec<Row> {
    let recipe = review.recipe.clone().unwrap_or_default();
    let Some(root) = review.you_sign else { return each_signed(review, &recipe) };
    let mut rows = vec![Row::new("You sign", Value::Hash(root, recipe))];
    if review.digests.len() > 1 {
        let leaves = review.networks.iter().zip(&review.digests).enumerate();
        rows.extend(leaves.map(|(place, (network, digest))| {
            Row::new(part(place), Value::Hash(*digest, network.clone()))
        }));
    }
    rows
}

/// What is signed one by one, without a root over it.
fn each_signed(review: &Review, recipe: &str) -> Vec<Row> {
    let each = review.networks.iter().zip(&review.digests);
    each.map(|(network, digest)| {
        Row::new("You sign", Value::Hash(*digest, format!("for {network}. {recipe}")))
    })
    .collect()
}

/// Hashes of one kind, counted as the parts they are.
fn group(group: &HashGroup) -> Group {
    let hash = |(place, digest, of): &(usize, B256, String)| {
        Row::new(part(*place), Value::Hash(*digest, of.clone()))
    };
    Group { words: group.label.clone(), hashes: group.hashes.iter().map(hash).collect() }
}

fn part(place: usize) -> String {
    format!("Part {}", place.saturating_add(1))
}

/// A key beside the one it takes the place of.
fn differences(diff: &Diff) -> Vec<List> {
    let tone = if diff.wider.is_empty() { Tone::Plain } else { Tone::Warn };
    let examples: Vec<String> = diff.examples.iter().map(|example| example.text.clone()).collect();
    let lists = [
        list("New in this key", &diff.new, tone, Mark::Plus),
        list("No longer", &diff.gone, Tone::Plain, Mark::Minus),
        list("For example", &examples, tone, Mark::Dash),
        list("As before", &diff.same, Tone::Plain, Mark::Dash),
    ];
    lists.into_iter().flatten().collect()
}

/// What differs from one kind of request to another.
struct Kind {
    kicker: &'static str,
    rules: &'static str,
    approve: &'static str,
    owner: Option<OwnerPublic>,
    new_entry: bool,
}

impl Kind {
    const fn of(ask: &Ask) -> Self {
        match ask {
            Ask::CreateOwner(ask) => {
                let new_entry = !ask.kind.is_passkey() && !matches!(ask.kind, OwnerKind::Ledger);
                Self { new_entry, ..Self::key("NEW OWNER KEY", "Create key", None) }
            }
            Ask::ImportOwner(_) => {
                Self { new_entry: true, ..Self::key("OWNER KEY", "Import key", None) }
            }
            Ask::BackupOwner(ask) => {
                Self::key("OWNER KEY BACKUP", "Write backup", Some(ask.owner.public))
            }
            Ask::AddLock(ask) => Self::key("OWNER KEY", "Add lock", Some(ask.owner.public)),
            Ask::RemoveOwner(ask) => Self::key("OWNER KEY", "Remove key", Some(ask.owner.public)),
            Ask::Reopen(ask) => {
                Self::key("AGENTS ARE SHUT OUT", "Let agents in", Some(ask.owner.public))
            }
            Ask::TestOwner(ask) => Self::key("OWNER KEY", "Test key", Some(ask.owner.public)),
            Ask::Grant(ask) => Self::signing("The rules", ask.owner.public),
            Ask::Operations(ask) => Self::signing("What it does", ask.owner.public),
            Ask::Kills(ask) => Self::signing("What it does", ask.owner.public),
            Ask::Transaction(ask) => Self::signing("What it does", ask.owner.public),
        }
    }

    const fn key(kicker: &'static str, approve: &'static str, owner: Option<OwnerPublic>) -> Self {
        Self { kicker, rules: "The rules", approve, owner, new_entry: false }
    }

    const fn signing(rules: &'static str, owner: OwnerPublic) -> Self {
        let kicker = "YOU ARE ABOUT TO SIGN";
        Self { kicker, rules, approve: "Approve", owner: Some(owner), new_entry: false }
    }
}

fn list(heading: &str, items: &[String], tone: Tone, mark: Mark) -> Option<List> {
    let list = || List { heading: heading.to_owned(), items: items.to_vec(), tone, mark };
    (!items.is_empty()).then(list)
}

fn span(span: &ReviewSpan) -> Span {
    match span {
        ReviewSpan::Plain(text) => Span::Plain(text.clone()),
        ReviewSpan::Strong(text) => Span::Strong(text.clone()),
        ReviewSpan::Address(address) => Span::Address(*address),
    }
}

fn worst(row: &WorstRow) -> Row {
    let tone = if row.unlimited { Tone::Stop } else { Tone::Plain };
    Row { tone, ..Row::text(row.label.clone(), row.amount.clone()) }
}

/// An address goes by its exact form; what stands behind the dot becomes a note.
fn fact(fact: &Fact) -> Row {
    let address = fact.full.as_ref().and_then(|full| full.parse().ok());
    let value = address.map_or_else(
        || Value::Text(fact.value.clone()),
        |address| {
            let note = fact.value.split_once(" · ").map_or("", |(_, note)| note);
            Value::Address(address, note.to_owned())
        },
    );
    Row::new(fact.label.clone(), value)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::Address;

    use super::*;

    #[test]
    fn an_address_fact_keeps_its_exact_form_and_its_note() {
        let address = Address::repeat_byte(0xab);
        let value = format!("{} · Kernel 0.3.1", latchkey_core::text::grouped_address(address));
        let full = Some(address.to_checksum(None));
        let row = fact(&Fact { label: "Account".into(), value, full });
        assert_eq!(row.value, Value::Address(address, "Kernel 0.3.1".into()));
    }
}
