//! Rules on a function's arguments, as rules on the words of its calldata.
//!
//! Refuses: order comparisons of anything but unsigned integers (the contracts compare words as
//! unsigned, so a negative number would pass as a huge one), and rules on arguments that are only
//! a pointer in the head.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_json_abi::Function;
use alloy_primitives::B256;
use latchkey_core::head::{Slot, slots};
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
        pairs.map(|(slot, wanted)| rule(problems, slot, wanted)).collect();
    let all: Option<Vec<Option<ParamRule>>> = read.into_iter().collect();
    all.map(|rules| rules.into_iter().flatten().collect())
}

/// Outer `None`: blocked. Inner `None`: anything goes.
fn rule(problems: &mut Problems, slot: &Slot, wanted: &ArgRule) -> Option<Option<ParamRule>> {
    let Some(condition) = condition(wanted.operator) else { return Some(None) };
    let field = format!("allow.args.{}.value", slot.index);
    if slot.is_dynamic() || head_of_many(&slot.ty) {
        let text = "The contracts cannot compare this argument. Choose “anything”.";
        problems.stop(&field, "args.pointer", text);
        return None;
    }
    let ordered = matches!(wanted.operator, ArgOperator::AtMost | ArgOperator::AtLeast);
    if ordered && !matches!(slot.ty, DynSolType::Uint(_)) {
        let text = "Only unsigned numbers have an order here. Choose “is” or “anything”.";
        problems.stop(&field, "args.order", text);
        return None;
    }
    let values: Vec<&str> = match wanted.operator {
        ArgOperator::OneOf => wanted.value.split(',').map(str::trim).collect(),
        ArgOperator::Any
        | ArgOperator::Is
        | ArgOperator::IsNot
        | ArgOperator::AtMost
        | ArgOperator::AtLeast => vec![wanted.value.trim()],
    };
    if values.len() > ONE_OF_MAX {
        let text = format!("At most {ONE_OF_MAX} values fit in one rule.");
        problems.stop(&field, "args.many", text);
        return None;
    }
    let words = values.into_iter().map(|value| word(problems, &field, &slot.ty, value));
    let words: Vec<Option<B256>> = words.collect();
    let params = words.into_iter().collect::<Option<Vec<B256>>>()?;
    Some(Some(ParamRule { condition, offset: slot.offset, params }))
}

fn word(problems: &mut Problems, field: &str, ty: &DynSolType, value: &str) -> Option<B256> {
    if value.is_empty() {
        problems.stop(field, "args.missing", "Write a value, or choose “anything”.");
        return None;
    }
    match abi_text::leaf(ty, value).as_ref().map(DynSolValue::as_word) {
        Ok(Some(word)) => Some(word),
        Ok(None) | Err(_) => {
            let shown = text::clean(value, text::SIGNATURE_MAX);
            let text = format!("“{shown}” is not a value of type {ty}.");
            problems.stop(field, "args.unreadable", text);
            None
        }
    }
}

/// A fixed array or tuple lies in several words; a rule compares one.
const fn head_of_many(ty: &DynSolType) -> bool {
    matches!(ty, DynSolType::FixedArray(..) | DynSolType::Tuple(_))
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
