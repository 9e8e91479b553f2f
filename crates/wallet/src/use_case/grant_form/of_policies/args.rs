//! Rules on words as rules on arguments, where every word is exactly a value of its type.
//!
//! Refuses (`None`, the entry is then shown as it is): words that no value of the type has, strict
//! order, parts of dynamic arguments, offsets between arguments.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_json_abi::Function;
use alloy_primitives::{Address, B256, I256, U256};
use latchkey_core::head;
use latchkey_core::policy::rule_of::{ArgPath, Leaf, leaf_at, rule_of};
use latchkey_core::policy::{Condition, ParamRule};

use super::plain;
use crate::record::Token;
use crate::use_case::abi_text;
use crate::views::{ArgOperator, ArgRule, ArgUnit};

/// Most rules, and most values of one.
const MANY: usize = 32;

/// Functions of a token whose numbers are amounts of it.
const OF_AMOUNTS: [&str; 7] = [
    "transfer",
    "transferFrom",
    "approve",
    "increaseAllowance",
    "decreaseAllowance",
    "mint",
    "burn",
];

/// The rules of one function; `token` when the contract is one.
pub(super) fn of(
    function: &Function,
    rules: &[ParamRule],
    token: Option<&Token>,
) -> Option<Vec<ArgRule>> {
    if rules.len() > MANY {
        return None;
    }
    let token = token.filter(|_| OF_AMOUNTS.contains(&function.name.as_str()));
    let read = rules.iter().map(|rule| one(function, rule, token));
    let read: Vec<(Leaf, ArgRule)> = read.collect::<Option<_>>()?;
    Some(in_order(function, &read).unwrap_or_else(|| {
        let with_path =
            |(leaf, rule): (Leaf, ArgRule)| ArgRule { path: leaf.path.to_string(), ..rule };
        read.into_iter().map(with_path).collect()
    }))
}

/// One rule per argument where that says the same: each argument at most once and in order.
fn in_order(function: &Function, read: &[(Leaf, ArgRule)]) -> Option<Vec<ArgRule>> {
    if read.is_empty() {
        return Some(Vec::new());
    }
    let slots = head::slots(function).ok()?;
    let mut left = read.iter().peekable();
    let all = slots.iter().map(|slot| {
        let next = left.next_if(|(leaf, _)| leaf.path == ArgPath::argument(slot.index));
        next.map_or_else(anything, |(_, rule)| rule.clone())
    });
    let all: Vec<ArgRule> = all.collect();
    (left.next().is_none() && all.len() <= MANY).then_some(all)
}

fn anything() -> ArgRule {
    let (path, value) = (String::new(), String::new());
    ArgRule { path, operator: ArgOperator::Any, value, unit: ArgUnit::Plain }
}

fn one(function: &Function, rule: &ParamRule, token: Option<&Token>) -> Option<(Leaf, ArgRule)> {
    let operator = operator(rule.condition)?;
    let leaf = leaf_at(function, rule.offset)?;
    let token = token.filter(|_| leaf.ty == DynSolType::Uint(256));
    let texts: Vec<String> =
        rule.params.iter().map(|word| text(&leaf.ty, *word)).collect::<Option<_>>()?;
    let values: Vec<DynSolValue> =
        texts.iter().map(|text| abi_text::leaf(&leaf.ty, text).ok()).collect::<Option<_>>()?;
    // What is written must be exactly what was read.
    let again = rule_of(function, &leaf.path, rule.condition, &values).ok()?;
    if again != *rule || texts.len() > MANY {
        return None;
    }
    let (value, unit) = match token {
        None => (texts.join(", "), ArgUnit::Plain),
        Some(token) => {
            let amounts =
                rule.params.iter().map(|word| plain(U256::from_be_bytes(word.0), token.decimals));
            let amounts: Vec<String> = amounts.collect();
            (amounts.join(", "), ArgUnit::Token { token: token.address.to_checksum(None) })
        }
    };
    Some((leaf, ArgRule { path: String::new(), operator, value, unit }))
}

/// The value of a word, as the form reads it.
fn text(ty: &DynSolType, word: B256) -> Option<String> {
    match ty {
        DynSolType::Uint(_) => Some(U256::from_be_bytes(word.0).to_string()),
        DynSolType::Int(_) => Some(I256::from_be_bytes(word.0).to_string()),
        DynSolType::Address => Some(Address::from_word(word).to_checksum(None)),
        DynSolType::Bool => match U256::from_be_bytes(word.0) {
            U256::ZERO => Some("false".to_owned()),
            U256::ONE => Some("true".to_owned()),
            _ => None,
        },
        DynSolType::FixedBytes(size) => {
            let bytes = word.get(..*size)?;
            Some(format!("0x{}", hex::encode(bytes)))
        }
        DynSolType::Function
        | DynSolType::Bytes
        | DynSolType::String
        | DynSolType::Array(_)
        | DynSolType::FixedArray(..)
        | DynSolType::Tuple(_) => None,
    }
}

const fn operator(condition: Condition) -> Option<ArgOperator> {
    match condition {
        Condition::Equal => Some(ArgOperator::Is),
        Condition::NotEqual => Some(ArgOperator::IsNot),
        Condition::LessThanOrEqual => Some(ArgOperator::AtMost),
        Condition::GreaterThanOrEqual => Some(ArgOperator::AtLeast),
        Condition::OneOf => Some(ArgOperator::OneOf),
        Condition::GreaterThan | Condition::LessThan | Condition::SliceEqual => None,
    }
}
