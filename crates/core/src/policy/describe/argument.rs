//! One argument of a call: what it is called, and its 32-byte word in words.
//!
//! Why: rules (spec 4.4) and refusals speak of the same argument in the same way.
//! Refuses: to name an argument whose function is not claimed; then it is an offset and hex.

use alloy_dyn_abi::DynSolType;
use alloy_primitives::{Address, B256, FixedBytes, I256, U256};

use crate::{
    amount,
    names::{Names, TRANSFER, Token},
    policy::{
        Condition,
        rule_of::{Leaf, Step, leaf_at},
    },
    text,
};

const APPROVE: FixedBytes<4> = FixedBytes(0x095e_a7b3_u32.to_be_bytes());
const INCREASE_ALLOWANCE: FixedBytes<4> = FixedBytes(0x3950_9351_u32.to_be_bytes());
const TRANSFER_FROM: FixedBytes<4> = FixedBytes(0x23b8_72dd_u32.to_be_bytes());

/// An argument, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    leaf: Option<Leaf>,
    token: Option<Token>,
    offset: u64,
}

/// The argument of a function at an offset after the selector.
#[must_use]
pub fn find(names: &Names<'_>, target: Address, selector: FixedBytes<4>, offset: u64) -> Argument {
    let leaf = names.function(selector).and_then(|function| leaf_at(&function, offset));
    let is_amount = leaf
        .as_ref()
        .is_some_and(|leaf| top(leaf).is_some() && top(leaf) == amount_index(selector));
    let token = if is_amount { names.token(target) } else { None };
    Argument { leaf, token, offset }
}

/// The place of an argument of the function itself; `None` for members of tuples and arrays.
fn top(leaf: &Leaf) -> Option<usize> {
    match leaf.path.steps() {
        [Step::Index(index)] => Some(*index),
        _ => None,
    }
}

fn amount_index(selector: FixedBytes<4>) -> Option<usize> {
    match selector {
        TRANSFER | APPROVE | INCREASE_ALLOWANCE => Some(1),
        TRANSFER_FROM => Some(2),
        _ => None,
    }
}

impl Argument {
    /// `args[1]`, `args[2].amount`, or `data[4+17]` when the offset is no argument's.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.leaf {
            Some(leaf) => leaf.path.to_string(),
            None if self.offset.is_multiple_of(32) => format!("args[{}]", self.offset / 32),
            None => format!("data[4+{}]", self.offset),
        }
    }

    /// `amount`, `argument 2`, `args[2].amount` for a member, or where it lies.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.leaf {
            Some(leaf) => match top(leaf) {
                Some(index) if text::clean(&leaf.name, text::NAME_MAX).is_empty() => {
                    format!("argument {}", index.saturating_add(1))
                }
                Some(_) => text::clean(&leaf.name, text::NAME_MAX),
                None => leaf.path.to_string(),
            },
            None => format!("the word at byte {} of the arguments", self.offset),
        }
    }

    /// The argument as the subject of a sentence: `The amount`, `The argument “to”`.
    #[must_use]
    pub fn subject(&self) -> String {
        if self.token.is_some() {
            "The amount".to_owned()
        } else {
            format!("The {}", self.phrase())
        }
    }

    /// The argument inside a sentence: `argument “amount”`, `argument 2`.
    #[must_use]
    pub fn phrase(&self) -> String {
        match &self.leaf {
            Some(leaf) if !leaf.name.is_empty() => format!("argument “{}”", self.name()),
            Some(_) => self.name(),
            None => format!("word at byte {} of the arguments", self.offset),
        }
    }

    /// A word as this argument's type shows it.
    #[must_use]
    pub fn value(&self, word: B256) -> String {
        let number = U256::from_be_bytes(word.0);
        if let Some(token) = &self.token {
            return token.amount(number);
        }
        match self.leaf.as_ref().map(|leaf| &leaf.ty) {
            Some(DynSolType::Address) => as_address(word),
            Some(DynSolType::Bool) if number <= U256::ONE => (number == U256::ONE).to_string(),
            Some(DynSolType::Uint(_)) => amount::group(&number.to_string()),
            Some(DynSolType::Int(_)) => I256::from_raw(number).to_string(),
            Some(DynSolType::FixedBytes(size)) => as_fixed_bytes(word, *size),
            Some(_) | None => word.to_string(),
        }
    }

    /// The value with smallest units beside an amount: `25 DUSD (25 000 000 smallest units)`.
    #[must_use]
    pub fn value_and_atoms(&self, word: B256) -> String {
        let value = self.value(word);
        if self.token.is_none() {
            return value;
        }
        let atoms = amount::group(&U256::from_be_bytes(word.0).to_string());
        format!("{value} ({atoms} smallest units)")
    }
}

fn as_address(word: B256) -> String {
    let (head, tail) = word.0.split_at(12);
    if head.iter().any(|b| *b != 0) {
        return word.to_string();
    }
    Address::from_slice(tail).to_checksum(None)
}

fn as_fixed_bytes(word: B256, size: usize) -> String {
    let (head, tail) = word.0.split_at(size.min(32));
    if tail.iter().any(|b| *b != 0) {
        return word.to_string();
    }
    alloy_primitives::hex::encode_prefixed(head)
}

/// A condition as programs write it.
#[must_use]
pub const fn operator(condition: Condition) -> &'static str {
    match condition {
        Condition::Equal => "==",
        Condition::GreaterThan => ">",
        Condition::LessThan => "<",
        Condition::GreaterThanOrEqual => ">=",
        Condition::LessThanOrEqual => "<=",
        Condition::NotEqual => "!=",
        Condition::OneOf => "one of",
        Condition::SliceEqual => "part ==",
    }
}

/// A condition in the words of a refusal, before the limit.
#[must_use]
pub const fn requirement(condition: Condition) -> &'static str {
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

/// A condition in the words of a rule, before the limit.
#[must_use]
pub const fn rule_words(condition: Condition) -> &'static str {
    match condition {
        Condition::Equal => "must be",
        Condition::GreaterThan => "must be more than",
        Condition::LessThan => "must be less than",
        Condition::GreaterThanOrEqual => "must be at least",
        Condition::LessThanOrEqual => "must be at most",
        Condition::NotEqual => "must not be",
        Condition::OneOf => "must be one of",
        Condition::SliceEqual => "must hold, in a part of it, what hashes to",
    }
}
