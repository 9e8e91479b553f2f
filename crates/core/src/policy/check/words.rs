//! A refusal in words: the rule, the limit, what was asked, the nearest value that passes.
//!
//! Why: "amount is 26 DUSD, the most allowed is 25 DUSD" is what an agent can act on. Which rule
//! refuses is decided beside (spec 4.3, 4.4).
//! Refuses: to guess; where no name is claimed it writes words and smallest units as they are.

use alloy_primitives::{B256, FixedBytes, U256};

use super::{Cause, Failure, Found};
use crate::{
    date,
    language::Language,
    names::{Names, list},
    policy::{
        Condition, MAX_U48, ParamRule,
        describe::argument::{self, Argument},
    },
    text,
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
    /// The refusal in words, with names where they are claimed.
    ///
    /// In English, whatever language the names speak: agents and logs read it.
    #[must_use]
    pub fn words(&self, names: &Names<'_>) -> FailureWords {
        let names = &names.clone().speaking(Language::English);
        match &self.cause {
            Cause::Rule { call, target, selector, rule, found } => {
                let argument = argument::find(names, *target, *selector, rule.offset);
                rule_words(*call, &argument, rule, *found)
            }
            Cause::Gas { left, charge } => gas(names, U256::from(*left), *charge),
            Cause::Value { call, limit, got } => value(names, *call, *limit, *got),
            Cause::NoEntry { .. } => no_entry(&self.cause, names),
            Cause::Uses { count, window } => uses(*count, *window),
            Cause::TooEarly { at, now } => time(">=", *at, *now, "This key may be used again"),
            Cause::Expired { until, now } => time("<=", *until, *now, "This key ended"),
            Cause::Paymaster { required, got } => {
                let got = got.map_or_else(|| "none".to_owned(), |a| a.to_string());
                let sentence = format!("The paymaster must be {required}, but is {got}.");
                words("paymaster", "==", &required.to_string(), &got, sentence)
            }
            Cause::Sender { account, got } => {
                let sentence =
                    format!("The operation is for {got}, but the key belongs to {account}.");
                words("sender", "==", &account.to_string(), &got.to_string(), sentence)
            }
            Cause::GasField { field, got } => {
                let sentence = format!("The operation's {field} is larger than 120 bits.");
                words(field, "<=", "120 bits", &got.to_string(), sentence)
            }
            Cause::Unpayable { wei, .. } => {
                let sentence = "The operation could cost more than any network holds.".to_owned();
                words("gas", "<=", "128 bits", &wei.to_string(), sentence)
            }
            Cause::TimeOverflows { from, interval } => beyond_time(*from, *interval),
            Cause::NeverOpens { from, until } => never(*from, *until),
            Cause::NotForOperations => shape(NOT_FOR_OPERATIONS),
            Cause::NotExecute { .. } | Cause::NotPlain => shape(NOT_PLAIN),
            Cause::UnknownCallType => shape(UNKNOWN_CALL_TYPE),
            Cause::CutShort => shape(CUT_SHORT),
            Cause::ShortData { call } => {
                let words = shape(SHORT_DATA);
                FailureWords { path: format!("calls[{call}].data"), ..words }
            }
        }
    }
}

/// Path, what it must be, what it is, and the sentence.
type Shape = [&'static str; 4];
const NOT_FOR_OPERATIONS: Shape = [
    "flag",
    "for operations",
    "not for operations",
    "The key may not send operations at all; its flag forbids it.",
];
const NOT_PLAIN: Shape = [
    "callData",
    "execute",
    "something else",
    "The operation must call execute of the account, well formed.",
];
const UNKNOWN_CALL_TYPE: Shape = [
    "callData",
    "a known call type",
    "another",
    "The account knows single calls, batches and delegatecalls only.",
];
const CUT_SHORT: Shape =
    ["callData", "a whole call", "a part", "The operation's call ends before its target or value."];
const SHORT_DATA: Shape = [
    "data",
    "4 bytes, or none",
    "fewer",
    "A call carries one to three bytes of data, which no function has.",
];

fn shape([path, limit, got, sentence]: Shape) -> FailureWords {
    words(path, "==", limit, got, sentence.to_owned())
}

fn beyond_time(from: u64, interval: u64) -> FailureWords {
    let sentence = "The key's next use would lie beyond the end of time.".to_owned();
    words("time", "<=", &MAX_U48.to_string(), &format!("{from} + {interval}"), sentence)
}

fn never(from: u64, until: u64) -> FailureWords {
    let (from, until) = (date::words(from), date::words(until));
    let sentence = format!("This key can never be used: it begins at {from} and ends at {until}.");
    words("time", ">=", &from, &until, sentence)
}

fn words(path: &str, operator: &str, limit: &str, got: &str, sentence: String) -> FailureWords {
    FailureWords {
        path: path.to_owned(),
        operator: operator.to_owned(),
        limit: limit.to_owned(),
        got: got.to_owned(),
        nearest: None,
        sentence,
    }
}

fn rule_words(call: usize, arg: &Argument, rule: &ParamRule, found: Found) -> FailureWords {
    let path = format!("calls[{call}].{}", arg.path());
    let limits: Vec<_> = rule.params.iter().map(|word| arg.value(*word)).collect();
    let limit = list(&limits, "or");
    let operator = argument::operator(rule.condition);
    let missing = |got: &str, why: String| words(&path, operator, &limit, got, why);
    let phrase = arg.phrase();
    let got = match found {
        Found::Word(word) => arg.value(word),
        Found::DataEnds => {
            let why =
                format!("The call's data ends before the {phrase}, on which there is a rule.");
            return missing("nothing", why);
        }
        Found::OffsetOverflows | Found::SliceOverflows => {
            let why =
                format!("The rule on the {phrase} reaches beyond any data; nothing passes it.");
            return missing("nothing", why);
        }
        Found::Shorter { held } => {
            let why = format!("The {phrase} holds {held} bytes, fewer than its rule looks at.");
            return missing(&format!("{held} bytes"), why);
        }
        Found::Outside => {
            let why = format!("The {phrase} lies outside of the call's data.");
            return missing("outside", why);
        }
    };
    let must = requirement(rule.condition);
    let sentence = format!("{} is {got}, {must} {limit}.", arg.subject());
    let nearest = nearest(arg, rule);
    FailureWords { nearest, ..words(&path, operator, &limit, &got, sentence) }
}

/// A condition in words, before the limit.
const fn requirement(condition: Condition) -> &'static str {
    match condition {
        Condition::Equal => "and must be",
        Condition::GreaterThan => "and must be more than",
        Condition::LessThan => "and must be less than",
        Condition::GreaterThanOrEqual => "the least allowed is",
        Condition::LessThanOrEqual => "the most allowed is",
        Condition::NotEqual => "and must not be",
        Condition::OneOf => "and must be",
        Condition::SliceEqual => "and a part of it must hash to",
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
    let sentence =
        format!("The gas may cost up to {charge}, but the key's gas budget has {left} left.");
    FailureWords { nearest: Some(left.clone()), ..words("gas", "<=", &left, &charge, sentence) }
}

fn value(names: &Names<'_>, call: usize, limit: U256, got: U256) -> FailureWords {
    let (limit, got) = (names.native(limit), names.native(got));
    let sentence = format!("The call sends {got} along, the most allowed is {limit}.");
    let path = format!("calls[{call}].value");
    FailureWords { nearest: Some(limit.clone()), ..words(&path, "<=", &limit, &got, sentence) }
}

fn uses(count: u64, window: bool) -> FailureWords {
    let limit = date::counted(count, "operation");
    let span = if window { "for now" } else { "in all" };
    let sentence = format!("The key is for {limit} {span} and has none left.");
    words("uses", "<=", &limit, "one more", sentence)
}

fn time(operator: &str, limit: u64, now: u64, what: &str) -> FailureWords {
    let (limit, now) = (date::words(limit), date::words(now));
    let sentence = format!("{what} at {limit}; it is {now} now.");
    FailureWords { nearest: Some(limit.clone()), ..words("time", operator, &limit, &now, sentence) }
}

fn no_entry(cause: &Cause, names: &Names<'_>) -> FailureWords {
    let Cause::NoEntry { call, target, selector, delegate, targets, .. } = cause else {
        return words("", "", "", "", String::new());
    };
    let what = call_words(names, *selector, *delegate);
    let listed: Vec<_> = targets.iter().map(ToString::to_string).collect();
    if listed.is_empty() {
        let path = format!("calls[{call}].function");
        let sentence = format!("The key may not {what} on {target}, nor anywhere else.");
        return words(&path, "one of", "what the key lists", &what, sentence);
    }
    let limit = list(&listed, "or");
    let sentence = format!("The key may {what} only on {limit}, not on {target}.");
    let nearest = (listed.len() == 1).then(|| limit.clone());
    let path = format!("calls[{call}].target");
    FailureWords { nearest, ..words(&path, "one of", &limit, &target.to_string(), sentence) }
}

fn call_words(names: &Names<'_>, selector: FixedBytes<4>, delegate: bool) -> String {
    let what = if selector.is_zero() {
        format!("send {} without data", names.native_symbol())
    } else {
        format!("call {}", text::clean(&names.function_words(selector), text::SIGNATURE_MAX))
    };
    if delegate { format!("run foreign code and {what}") } else { what }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
