//! One entry of a call policy as one part of the form: a payment, a function, or as it is.
//!
//! Refuses: the batch call type, and rules beyond what the form can write.

use alloy_json_abi::Function;
use alloy_primitives::{Address, FixedBytes};
use latchkey_core::names::TRANSFER;
use latchkey_core::policy::describe::payment::{Cap, Recipients, payment};
use latchkey_core::policy::{CallPermission, CallType, Condition, ParamRule};

use super::{Known, Unfit, args, list, plain};
use crate::record::Token;
use crate::use_case::grant_form::allow::ANY_CONTRACT;
use crate::use_case::holdings::NATIVE_DECIMALS;
use crate::views::{Allow, RawCallType, RawCondition, RawRule};

/// Most recipients, rules and words that the form takes.
const MANY: usize = 32;

pub(super) fn of(entry: &CallPermission, known: &Known<'_>) -> Result<Allow, Unfit> {
    if let Some(paid) = payment_of(entry, known).or_else(|| function_of(entry, known)) {
        return Ok(paid);
    }
    raw(entry)
}

fn payment_of(entry: &CallPermission, known: &Known<'_>) -> Option<Allow> {
    let paid = payment(entry)?;
    let (Cap::AtMost(most), Recipients::Only(to)) = (paid.cap, paid.to) else { return None };
    let payable = |one: &Address| !one.is_zero() && *one != known.account;
    let twice = to.iter().enumerate().any(|(place, one)| to.iter().take(place).any(|o| o == one));
    if most.is_zero() || to.is_empty() || to.len() > MANY || twice || !to.iter().all(payable) {
        return None;
    }
    let recipient = list(&to);
    let Some(contract) = paid.token else {
        return Some(Allow::PayNative { recipient, max_per_call: plain(most, NATIVE_DECIMALS) });
    };
    // Only written as the form writes it: the order and the kind of its rules.
    let [whom, much] = entry.rules.as_slice() else { return None };
    let one_or_many = if to.len() == 1 { Condition::Equal } else { Condition::OneOf };
    if whom.condition != one_or_many || much.condition != Condition::LessThanOrEqual {
        return None;
    }
    let token = token(known, contract)?;
    let max_per_call = plain(most, token.decimals);
    (whom.offset == 0).then(|| Allow::PayToken {
        token: contract.to_checksum(None),
        recipient,
        max_per_call,
    })
}

fn function_of(entry: &CallPermission, known: &Known<'_>) -> Option<Allow> {
    if entry.call_type != CallType::Call {
        return None;
    }
    let function = function(entry.selector, known)?;
    let token = token(known, entry.target);
    Some(Allow::CallFunction {
        contract: contract(entry.target),
        function: function.signature(),
        args: args::of(&function, &entry.rules, token)?,
        max_value: value(entry),
    })
}

fn function(selector: FixedBytes<4>, known: &Known<'_>) -> Option<Function> {
    if selector == TRANSFER {
        return Function::parse("transfer(address,uint256)").ok();
    }
    let mut parsed = known.functions.iter().filter_map(|said| Function::parse(said).ok());
    parsed.find(|function| function.selector() == selector)
}

fn token<'a>(known: &Known<'a>, contract: Address) -> Option<&'a Token> {
    known.tokens.iter().find(|token| token.address == contract)
}

fn raw(entry: &CallPermission) -> Result<Allow, Unfit> {
    let call_type = match entry.call_type {
        CallType::Call => RawCallType::Call,
        CallType::Delegate => RawCallType::Delegate,
        CallType::Batch => return Err(Unfit("an entry of the batch call type")),
    };
    let rules: Result<Vec<RawRule>, Unfit> = entry.rules.iter().map(raw_rule).collect();
    Ok(Allow::Raw {
        contract: contract(entry.target),
        selector: entry.selector.to_string(),
        call_type,
        max_value: value(entry),
        rules: rules?,
    })
}

fn raw_rule(rule: &ParamRule) -> Result<RawRule, Unfit> {
    let offset = u32::try_from(rule.offset).map_err(|_far| Unfit("a rule beyond all calldata"))?;
    let params = rule.params.iter().map(ToString::to_string).collect();
    Ok(RawRule { offset, condition: condition(rule.condition), params })
}

fn contract(target: Address) -> String {
    if target.is_zero() { ANY_CONTRACT.to_owned() } else { target.to_checksum(None) }
}

fn value(entry: &CallPermission) -> String {
    if entry.value_limit.is_zero() {
        return String::new();
    }
    plain(entry.value_limit, NATIVE_DECIMALS)
}

const fn condition(of: Condition) -> RawCondition {
    match of {
        Condition::Equal => RawCondition::Equal,
        Condition::GreaterThan => RawCondition::GreaterThan,
        Condition::LessThan => RawCondition::LessThan,
        Condition::GreaterThanOrEqual => RawCondition::GreaterThanOrEqual,
        Condition::LessThanOrEqual => RawCondition::LessThanOrEqual,
        Condition::NotEqual => RawCondition::NotEqual,
        Condition::OneOf => RawCondition::OneOf,
        Condition::SliceEqual => RawCondition::SliceEqual,
    }
}
