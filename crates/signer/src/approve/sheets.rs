//! From a review to its sheet.
//!
//! Why: core says what is true, the sheet says where it stands. Nothing is worded or computed here
//! that could differ from what is signed.
//! Refuses: to shorten; addresses and hashes stay whole.

use latchkey_core::{
    approval::{ApprovalRequest, Ask},
    review::{Fact, Review, Row as WorstRow, Span as ReviewSpan},
};

use crate::window::sheet::{Consent, List, Row, Sheet, Span, Tone, Value, Warning};

/// The sheet of a request that may be approved.
pub(super) fn of(review: &Review, request: &ApprovalRequest) -> Sheet {
    let (what, consent) = match &request.ask {
        Ask::CreateOwner(_) => ("NEW OWNER KEY", Consent::New),
        Ask::Grant(ask) => {
            ("YOU ARE ABOUT TO SIGN", Consent::Existing { owner: ask.owner.address })
        }
        Ask::Operations(ask) => {
            ("YOU ARE ABOUT TO SIGN", Consent::Existing { owner: ask.owner.address })
        }
    };
    let rules_heading = match &request.ask {
        Ask::CreateOwner(_) | Ask::Grant(_) => "The rules",
        Ask::Operations(_) => "What it does",
    };
    let warn = |text: &String| Warning { tone: Tone::Warn, text: text.clone() };
    let mut facts: Vec<Row> = review.facts.iter().map(fact).collect();
    facts.extend(review.you_sign.map(|root| Row::new("You sign", Value::Hash(root))));
    let lists = [
        list(rules_heading, &review.rules, Tone::Plain),
        list("Not limited", &review.not_limited, Tone::Stop),
    ];
    Sheet {
        kicker: format!("{what} · {}", review.asked_by),
        title: review.title.clone(),
        sentence: review.sentence.iter().map(span).collect(),
        warnings: review.warnings.iter().map(warn).collect(),
        worst: review.at_worst.iter().map(worst).collect(),
        lists: lists.into_iter().flatten().collect(),
        facts,
        claims: review.claims.clone(),
        consent,
    }
}

fn list(heading: &str, items: &[String], tone: Tone) -> Option<List> {
    let list = || List { heading: heading.to_owned(), items: items.to_vec(), tone };
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
