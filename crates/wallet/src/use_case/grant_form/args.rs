//! Rules on a function's arguments, as rules on the words of its calldata.
//!
//! Which arguments can have which rules, and the words, are core's ([`rule_of`]).
//! Refuses: what core refuses, and lists of more than 32 values.

use alloy_dyn_abi::DynSolValue;
use alloy_json_abi::Function;
use latchkey_core::head::{Slot, slots};
use latchkey_core::policy::rule_of::{ArgPath, RuleError, rule_of};
use latchkey_core::policy::{Condition, ParamRule};
use latchkey_core::text;

use super::problems::Problems;
use crate::use_case::abi_text;
use crate::views::{ArgOperator, ArgRule};

/// Most values in a "one of" list.
const ONE_OF_MAX: usize = 32;

/// The rules, in argument order; `None` when a problem blocks.
pub(crate) fn rules(
    problems: &mut Problems,
    function: &Function,
    wanted: &[ArgRule],
) -> Option<Vec<ParamRule>> {
    if wanted.is_empty() {
        return Some(Vec::new());
    }
    let Ok(slots) = slots(function) else {
        problems.stop("allow.function", "function.types", "Its argument types are not known.");
        return None;
    };
    if slots.len() != wanted.len() {
        let count = slots.len();
        let text = format!("The function has {count} arguments; give one rule each.");
        problems.stop("allow.args", "args.count", text);
        return None;
    }
    let pairs = slots.iter().zip(wanted);
    let read: Vec<Option<Option<ParamRule>>> =
        pairs.map(|(slot, wanted)| rule(problems, function, slot, wanted)).collect();
    let all: Option<Vec<Option<ParamRule>>> = read.into_iter().collect();
    all.map(|rules| rules.into_iter().flatten().collect())
}

/// Outer `None`: blocked. Inner `None`: anything goes.
fn rule(
    problems: &mut Problems,
    function: &Function,
    slot: &Slot,
    wanted: &ArgRule,
) -> Option<Option<ParamRule>> {
    let Some(condition) = condition(wanted.operator) else { return Some(None) };
    let field = format!("allow.args.{}.value", slot.index);
    let path = ArgPath::argument(slot.index);
    if let Err(error) = possible(function, &path, condition) {
        problems.stop(&field, code(&error), advice(&error));
        return None;
    }
    let texts: Vec<&str> = match wanted.operator {
        ArgOperator::OneOf => wanted.value.split(',').map(str::trim).collect(),
        ArgOperator::Any
        | ArgOperator::Is
        | ArgOperator::IsNot
        | ArgOperator::AtMost
        | ArgOperator::AtLeast => vec![wanted.value.trim()],
    };
    if texts.len() > ONE_OF_MAX {
        let text = format!("At most {ONE_OF_MAX} values fit in one rule.");
        problems.stop(&field, "args.many", text);
        return None;
    }
    let values = texts.into_iter().map(|text| value(problems, &field, slot, text));
    let values: Vec<Option<DynSolValue>> = values.collect();
    let values = values.into_iter().collect::<Option<Vec<_>>>()?;
    let made = rule_of(function, &path, condition, &values);
    made.map_err(|error| problems.stop(&field, code(&error), advice(&error))).ok().map(Some)
}

/// Whether core has such a rule for the argument, whatever the value.
fn possible(function: &Function, path: &ArgPath, condition: Condition) -> Result<(), RuleError> {
    match rule_of(function, path, condition, &[]) {
        Ok(_) | Err(RuleError::Count { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

fn value(problems: &mut Problems, field: &str, slot: &Slot, said: &str) -> Option<DynSolValue> {
    if said.is_empty() {
        problems.stop(field, "args.missing", "Write a value, or choose “anything”.");
        return None;
    }
    let read = abi_text::leaf(&slot.ty, said).ok();
    if read.is_none() {
        let shown = text::clean(said, text::SIGNATURE_MAX);
        let text = format!("“{shown}” is not a value of type {}.", slot.ty);
        problems.stop(field, "args.unreadable", text);
    }
    read
}

const fn code(error: &RuleError) -> &'static str {
    match error {
        RuleError::Dynamic { .. } | RuleError::ManyWords { .. } => "args.pointer",
        RuleError::Signed { .. } | RuleError::Unordered { .. } => "args.order",
        RuleError::BadPath(_)
        | RuleError::NoSuchMember(_)
        | RuleError::Ambiguous(_)
        | RuleError::Layout(_)
        | RuleError::NotASlice { .. }
        | RuleError::NoSlice { .. }
        | RuleError::NeedsSlices
        | RuleError::EmptySlice { .. }
        | RuleError::Count { .. }
        | RuleError::Value { .. } => "args.unreadable",
    }
}

/// A refusal of core, for a form whose way out is “anything”.
fn advice(error: &RuleError) -> String {
    match code(error) {
        "args.pointer" => {
            "The contracts cannot compare this argument. Choose “anything”.".to_owned()
        }
        "args.order" => {
            "Only unsigned numbers have an order here. Choose “is” or “anything”.".to_owned()
        }
        _ => error.to_string(),
    }
}

const fn condition(operator: ArgOperator) -> Option<Condition> {
    match operator {
        ArgOperator::Any => None,
        ArgOperator::Is => Some(Condition::Equal),
        ArgOperator::IsNot => Some(Condition::NotEqual),
        ArgOperator::AtMost => Some(Condition::LessThanOrEqual),
        ArgOperator::AtLeast => Some(Condition::GreaterThanOrEqual),
        ArgOperator::OneOf => Some(Condition::OneOf),
    }
}
