//! One argument of a call: what it is called, and its 32-byte word in words.
//!
//! Why: rules (spec 4.4) and refusals speak of the same argument in the same way.
//! Refuses: to name an argument whose function is not claimed; then it is an offset and hex.

use alloy_dyn_abi::DynSolType;
use alloy_primitives::{Address, B256, FixedBytes, I256, U256};

use crate::{
    amount,
    language::{
        Language, Message, Value,
        table::word::{self, ARGUMENT, ARGUMENT_NAMED, THE, THE_AMOUNT, THE_WORD_AT, WORD_AT},
    },
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
    /// Its name is one of several arguments', so it cannot stand for this one.
    shared: bool,
    language: Language,
}

/// The argument of a function at an offset after the selector.
#[must_use]
pub fn find(names: &Names<'_>, target: Address, selector: FixedBytes<4>, offset: u64) -> Argument {
    let function = names.function(selector);
    let leaf = function.as_ref().and_then(|function| leaf_at(function, offset));
    let same = |leaf: &Leaf| {
        let inputs = function.iter().flat_map(|function| &function.inputs);
        inputs.filter(|input| input.name == leaf.name).count() > 1
    };
    let shared = leaf.as_ref().is_some_and(same);
    let is_amount = leaf
        .as_ref()
        .is_some_and(|leaf| top(leaf).is_some() && top(leaf) == amount_index(selector));
    let token = if is_amount { names.token(target) } else { None };
    Argument { leaf, token, offset, shared, language: names.language() }
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

    fn say(&self, message: &Message, args: &[(&str, Value)]) -> String {
        message.say(self.language, args)
    }

    /// The claimed name, where it names this argument alone.
    fn own_name(&self) -> Option<String> {
        let leaf = self.leaf.as_ref().filter(|leaf| !self.shared && top(leaf).is_some())?;
        let name = text::clean(&leaf.name, text::NAME_MAX);
        (!name.is_empty() && name.len() == leaf.name.len()).then_some(name)
    }

    /// `amount`, `argument 2`, `args[2].amount` for a member, or where it lies.
    #[must_use]
    pub fn name(&self) -> String {
        match (self.own_name(), &self.leaf) {
            (Some(name), _) => name,
            (None, Some(leaf)) => self.place(leaf),
            (None, None) => self.say(&THE_WORD_AT, &[("offset", self.offset.to_string().into())]),
        }
    }

    fn place(&self, leaf: &Leaf) -> String {
        match top(leaf) {
            Some(index) => {
                let number = index.saturating_add(1).to_string();
                self.say(&ARGUMENT, &[("number", number.into())])
            }
            None => leaf.path.to_string(),
        }
    }

    /// The argument as the subject of a sentence: `The amount`, `The argument “to”`.
    #[must_use]
    pub fn subject(&self) -> String {
        if self.token.is_some() {
            self.say(&THE_AMOUNT, &[])
        } else {
            self.say(&THE, &[("argument", self.phrase().into())])
        }
    }

    /// The argument inside a sentence: `argument “amount”`, `argument 2`.
    #[must_use]
    pub fn phrase(&self) -> String {
        match (self.own_name(), &self.leaf) {
            (Some(name), _) => self.say(&ARGUMENT_NAMED, &[("name", name.into())]),
            (None, Some(leaf)) if top(leaf).is_some() => self.place(leaf),
            (None, Some(leaf)) => {
                let path = leaf.path.to_string();
                self.say(&ARGUMENT_NAMED, &[("name", path.into())])
            }
            (None, None) => self.say(&WORD_AT, &[("offset", self.offset.to_string().into())]),
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
            Some(DynSolType::Bool) if number <= U256::ONE => {
                self.say(if number == U256::ONE { &word::TRUE } else { &word::FALSE }, &[])
            }
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
        self.say(&word::WITH_ATOMS, &[("value", value.into()), ("count", atoms.into())])
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
