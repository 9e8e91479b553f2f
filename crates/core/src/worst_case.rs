//! The worst a key can do, as far as its policies alone bound it.
//!
//! Why: limits per call read like limits in all; this table says what the chain really holds
//! (spec 4.3, 12.1).
//! Refuses: to use balances, prices or block gas limits, which policies do not fix.

use crate::{
    amount, date,
    names::Names,
    policy::{
        CallType, Policy,
        describe::{
            payment::{Cap, payment},
            summary::Summary,
        },
    },
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

/// The table for a list of policies.
#[must_use]
pub fn rows(policies: &[Policy], names: &Names<'_>) -> Vec<Row> {
    let summary = Summary::of(policies);
    let mut rows = money(&summary, names);
    rows.push(operations(&summary));
    rows.push(match summary.gas_wei {
        Some(wei) => Row::bounded("gas, in all", names.native(alloy_primitives::U256::from(wei))),
        None => Row::open("gas, in all", "no limit"),
    });
    rows.push(match &summary.message_callers {
        Some(callers) if callers.is_empty() => Row::bounded("sign messages", "no"),
        Some(_) => Row::open("sign messages", "for listed contracts"),
        None => Row::open("sign messages", "any"),
    });
    rows.push(if takes_over(&summary) {
        Row::open("change the account", "yes")
    } else {
        Row::bounded("change the account", "no")
    });
    rows
}

fn operations(summary: &Summary<'_>) -> Row {
    match (summary.uses, summary.window) {
        (Some(count), _) => Row::bounded("operations, in all", count.to_string()),
        (None, Some(window)) => Row::open(
            "operations, in all",
            format!("{} in each {}", window.count, date::length(window.seconds)),
        ),
        (None, None) => Row::open("operations, in all", "no limit"),
    }
}

fn takes_over(summary: &Summary<'_>) -> bool {
    summary.calls.is_empty() || summary.entries().any(|e| e.call_type == CallType::Delegate)
}

fn money(summary: &Summary<'_>, names: &Names<'_>) -> Vec<Row> {
    if summary.calls.is_empty() {
        return vec![Row::open("move out of the account", "everything")];
    }
    let mut rows = Vec::new();
    for payment in summary.entries().filter_map(payment) {
        let what = |atoms| match payment.token {
            None => names.native(atoms),
            Some(address) => names.token(address).map_or_else(
                || format!("{} smallest units", amount::group(&format!("{atoms}"))),
                |token| token.amount(atoms),
            ),
        };
        rows.push(match payment.cap {
            Cap::AtMost(limit) | Cap::Exactly(limit) => {
                Row::bounded("in one transfer", what(limit))
            }
            Cap::Any => Row::open("in one transfer", "no limit but the balance"),
        });
    }
    rows.dedup();
    if summary.entries().next().is_some() {
        rows.push(Row::open("in one operation, by many calls", "not bounded by the key alone"));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        approval::Claims,
        policy::{GasPolicy, PolicyKind, SignatureCallerPolicy},
    };
    use alloy_primitives::Address;

    #[test]
    fn a_key_without_limits_is_red_everywhere() {
        let claims = Claims::default();
        let rows = rows(&[], &Names::new(&claims, &[1]));
        assert!(rows.iter().all(|row| row.unlimited), "{rows:?}");
    }

    #[test]
    fn gas_and_messages_are_bounded_by_their_policies() {
        let claims = Claims::default();
        let policies = [
            PolicyKind::Gas(GasPolicy {
                allowed_wei: 1_000_000_000_000_000,
                enforce_paymaster: false,
                allowed_paymaster: Address::ZERO,
            })
            .into(),
            PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers: vec![] }).into(),
        ];
        let rows = rows(&policies, &Names::new(&claims, &[1]));
        assert!(rows.contains(&Row::bounded("gas, in all", "0.001 native coin")), "{rows:?}");
        assert!(rows.contains(&Row::bounded("sign messages", "no")));
        assert!(rows.contains(&Row::open("change the account", "yes")));
    }
}
