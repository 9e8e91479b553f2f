//! A refusal in words: the rule, the limit, what was asked, the nearest value that passes.
//!
//! Why: "amount is 26 DUSD, the most allowed is 25 DUSD" is what an agent can act on. Which rule
//! refuses is decided beside (spec 4.3, 4.4).
//! Refuses: to guess; where no name is claimed it writes words and smallest units as they are.

use alloy_primitives::{B256, FixedBytes, U256};

use super::{Cause, Failure, Found};
use crate::{
    language::{
        Message, Value,
        table::{refusal, word},
    },
    names::Names,
    policy::{
        Condition, MAX_U48, ParamRule,
        describe::argument::{self, Argument},
    },
};

/// A refusal in words; the fields are those of the refusal that agents get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureWords {
    /// `calls[0].args[1]`, `calls[0].target`, `gas`, `uses`, `time` …
    pub path: String,
    /// `<=`, `==`, `one of` …
    pub operator: String,
    /// The limit: `25 DUSD`.
    pub limit: String,
    /// What was asked: `26 DUSD`.
    pub got: String,
    /// The nearest value that would pass, if there is one.
    pub nearest: Option<String>,
    /// All of it in one sentence.
    pub sentence: String,
}

impl Failure {
    /// The refusal in words, with names where they are claimed, in the language of the names.
    #[must_use]
    pub fn words(&self, names: &Names<'_>) -> FailureWords {
        match &self.cause {
            Cause::Rule { call, target, selector, rule, found } => {
                let argument = argument::find(names, *target, *selector, rule.offset);
                rule_words(names, *call, &argument, (rule, *found))
            }
            Cause::Gas { left, charge } => gas(names, U256::from(*left), *charge),
            Cause::Value { call, limit, got } => value(names, *call, *limit, *got),
            Cause::NoEntry { .. } => no_entry(&self.cause, names),
            Cause::Uses { count, window } => uses(names, *count, *window),
            Cause::TooEarly { at, now } => time(names, (">=", &refusal::TOO_EARLY), *at, *now),
            Cause::Expired { until, now } => time(names, ("<=", &refusal::ENDED), *until, *now),
            Cause::NeverOpens { from, until } => never(names, *from, *until),
            Cause::Paymaster { required, got } => {
                let none = || names.say(&refusal::NONE, &[]);
                let got = got.map_or_else(none, |address| address.to_string());
                compared(
                    names,
                    ("paymaster", "=="),
                    (required.to_string(), got),
                    &refusal::PAYMASTER,
                )
            }
            Cause::Sender { account, got } => {
                let both = (account.to_string(), got.to_string());
                compared(names, ("sender", "=="), both, &refusal::SENDER)
            }
            Cause::GasField { field, got } => gas_field(names, field, *got),
            Cause::Unpayable { wei, .. } => unpayable(names, *wei),
            Cause::TimeOverflows { from, interval } => beyond_time(names, *from, *interval),
            Cause::NotForOperations => shape(names, "flag", NOT_FOR_OPERATIONS),
            Cause::NotExecute { .. } | Cause::NotPlain => shape(names, "callData", NOT_PLAIN),
            Cause::UnknownCallType => shape(names, "callData", UNKNOWN_CALL_TYPE),
            Cause::CutShort => shape(names, "callData", CUT_SHORT),
            Cause::ShortData { call } => shape(names, &format!("calls[{call}].data"), SHORT_DATA),
        }
    }
}

/// What it must be, what it is, and the sentence.
type Shape = [&'static Message; 3];
const NOT_FOR_OPERATIONS: Shape =
    [&refusal::FOR_OPERATIONS, &refusal::NOT_FOR_OPERATIONS, &refusal::FLAG];
const NOT_PLAIN: Shape = [&refusal::EXECUTE, &refusal::SOMETHING_ELSE, &refusal::NOT_PLAIN];
const UNKNOWN_CALL_TYPE: Shape = [&refusal::KNOWN_KIND, &refusal::ANOTHER, &refusal::CALL_TYPE];
const CUT_SHORT: Shape = [&refusal::WHOLE_CALL, &refusal::PART, &refusal::CUT_SHORT];
const SHORT_DATA: Shape = [&refusal::FOUR_BYTES, &refusal::FEWER, &refusal::SHORT_DATA];

fn shape(names: &Names<'_>, path: &str, shape: Shape) -> FailureWords {
    let [limit, got, sentence] = shape.map(|message| names.say(message, &[]));
    words(path, "==", (&limit, &got), sentence)
}

fn gas_field(names: &Names<'_>, field: &str, got: U256) -> FailureWords {
    let sentence = names.say(&refusal::GAS_FIELD, &[("field", field.to_owned().into())]);
    words(field, "<=", (&bits(names, "120"), &got.to_string()), sentence)
}

fn unpayable(names: &Names<'_>, wei: U256) -> FailureWords {
    let sentence = names.say(&refusal::UNPAYABLE, &[]);
    words("gas", "<=", (&bits(names, "128"), &wei.to_string()), sentence)
}

fn bits(names: &Names<'_>, bits: &str) -> String {
    names.say(&refusal::BITS, &[("bits", bits.to_owned().into())])
}

fn beyond_time(names: &Names<'_>, from: u64, interval: u64) -> FailureWords {
    let got = format!("{from} + {interval}");
    let sentence = names.say(&refusal::BEYOND_TIME, &[]);
    words("time", "<=", (&MAX_U48.to_string(), &got), sentence)
}

/// A sentence over a limit and what was asked.
fn compared(
    names: &Names<'_>,
    (path, operator): (&str, &str),
    (limit, got): (String, String),
    message: &Message,
) -> FailureWords {
    let args = [("limit", limit.clone().into()), ("got", got.clone().into())];
    words(path, operator, (&limit, &got), names.say(message, &args))
}

fn never(names: &Names<'_>, from: u64, until: u64) -> FailureWords {
    let args = [("from", Value::Date(from)), ("until", Value::Date(until))];
    let sentence = names.say(&refusal::NEVER, &args);
    words("time", ">=", (&names.date(from), &names.date(until)), sentence)
}

fn words(path: &str, operator: &str, (limit, got): (&str, &str), sentence: String) -> FailureWords {
    FailureWords {
        path: path.to_owned(),
        operator: operator.to_owned(),
        limit: limit.to_owned(),
        got: got.to_owned(),
        nearest: None,
        sentence,
    }
}

fn rule_words(
    names: &Names<'_>,
    call: usize,
    arg: &Argument,
    (rule, found): (&ParamRule, Found),
) -> FailureWords {
    let path = format!("calls[{call}].{}", arg.path());
    let limits: Vec<_> = rule.params.iter().map(|word| arg.value(*word)).collect();
    let limit = names.or(&limits);
    let operator = argument::operator(rule.condition);
    let argument = ("argument", arg.phrase().into());
    let nothing = names.say(&word::NOTHING, &[]);
    let (got, sentence) = match found {
        Found::Word(word) => {
            let got = arg.value(word);
            let args = [
                ("subject", arg.subject().into()),
                ("got", got.clone().into()),
                ("limit", limit.clone().into()),
            ];
            let sentence = names.say(requirement(rule.condition), &args);
            let nearest = nearest(arg, rule);
            return FailureWords { nearest, ..words(&path, operator, (&limit, &got), sentence) };
        }
        Found::DataEnds => (nothing, names.say(&refusal::DATA_ENDS, &[argument])),
        Found::OffsetOverflows | Found::SliceOverflows => {
            (nothing, names.say(&refusal::BEYOND_DATA, &[argument]))
        }
        Found::Shorter { held } => {
            let held = ("held", Value::Text(held.to_string()));
            let got = names.say(&refusal::BYTES, std::slice::from_ref(&held));
            (got, names.say(&refusal::SHORTER, &[argument, held]))
        }
        Found::Outside => {
            (names.say(&refusal::IS_OUTSIDE, &[]), names.say(&refusal::OUTSIDE, &[argument]))
        }
    };
    words(&path, operator, (&limit, &got), sentence)
}

/// What a condition demands, with what was found.
const fn requirement(condition: Condition) -> &'static Message {
    match condition {
        Condition::Equal | Condition::OneOf => &refusal::IS,
        Condition::GreaterThan => &refusal::IS_MORE,
        Condition::LessThan => &refusal::IS_LESS,
        Condition::GreaterThanOrEqual => &refusal::IS_AT_LEAST,
        Condition::LessThanOrEqual => &refusal::IS_AT_MOST,
        Condition::NotEqual => &refusal::IS_NOT,
        Condition::SliceEqual => &refusal::HASHES_TO,
    }
}

fn nearest(arg: &Argument, rule: &ParamRule) -> Option<String> {
    let word = U256::from_be_bytes(rule.params.first()?.0);
    let nearest = match rule.condition {
        Condition::Equal | Condition::LessThanOrEqual | Condition::GreaterThanOrEqual => Some(word),
        Condition::LessThan => word.checked_sub(U256::ONE),
        Condition::GreaterThan => word.checked_add(U256::ONE),
        Condition::OneOf if rule.params.len() == 1 => Some(word),
        Condition::NotEqual | Condition::OneOf | Condition::SliceEqual => None,
    };
    nearest.map(|n| arg.value(B256::from(n)))
}

fn gas(names: &Names<'_>, left: U256, charge: U256) -> FailureWords {
    let (left, charge) = (names.native(left), names.native(charge));
    let args = [("charge", charge.clone().into()), ("left", left.clone().into())];
    let sentence = names.say(&refusal::GAS, &args);
    let words = words("gas", "<=", (&left, &charge), sentence);
    FailureWords { nearest: Some(left), ..words }
}

fn value(names: &Names<'_>, call: usize, limit: U256, got: U256) -> FailureWords {
    let (limit, got) = (names.native(limit), names.native(got));
    let path = format!("calls[{call}].value");
    let words = compared(names, (&path, "<="), (limit.clone(), got), &refusal::VALUE);
    FailureWords { nearest: Some(limit), ..words }
}

fn uses(names: &Names<'_>, count: u64, window: bool) -> FailureWords {
    let limit = names.say(&refusal::OPERATIONS, &[("count", Value::Count(count))]);
    let message = if window { &refusal::USED_UP_NOW } else { &refusal::USED_UP };
    let sentence = names.say(message, &[("limit", limit.clone().into())]);
    words("uses", "<=", (&limit, &names.say(&refusal::ONE_MORE, &[])), sentence)
}

fn time(
    names: &Names<'_>,
    (operator, message): (&str, &Message),
    limit: u64,
    now: u64,
) -> FailureWords {
    let sentence = names.say(message, &[("limit", Value::Date(limit)), ("now", Value::Date(now))]);
    let (limit, now) = (names.date(limit), names.date(now));
    let words = words("time", operator, (&limit, &now), sentence);
    FailureWords { nearest: Some(limit), ..words }
}

fn no_entry(cause: &Cause, names: &Names<'_>) -> FailureWords {
    let Cause::NoEntry { call, target, selector, delegate, targets, .. } = cause else {
        return words("", "", ("", ""), String::new());
    };
    let what = call_words(names, *selector, *delegate);
    let listed: Vec<_> = targets.iter().map(ToString::to_string).collect();
    let target = target.to_string();
    let args = [("what", what.clone().into()), ("target", target.clone().into())];
    if listed.is_empty() {
        let path = format!("calls[{call}].function");
        let sentence = names.say(&refusal::NOWHERE, &args);
        return words(&path, "one of", (&names.say(&refusal::LISTED, &[]), &what), sentence);
    }
    let limit = names.or(&listed);
    let args = [&args[..], &[("limit", limit.clone().into())]].concat();
    let sentence = names.say(&refusal::ELSEWHERE, &args);
    let nearest = (listed.len() == 1).then(|| limit.clone());
    let path = format!("calls[{call}].target");
    FailureWords { nearest, ..words(&path, "one of", (&limit, &target), sentence) }
}

fn call_words(names: &Names<'_>, selector: FixedBytes<4>, delegate: bool) -> String {
    let what = if selector.is_zero() {
        names.say(&refusal::SEND, &[("coin", names.native_symbol().into())])
    } else {
        names.say(&refusal::CALL, &[("function", names.function_words(selector).into())])
    };
    if delegate { names.say(&refusal::RUN, &[("what", what.into())]) } else { what }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
