//! Findings about one entry of a call policy: dangerous targets and functions, missing bounds.
//!
//! Why: calling the account or a module as the account is owning it, and a value that nothing
//! bounds is the whole balance (spec 12.1). What a word must be bounded by is known only for the
//! functions in [`super::functions`].
//! Refuses: nothing.

use alloy_primitives::Address;

use super::{
    EntryPlace, Finding, Fix, Rule, bounds,
    calls::never_matches,
    functions::{self, Allowance, Money, is_admin, is_module},
};
use crate::policy::{CallPermission, CallPolicy, CallType};

pub(super) fn findings(place: usize, policy: &CallPolicy, account: Address) -> Vec<Finding> {
    let mut out = Vec::new();
    for (number, entry) in policy.permissions.iter().enumerate() {
        let at = EntryPlace::entry(place, number);
        let removal = removable(policy, number, entry).then_some(Fix::RemoveEntry { at });
        // Taking the only entry out that matches anything would leave a key that may do nothing.
        let works = |other: &CallPermission| !never_matches(policy.version, other);
        let mut rest = policy.permissions.iter().enumerate().filter(|(place, _)| *place != number);
        let others = rest.any(|(_, other)| works(other));
        let rules = [target(policy, entry, account), delegate(entry)];
        let stops = rules.into_iter().flatten();
        out.extend(stops.map(|rule| Finding::new(rule).at(at).fix(removal.clone())));
        if matches!(entry.call_type, CallType::Call) {
            out.extend(bounding(entry).into_iter().map(|rule| {
                let fix = matches!(rule, Rule::Allowance | Rule::AllowanceToAnyone) && others;
                Finding::new(rule).at(at).fix(removal.clone().filter(|_| fix))
            }));
        }
    }
    out
}

/// Whether taking an entry out allows nothing new: an exact entry hides the one for any contract,
/// and the first of two for the same function hides the other.
pub(super) fn removable(policy: &CallPolicy, number: usize, entry: &CallPermission) -> bool {
    let shows = |(place, other): (usize, &CallPermission)| {
        let same = other.call_type == entry.call_type && other.selector == entry.selector;
        let wildcard = other.target.is_zero() && !entry.target.is_zero();
        same && (wildcard || other.target == entry.target && place > number)
    };
    !policy.permissions.iter().enumerate().any(shows)
}

fn target(policy: &CallPolicy, entry: &CallPermission, account: Address) -> Option<Rule> {
    if matches!(entry.call_type, CallType::Batch) {
        return None;
    }
    let wildcard = entry.target.is_zero() && policy.version.has_wildcard();
    if entry.target == account {
        Some(Rule::SelfTarget)
    } else if is_module(entry.target) {
        Some(Rule::ModuleTarget)
    } else if wildcard && is_admin(entry.selector) {
        Some(Rule::WildcardAdmin)
    } else if wildcard && !entry.selector.is_zero() {
        Some(Rule::WildcardTarget)
    } else {
        None
    }
}

fn delegate(entry: &CallPermission) -> Option<Rule> {
    matches!(entry.call_type, CallType::Delegate).then_some(Rule::Delegatecall)
}

/// What is not bounded of the value that an entry moves or promises.
fn bounding(entry: &CallPermission) -> Vec<Rule> {
    let mut out = Vec::new();
    if functions::carries_calls(entry.selector) {
        out.push(Rule::HiddenCalls);
    }
    if let Some(allowance) = functions::allowance(entry.selector) {
        out.extend(of_allowance(entry, allowance));
    }
    if functions::least_out(entry.selector).is_some_and(|at| !bounds::has_least(entry, at)) {
        out.push(Rule::AnyPrice);
    }
    let coin = bounds::coin_is_limited(entry);
    if entry.selector.is_zero() {
        out.extend(open_ends((coin, !entry.target.is_zero())));
    } else if let Some(money) = functions::money(entry.selector) {
        let (amount, recipient) = of_money(entry, money);
        out.extend(open_ends((amount && coin, recipient)));
    } else {
        out.extend(open_ends((coin, true)));
    }
    out
}

/// Whether each amount is limited, and whether the recipients are named.
fn of_money(entry: &CallPermission, money: Money) -> (bool, bool) {
    let limited = |at: &u64| bounds::most(entry, *at).is_some();
    let amount = money.amounts.is_some_and(|all| all.iter().all(limited));
    // No transfer without an amount.
    let nothing = money.amounts.is_some_and(|all| {
        !all.is_empty()
            && all.iter().all(|at| bounds::most(entry, *at).is_some_and(|n| n.is_zero()))
    });
    let named = money.to.is_none_or(|at| bounds::is_named(entry, at));
    (amount, named || nothing && entry.value_limit.is_zero())
}

const fn open_ends((amount, recipient): (bool, bool)) -> Option<Rule> {
    match (amount, recipient) {
        (true, true) => None,
        (false, false) => Some(Rule::WholeBalance),
        (false, true) => Some(Rule::NoAmountLimit),
        (true, false) => Some(Rule::AnyRecipient),
    }
}

/// An allowance of nothing takes one back.
fn of_allowance(entry: &CallPermission, allowance: Allowance) -> Vec<Rule> {
    let most = allowance.amount.map(|at| bounds::most(entry, at));
    if most.flatten().is_some_and(|limit| limit.is_zero()) {
        return Vec::new();
    }
    if !allowance.spender.is_some_and(|at| bounds::is_named(entry, at)) {
        return vec![Rule::AllowanceToAnyone];
    }
    let open = match most {
        Some(limit) => limit.is_none(),
        None => true,
    };
    let mut rules = vec![Rule::Allowance];
    rules.extend(open.then_some(Rule::NoAllowanceLimit));
    rules
}
