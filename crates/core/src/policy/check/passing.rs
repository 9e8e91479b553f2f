//! What would pass instead: a refused operation with the numbers changed that refuse it.
//!
//! Why: "at most 25 DUSD" is an answer, "26 is too much" is half of one. Each number found is tried:
//! what is answered passes [`super::operation`] as a whole (spec 4.3, 4.4).
//! Refuses: to answer where no change of a number helps (no uses left, ended, a function that is
//! listed nowhere), and to guess between several values.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};

use super::{Cause, Facts, Failure, Found, limits, operation};
use crate::{
    date,
    kernel::execute::{Call, Execution, ExecutionBody, decode_execute},
    names::{Names, list},
    policy::{Condition, ParamRule, Policy, describe::argument},
    user_op::UserOperation,
};

/// Most changes that are tried; rules that contradict each other never come to an end.
const TRIES: usize = 48;

/// One number that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A word of a call's arguments.
    Word {
        /// Contract called.
        target: Address,
        /// Function called.
        selector: FixedBytes<4>,
        /// The rule it was changed for.
        rule: ParamRule,
        /// The nearest word that the rule lets through.
        word: B256,
    },
    /// Native coin sent along, wei.
    Value(U256),
    /// The contract called.
    Target(Address),
    /// The highest gas cost, wei.
    Gas(U256),
    /// The first second at which it passes, unix.
    Time(u64),
}

/// An operation that passes, and what was changed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passing {
    /// The operation; its gas price may be lower, its calls other than asked.
    pub operation: UserOperation,
    /// When it passes, unix seconds.
    pub now_unix_secs: u64,
    /// What was changed, in the order in which it refused; never empty.
    pub changes: Vec<Change>,
}

/// The operation with as few numbers changed as it takes; `None` when nothing helps, and when it
/// passes as it is.
#[must_use]
pub fn passing(policies: &[Policy], facts: &Facts, op: &UserOperation) -> Option<Passing> {
    let mut facts = *facts;
    let mut op = op.clone();
    let mut changes = Vec::new();
    for _ in 0..TRIES {
        match operation(policies, &facts, &op) {
            Ok(()) if changes.is_empty() => return None,
            Ok(()) => {
                let now_unix_secs = facts.now_unix_secs;
                return Some(Passing { operation: op, now_unix_secs, changes });
            }
            Err(failure) => changes.push(change(&failure, &mut facts, &mut op)?),
        }
    }
    None
}

/// Changes what a failure is about.
fn change(failure: &Failure, facts: &mut Facts, op: &mut UserOperation) -> Option<Change> {
    match &failure.cause {
        Cause::Rule { call, target, selector, rule, found: Found::Word(found) } => {
            let word = nearest(rule, *found)?;
            edit(op, *call, |call| put(call, rule.offset, word))?;
            Some(Change::Word { target: *target, selector: *selector, rule: rule.clone(), word })
        }
        Cause::Value { call, limit, .. } => {
            edit(op, *call, |call| {
                call.value = *limit;
                Some(())
            })?;
            Some(Change::Value(*limit))
        }
        Cause::NoEntry { call, delegate: false, targets, .. } => {
            let [only] = targets.as_slice() else { return None };
            edit(op, *call, |call| {
                call.to = *only;
                Some(())
            })?;
            (!only.is_zero()).then_some(Change::Target(*only))
        }
        Cause::Gas { left, .. } => cheaper(op, U256::from(*left)).map(Change::Gas),
        Cause::TooEarly { at, .. } => later(facts, *at),
        Cause::Uses { window: true, .. } => later(facts, facts.window?.ends_at),
        Cause::Rule { .. }
        | Cause::NoEntry { .. }
        | Cause::Uses { .. }
        | Cause::Sender { .. }
        | Cause::GasField { .. }
        | Cause::NotForOperations
        | Cause::NotExecute { .. }
        | Cause::NotPlain
        | Cause::UnknownCallType
        | Cause::CutShort
        | Cause::ShortData { .. }
        | Cause::Unpayable { .. }
        | Cause::Paymaster { .. }
        | Cause::TimeOverflows { .. }
        | Cause::Expired { .. }
        | Cause::NeverOpens { .. } => None,
    }
}

/// The word nearest to the one found that a rule lets through, if that is one and no choice.
fn nearest(rule: &ParamRule, found: B256) -> Option<B256> {
    let limit = U256::from_be_bytes(rule.params.first()?.0);
    let word = match rule.condition {
        Condition::Equal | Condition::LessThanOrEqual | Condition::GreaterThanOrEqual => limit,
        Condition::LessThan => limit.checked_sub(U256::ONE)?,
        Condition::GreaterThan => limit.checked_add(U256::ONE)?,
        Condition::OneOf if rule.params.len() == 1 => limit,
        Condition::NotEqual | Condition::OneOf | Condition::SliceEqual => return None,
    };
    (B256::from(word) != found).then(|| word.into())
}

/// Changes one ordinary call of a plain `execute`.
fn edit(
    op: &mut UserOperation,
    place: usize,
    act: impl FnOnce(&mut Call) -> Option<()>,
) -> Option<()> {
    let Execution { mode, mut body } = decode_execute(&op.call_data).ok()?;
    match &mut body {
        ExecutionBody::Single(call) if place == 0 => act(call)?,
        ExecutionBody::Batch(calls) => act(calls.get_mut(place)?)?,
        ExecutionBody::Single(_) | ExecutionBody::Delegate { .. } => return None,
    }
    op.call_data = Execution { mode, body }.encode();
    Some(())
}

/// Writes a word at an offset behind the selector.
fn put(call: &mut Call, offset: u64, word: B256) -> Option<()> {
    let from = usize::try_from(offset).ok()?.checked_add(4)?;
    let mut data = call.data.to_vec();
    data.get_mut(from..from.checked_add(32)?)?.copy_from_slice(word.as_slice());
    call.data = Bytes::from(data);
    Some(())
}

/// Lowers the price until the highest cost is within the budget.
fn cheaper(op: &mut UserOperation, left: U256) -> Option<U256> {
    let price = U256::from(op.max_fee_per_gas);
    let gas = limits::charge(op).checked_div(price)?;
    let affordable = u128::try_from(left.checked_div(gas)?).ok()?;
    if affordable == 0 || affordable >= op.max_fee_per_gas {
        return None;
    }
    op.max_fee_per_gas = affordable;
    op.max_priority_fee_per_gas = op.max_priority_fee_per_gas.min(affordable);
    Some(left)
}

const fn later(facts: &mut Facts, at: u64) -> Option<Change> {
    if at <= facts.now_unix_secs {
        return None;
    }
    facts.now_unix_secs = at;
    Some(Change::Time(at))
}

impl Passing {
    /// `at most 25 DUSD`, `after 21 Nov 2026, 09:00 UTC`; several joined with "and".
    #[must_use]
    pub fn words(&self, names: &Names<'_>) -> String {
        let mut said: Vec<String> = Vec::new();
        for change in &self.changes {
            let words = change.words(names);
            if !said.contains(&words) {
                said.push(words);
            }
        }
        list(&said, "and")
    }
}

impl Change {
    fn words(&self, names: &Names<'_>) -> String {
        match self {
            Self::Word { target, selector, rule, word } => {
                let argument = argument::find(names, *target, *selector, rule.offset);
                let value = argument.value(*word);
                match rule.condition {
                    Condition::LessThan | Condition::LessThanOrEqual => format!("at most {value}"),
                    Condition::GreaterThan | Condition::GreaterThanOrEqual => {
                        format!("at least {value}")
                    }
                    Condition::Equal
                    | Condition::NotEqual
                    | Condition::OneOf
                    | Condition::SliceEqual => format!("{value} as {}", argument.phrase()),
                }
            }
            Self::Value(wei) if wei.is_zero() => format!("without {}", names.native_symbol()),
            Self::Value(wei) => format!("at most {} sent along", names.native(*wei)),
            Self::Target(target) => format!("on {target}"),
            Self::Gas(wei) => format!("gas for at most {}", names.native(*wei)),
            Self::Time(at) => format!("after {}", date::words(*at)),
        }
    }
}
