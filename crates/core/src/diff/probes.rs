//! Calls that lie on the edges of call policies: each entry's own, and one step beyond each rule.
//!
//! Why: two lists of calls that differ (spec 4.4) differ at such an edge, and an example there can
//! be shown.
//! Refuses: to invert a hash. Entries that compare a part of an argument have no probe.

use alloy_primitives::{Address, B256, Bytes, U256};

use crate::{
    kernel::execute::Call,
    lint::functions,
    policy::{CallPermission, CallPolicy, Condition, ParamRule},
};

/// Stands for anybody: an address that no rule names.
pub(crate) const ANYBODY: Address = Address::repeat_byte(0x11);

/// Words of calldata up to which rules are probed.
const MAX_OFFSET: u64 = 64 * 32;
/// Most values of a list that are probed.
const MAX_LIST: usize = 4;
/// Most probes in all.
const MAX_PROBES: usize = 600;

/// A call, or foreign code to run as the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Probe {
    pub(crate) call: Call,
    pub(crate) delegate: bool,
}

/// The probes of some lists, and a payment to anybody.
pub(crate) fn probes(lists: &[&CallPolicy]) -> Vec<Probe> {
    let entries: Vec<&CallPermission> = lists.iter().flat_map(|list| &list.permissions).collect();
    let mut out: Vec<Probe> = Vec::new();
    for entry in &entries {
        if out.len() >= MAX_PROBES {
            break;
        }
        for probe in of_entry(entry, &entries) {
            if out.len() < MAX_PROBES && !out.contains(&probe) {
                out.push(probe);
            }
        }
    }
    let call = Call { to: ANYBODY, value: U256::ONE, data: Bytes::new() };
    out.push(Probe { call, delegate: false });
    out
}

fn of_entry(entry: &CallPermission, all: &[&CallPermission]) -> Vec<Probe> {
    use crate::policy::CallType::{Batch, Delegate};
    if entry.call_type == Batch {
        return Vec::new();
    }
    let like = |other: &&&CallPermission| {
        other.call_type == entry.call_type && other.selector == entry.selector
    };
    let rivals: Vec<&CallPermission> = all.iter().filter(like).copied().collect();
    let rules: Vec<&ParamRule> = rivals.iter().flat_map(|rival| &rival.rules).collect();
    let Some(base) = base(entry, &rules) else { return Vec::new() };
    let mut bodies = vec![base.clone()];
    for (place, word) in variants(&rules) {
        let mut words = base.clone();
        if let Some(here) = words.get_mut(place) {
            *here = word;
            bodies.push(words);
        }
    }
    let delegate = entry.call_type == Delegate;
    let target = if entry.target.is_zero() { ANYBODY } else { entry.target };
    let call = |to, value, words: &[B256]| Call { to, value, data: data(entry, words) };
    let mut calls: Vec<Call> = bodies.iter().map(|words| call(target, U256::ZERO, words)).collect();
    for rival in &rivals {
        let limit = rival.value_limit;
        calls.extend([limit, limit.saturating_add(U256::ONE)].map(|v| call(target, v, &base)));
        if entry.target.is_zero() && !rival.target.is_zero() {
            calls.push(call(rival.target, U256::ZERO, &base));
        }
    }
    calls.into_iter().map(|call| Probe { call, delegate }).collect()
}

fn data(entry: &CallPermission, words: &[B256]) -> Bytes {
    if entry.selector.is_zero() && words.is_empty() {
        return Bytes::new();
    }
    let words = words.iter().flat_map(|word| word.iter().copied());
    entry.selector.iter().copied().chain(words).collect()
}

/// Words that keep all of an entry's own rules, as many as any rule or the known function needs.
fn base(entry: &CallPermission, rules: &[&ParamRule]) -> Option<Vec<B256>> {
    let readable = |rule: &&ParamRule| {
        rule.condition != Condition::SliceEqual
            && rule.offset.is_multiple_of(32)
            && rule.offset <= MAX_OFFSET
    };
    if !entry.rules.iter().all(|rule| readable(&rule)) {
        return None;
    }
    let money = functions::money(entry.selector);
    let allowance = functions::allowance(entry.selector);
    let known = money
        .into_iter()
        .flat_map(|money| money.amounts.unwrap_or_default().iter().copied().chain(money.to));
    let known =
        known.chain(allowance.into_iter().flat_map(|a| a.spender.into_iter().chain(a.amount)));
    let ruled = rules.iter().filter(|rule| readable(rule)).map(|rule| rule.offset);
    let words = ruled.chain(known).max().map_or(0, |last| last / 32 + 1);
    (0..words).map(|place| fitting(entry, rules, place.checked_mul(32)?)).collect()
}

/// A word at an offset that keeps the entry's rules on it; one that anybody else's rules name, if
/// it has none.
fn fitting(entry: &CallPermission, rules: &[&ParamRule], offset: u64) -> Option<B256> {
    let own: Vec<&ParamRule> = entry.rules.iter().filter(|rule| rule.offset == offset).collect();
    let here = rules.iter().filter(|rule| rule.offset == offset);
    let of_own = own.iter().flat_map(|rule| edges(rule));
    let of_all = here.flat_map(|rule| edges(rule));
    let to = functions::money(entry.selector).is_some_and(|money| money.to == Some(offset));
    let last = if to { ANYBODY.into_word() } else { B256::from(U256::ONE) };
    let mut words = of_own.chain(of_all).chain([last]);
    words.find(|word| own.iter().all(|rule| keeps(rule, *word)))
}

fn variants(rules: &[&ParamRule]) -> Vec<(usize, B256)> {
    let place = |rule: &ParamRule| {
        (rule.offset.is_multiple_of(32) && rule.offset <= MAX_OFFSET)
            .then(|| usize::try_from(rule.offset / 32).ok())
            .flatten()
    };
    let placed: Vec<(usize, &ParamRule)> =
        rules.iter().filter_map(|rule| Some((place(rule)?, *rule))).collect();
    // The numbers that people wrote come first: they make the better examples.
    let mut out: Vec<(usize, B256)> = Vec::new();
    for (place, rule) in &placed {
        out.extend(rule.params.iter().take(MAX_LIST).map(|word| (*place, *word)));
    }
    for (place, rule) in &placed {
        out.extend(edges(rule).into_iter().map(|word| (*place, word)));
        out.push((*place, ANYBODY.into_word()));
    }
    out
}

/// The values a rule speaks of, and those one step beside.
fn edges(rule: &ParamRule) -> Vec<B256> {
    let mut out = Vec::new();
    for param in rule.params.iter().take(MAX_LIST) {
        let number = U256::from_be_bytes(param.0);
        let beside = [number.checked_add(U256::ONE), number.checked_sub(U256::ONE)];
        out.push(*param);
        out.extend(beside.into_iter().flatten().map(B256::from));
    }
    out
}

/// Whether a word keeps a rule that compares it.
fn keeps(rule: &ParamRule, word: B256) -> bool {
    let Some(limit) = rule.params.first() else { return false };
    match rule.condition {
        Condition::Equal => word == *limit,
        Condition::NotEqual => word != *limit,
        Condition::GreaterThan => word > *limit,
        Condition::GreaterThanOrEqual => word >= *limit,
        Condition::LessThan => word < *limit,
        Condition::LessThanOrEqual => word <= *limit,
        Condition::OneOf => rule.params.contains(&word),
        Condition::SliceEqual => false,
    }
}
