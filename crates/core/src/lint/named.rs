//! Findings about functions whose arguments somebody named: amounts without a limit, rules that miss.
//!
//! Why: of a contract that is not in the tables only its ABI says which word is an amount (spec
//! 4.4). A name is a claim, and good enough to warn.
//! Refuses: to stop anything on a name, and names that do not hash to the selector.

use alloy_dyn_abi::DynSolType;
use alloy_json_abi::Function;

use super::{EntryPlace, Finding, Rule, bounds, functions, words};
use crate::{
    head,
    names::Names,
    policy::{CallPermission, CallType, Policy, PolicyKind, describe::summary::binds_operations},
};

/// What the names of functions tell beyond [`super::findings`].
#[must_use]
pub fn named(policies: &[Policy], names: &Names<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for (place, policy) in policies.iter().enumerate().filter(|(_, p)| binds_operations(p)) {
        let PolicyKind::Call(call) = &policy.kind else { continue };
        for (number, entry) in call.permissions.iter().enumerate() {
            let ordinary = entry.call_type == CallType::Call;
            if !ordinary || functions::known(entry.selector).is_some() {
                continue;
            }
            let Some(function) = names.function(entry.selector) else { continue };
            let at = EntryPlace::entry(place, number);
            if has_open_amount(entry, &function) {
                out.push(Finding::new(Rule::NoAmountLimit).at(at));
            }
            let beyond =
                |finding: &Finding| finding.rule == Rule::PointerRule || odd(finding, entry);
            out.extend(words::places(at, entry, Some(&function)).into_iter().filter(beyond));
        }
    }
    out
}

/// Rules between two words are told already.
fn odd(finding: &Finding, entry: &CallPermission) -> bool {
    let rule = finding.at.and_then(|at| at.rule).and_then(|place| entry.rules.get(place));
    rule.is_some_and(|rule| rule.offset.is_multiple_of(32))
}

fn has_open_amount(entry: &CallPermission, function: &Function) -> bool {
    let slots = head::slots(function).unwrap_or_default();
    slots.iter().any(|slot| {
        let number = matches!(slot.ty, DynSolType::Uint(bits) if bits >= 96);
        number && is_amount(&slot.name) && bounds::most(entry, slot.offset).is_none()
    })
}

/// Whether a name is one that amounts have. Least amounts are no danger.
fn is_amount(name: &str) -> bool {
    let name = name.trim_matches('_').to_lowercase();
    let is = ["value", "assets", "shares", "wad", "quantity", "qty", "tokens", "sum"];
    (name.contains("amount") || is.contains(&name.as_str())) && !name.contains("min")
}
