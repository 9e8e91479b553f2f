//! Rules on a function's arguments, as rules on the words of its calldata.
//!
//! Which arguments can have which rules, and the words, are core's ([`rule_of`]).
//! Refuses: what core refuses, lists of more than 32 values, and amounts in a unit that is not known
//! on every chosen network.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_json_abi::Function;
use latchkey_core::head::slots;
use latchkey_core::policy::rule_of::{ArgPath, Leaf, RuleError, leaf, rule_of};
use latchkey_core::policy::{Condition, ParamRule};
use latchkey_core::{amount, text};

use super::allow::field;
use super::facts::Facts;
use super::problems::Problems;
use crate::use_case::abi_text::{self, address as parse_address};
use crate::use_case::holdings::NATIVE_DECIMALS;
use crate::views::{ArgOperator, ArgRule, ArgUnit};

/// Most values in a "one of" list, and most rules of one function.
const MANY: usize = 32;

/// The rules, in the order they are written; `None` when a problem blocks.
pub(super) fn rules(
    problems: &mut Problems,
    facts: &Facts,
    place: usize,
    (function, wanted): (&Function, &[ArgRule]),
) -> Option<Vec<ParamRule>> {
    if wanted.is_empty() {
        return Some(Vec::new());
    }
    let Ok(slots) = slots(function) else {
        let field = field(place, "function");
        problems.stop(&field, "function.types", "Its argument types are not known.");
        return None;
    };
    let in_order = wanted.iter().all(|rule| rule.path.trim().is_empty());
    if in_order && slots.len() != wanted.len() || wanted.len() > MANY {
        let count = slots.len();
        let text = format!("The function has {count} arguments; give one rule each.");
        problems.stop(&field(place, "args"), "args.count", text);
        return None;
    }
    let mut all = Vec::with_capacity(wanted.len());
    for (number, rule) in wanted.iter().enumerate() {
        let base = field(place, &format!("args.{number}"));
        let mut reading = Reading { problems, facts, function, base };
        all.push(reading.rule(number, rule));
    }
    let all: Option<Vec<Option<ParamRule>>> = all.into_iter().collect();
    all.map(|rules| rules.into_iter().flatten().collect())
}

struct Reading<'a> {
    problems: &'a mut Problems,
    facts: &'a Facts,
    function: &'a Function,
    /// `allow.0.args.1`.
    base: String,
}

impl Reading<'_> {
    fn stop(&mut self, name: &str, code: &str, text: impl Into<String>) {
        let field = format!("{}.{name}", self.base);
        self.problems.stop(&field, code, text);
    }

    /// Outer `None`: blocked. Inner `None`: anything goes.
    fn rule(&mut self, number: usize, wanted: &ArgRule) -> Option<Option<ParamRule>> {
        let Some(condition) = condition(wanted.operator) else { return Some(None) };
        let leaf = self.leaf(number, wanted.path.trim())?;
        if let Err(error) = possible(self.function, &leaf.path, condition) {
            self.stop("value", code(&error), advice(&error));
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
        if texts.len() > MANY {
            let text = format!("At most {MANY} values fit in one rule.");
            self.stop("value", "args.many", text);
            return None;
        }
        let mut values = Vec::with_capacity(texts.len());
        for text in texts {
            values.push(self.value(&leaf, text, &wanted.unit)?);
        }
        let made = rule_of(self.function, &leaf.path, condition, &values);
        made.map_err(|error| self.stop("value", code(&error), advice(&error))).ok().map(Some)
    }

    fn leaf(&mut self, number: usize, path: &str) -> Option<Leaf> {
        let path =
            if path.is_empty() { Ok(ArgPath::argument(number)) } else { path.parse::<ArgPath>() };
        match path.and_then(|path| leaf(self.function, &path)) {
            Ok(leaf) => Some(leaf),
            Err(error) => {
                self.stop("path", "args.path", error.to_string());
                None
            }
        }
    }

    fn value(&mut self, leaf: &Leaf, said: &str, unit: &ArgUnit) -> Option<DynSolValue> {
        if said.is_empty() {
            self.stop("value", "args.missing", "Write a value, or choose “anything”.");
            return None;
        }
        if let Some(decimals) = self.decimals(unit)? {
            return self.amount(leaf, said, decimals);
        }
        let read = abi_text::leaf(&leaf.ty, said).ok();
        if read.is_none() {
            let shown = text::clean(said, text::SIGNATURE_MAX);
            let text = format!("“{shown}” is not a value of type {}.", leaf.ty);
            self.stop("value", "args.unreadable", text);
        }
        read
    }

    /// Outer `None`: blocked. Inner `None`: a plain number.
    fn decimals(&mut self, unit: &ArgUnit) -> Option<Option<u8>> {
        match unit {
            ArgUnit::Plain => Some(None),
            ArgUnit::Native => Some(Some(NATIVE_DECIMALS)),
            ArgUnit::Token { token } => {
                let token = parse_address(token.trim()).and_then(|token| self.facts.token(token));
                if token.is_none() {
                    let text = "This token is not known on every chosen network. Write the amount \
                                in its smallest units.";
                    self.stop("unit", "args.unit", text);
                }
                token.map(|token| Some(token.decimals))
            }
        }
    }

    fn amount(&mut self, leaf: &Leaf, said: &str, decimals: u8) -> Option<DynSolValue> {
        let DynSolType::Uint(bits) = leaf.ty else {
            self.stop("unit", "args.unit", "Only a whole number can be an amount.");
            return None;
        };
        match amount::parse(said, decimals) {
            Ok(atoms) => Some(DynSolValue::Uint(atoms, bits)),
            Err(error) => {
                let field = format!("{}.value", self.base);
                self.problems.amount(&field, &error);
                None
            }
        }
    }
}

/// Whether core has such a rule for the argument, whatever the value.
fn possible(function: &Function, path: &ArgPath, condition: Condition) -> Result<(), RuleError> {
    match rule_of(function, path, condition, &[]) {
        Ok(_) | Err(RuleError::Count { .. }) => Ok(()),
        Err(error) => Err(error),
    }
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
