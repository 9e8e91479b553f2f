//! Calls at the edges of a key's entries, and calldata that is not what it should be.

use alloy_primitives::{Address, B256, Bytes, U256};
use latchkey_core::{
    kernel::execute::{Call, ExecMode, Execution, ExecutionBody},
    policy::{CallPermission, CallType, Condition, ParamRule, Policy, PolicyKind},
};

use crate::{
    dice::Dice,
    keys::{SELECTORS, SLICE, TARGETS},
};

/// The calldata of one operation.
pub fn call_data(dice: &mut Dice, policies: &[Policy]) -> Bytes {
    let mode = if dice.once_in(5) { ExecMode::Try } else { ExecMode::Default };
    let body = match dice.below(10) {
        0 => delegate(dice, policies),
        1..=3 => {
            let calls = (0..dice.below(4)).map(|_| call(dice, policies, CallType::Call));
            ExecutionBody::Batch(calls.collect())
        }
        _ => ExecutionBody::Single(call(dice, policies, CallType::Call)),
    };
    let plain = Execution { mode, body }.encode();
    if dice.once_in(12) { spoiled(dice, &plain) } else { plain }
}

/// Bytes that are not a plain `execute`.
fn spoiled(dice: &mut Dice, plain: &Bytes) -> Bytes {
    let mut data = plain.to_vec();
    match dice.below(7) {
        0 => data[4] = *dice.pick(&[0x02, 0xfe, 0x7f]),
        1 => data[5] = *dice.pick(&[0x02, 0xff]),
        2 => data[0] ^= 0xff,
        3 => data.truncate(dice.index(plain.len())),
        4 => data.truncate(dice.index(5)),
        5 => {
            // A payload that ends inside of its target or value, well encoded.
            let short = Execution {
                mode: ExecMode::Default,
                body: ExecutionBody::Delegate {
                    target: Address::from_slice(&dice.bytes(20)),
                    data: Bytes::from(vec![0; dice.index(31)]),
                },
            };
            data = short.encode().to_vec();
            data[4] = 0;
        }
        _ => {
            let at = dice.index(data.len());
            data[at] ^= 1 << dice.below(8);
        }
    }
    data.into()
}

fn delegate(dice: &mut Dice, policies: &[Policy]) -> ExecutionBody {
    let call = call(dice, policies, CallType::Delegate);
    ExecutionBody::Delegate { target: call.to, data: call.data }
}

/// A call near one of the entries, or anywhere.
fn call(dice: &mut Dice, policies: &[Policy], kind: CallType) -> Call {
    let mut entries: Vec<&CallPermission> = Vec::new();
    for policy in policies {
        if let PolicyKind::Call(call) = &policy.kind {
            entries.extend(&call.permissions);
        }
    }
    let fitting: Vec<_> = entries.iter().filter(|entry| entry.call_type == kind).collect();
    if fitting.is_empty() || dice.once_in(20) {
        let selector = *dice.pick(&SELECTORS);
        let data = data_for(dice, selector.as_slice(), &[]);
        return Call { to: *dice.pick(&TARGETS), value: U256::from(dice.below(9)), data };
    }
    let entry = fitting[dice.index(fitting.len())];
    let anywhere = entry.target.is_zero() || dice.once_in(15);
    let to = if anywhere { *dice.pick(&TARGETS) } else { entry.target };
    let value = match dice.below(6) {
        0 => entry.value_limit.saturating_add(U256::from(1)),
        1 => entry.value_limit.min(U256::from(1_000_000)),
        _ => U256::ZERO,
    };
    Call { to, value, data: data_for(dice, entry.selector.as_slice(), &entry.rules) }
}

/// Calldata that meets the rules, or nearly.
fn data_for(dice: &mut Dice, selector: &[u8], rules: &[ParamRule]) -> Bytes {
    if rules.is_empty() && selector == [0; 4] && !dice.once_in(3) {
        return Bytes::new();
    }
    let mut data = selector.to_vec();
    let words = 4 + dice.index(4);
    data.extend((0..words).flat_map(|_| dice.word().0));
    let tail = data.len() - 4;
    for rule in rules {
        put(dice, &mut data, rule, tail);
    }
    match dice.below(14) {
        0 => data.truncate(dice.index(data.len() + 1)),
        1 => data.truncate(dice.index(5)),
        2 => data[dice.index(4)] ^= 1,
        3 => data.extend(dice.bytes(5)),
        _ => {}
    }
    data.into()
}

/// Writes what a rule wants, or something next to it, at its place.
fn put(dice: &mut Dice, data: &mut Vec<u8>, rule: &ParamRule, tail: usize) {
    let place = usize::try_from(rule.offset).ok().and_then(|offset| offset.checked_add(4));
    let fits = |place: &usize| place.checked_add(32).is_some_and(|end| end <= data.len());
    let Some(place) = place.filter(fits) else { return };
    let word = match (rule.condition, rule.params.first()) {
        (_, None) => dice.word(),
        (Condition::OneOf, Some(_)) => *dice.pick(&rule.params),
        (Condition::SliceEqual, Some(start)) => slice(dice, data, *start, tail),
        (Condition::GreaterThan, Some(word)) => next(*word, 1),
        (Condition::LessThan | Condition::NotEqual, Some(word)) => next(*word, -1),
        (_, Some(word)) => *word,
    };
    let word = if dice.once_in(4) { dice.near(word) } else { word };
    data[place..place + 32].copy_from_slice(word.as_slice());
}

fn next(word: B256, step: i8) -> B256 {
    let (number, one) = (U256::from_be_bytes(word.0), U256::from(1));
    if step > 0 { number.wrapping_add(one) } else { number.wrapping_sub(one) }.into()
}

/// Appends a dynamic argument that has, or nearly has, the slice, and points to it.
fn slice(dice: &mut Dice, data: &mut Vec<u8>, start: B256, tail: usize) -> B256 {
    let pointer = if dice.once_in(12) { dice.index(tail + 40) } else { data.len() - 4 };
    let before = usize::try_from(U256::from_be_bytes(start.0)).unwrap_or(0).min(8);
    let mut content = dice.bytes(before);
    content.extend_from_slice(if dice.once_in(6) { b"tent" } else { SLICE });
    let behind = usize::from(dice.once_in(2));
    content.extend(dice.bytes(behind));
    content.truncate(if dice.once_in(8) { dice.index(content.len()) } else { content.len() });
    let length =
        if dice.once_in(12) { dice.below(40) } else { u64::try_from(content.len()).unwrap() };
    data.extend(U256::from(length).to_be_bytes::<32>());
    data.extend(&content);
    data.resize(data.len().next_multiple_of(32) + 4, 0);
    U256::from(pointer).into()
}
