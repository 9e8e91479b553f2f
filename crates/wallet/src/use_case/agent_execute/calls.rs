//! An agent's calls: from what it wrote to exact bytes, and in words.
//!
//! Refuses: no calls, more than [`CALLS_MAX`], calldata of one to three bytes.

use alloy_primitives::U256;
use latchkey_core::kernel::execute::Call;
use latchkey_core::names::{Names, TRANSFER, list};
use latchkey_core::text;

use crate::error::{Error, Result};
use crate::use_case::abi_text;
use crate::views::{AgentCall, CallInput};

/// Most calls in one operation.
const CALLS_MAX: usize = 32;

/// Most calls that are put into words.
const WORDS_MAX: usize = 3;

/// The calls as bytes, and the signatures of the functions that were named.
pub(crate) fn parse(asked: &[AgentCall]) -> Result<(Vec<Call>, Vec<String>)> {
    if asked.is_empty() || asked.len() > CALLS_MAX {
        let message = format!("An operation has 1 to {CALLS_MAX} calls, not {}.", asked.len());
        return Err(Error::invalid(message, "Correct the list of calls.").at("calls"));
    }
    let mut calls = Vec::with_capacity(asked.len());
    let mut functions = Vec::new();
    for (place, call) in asked.iter().enumerate() {
        let data = match &call.input {
            CallInput::Data(data) => data.clone(),
            CallInput::Function { source, args } => {
                let under = |error: Error| {
                    let field = error.field.clone().unwrap_or_default();
                    error.at(format!("calls[{place}].{field}"))
                };
                let function = source.find(args.len()).map_err(under)?;
                functions.push(function.signature());
                abi_text::encode(&function, args).map_err(under)?
            }
        };
        if (1..4).contains(&data.len()) {
            let message = "Calldata begins with four bytes that name a function.";
            let field = format!("calls[{place}].data");
            return Err(Error::invalid(message, "Correct it, or leave it empty.").at(field));
        }
        calls.push(Call { to: call.to, value: call.value, data });
    }
    Ok((calls, functions))
}

/// What the calls do, in a few words: `pay 10 DUSD to 0x70E4…F20b`.
pub(crate) fn words(calls: &[Call], names: &Names<'_>) -> String {
    let mut said: Vec<String> = calls.iter().take(WORDS_MAX).map(|call| one(call, names)).collect();
    let more = calls.len().saturating_sub(WORDS_MAX);
    if more > 0 {
        said.push(format!("{more} more"));
    }
    list(&said, "and")
}

fn one(call: &Call, names: &Names<'_>) -> String {
    let to = text::short_address(call.to);
    let Some((selector, rest)) = call.data.split_first_chunk::<4>() else {
        return format!("send {} to {to}", names.native(call.value));
    };
    let with = if call.value.is_zero() {
        String::new()
    } else {
        format!(" with {}", names.native(call.value))
    };
    if TRANSFER == *selector
        && let Some((payee, rest)) = rest.split_first_chunk::<32>()
        && let Some((amount, _)) = rest.split_first_chunk::<32>()
        && let Some(token) = names.token(call.to)
    {
        let payee = alloy_primitives::Address::from_word((*payee).into());
        let amount = token.amount(U256::from_be_bytes(*amount));
        return format!("pay {amount} to {}{with}", text::short_address(payee));
    }
    format!("call {} on {to}{with}", names.function_words((*selector).into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{Address, Bytes};
    use latchkey_core::approval::Claims;

    fn data(bytes: &'static [u8]) -> AgentCall {
        let input = CallInput::Data(Bytes::from_static(bytes));
        AgentCall { to: Address::repeat_byte(7), value: U256::from(5), input }
    }

    #[test]
    fn empty_and_short_calls_are_refused_by_place() {
        assert_eq!(parse(&[]).unwrap_err().field.as_deref(), Some("calls"));
        let short = parse(&[data(&[]), data(&[1, 2])]).unwrap_err();
        assert_eq!(short.field.as_deref(), Some("calls[1].data"));
        assert_eq!(parse(&vec![data(&[]); 33]).unwrap_err().field.as_deref(), Some("calls"));
    }

    #[test]
    fn calls_in_words() {
        let (calls, _) = parse(&[data(&[]), data(&[1, 2, 3, 4])]).unwrap();
        let claims = Claims::default();
        let said = words(&calls, &Names::new(&claims, &[1]));
        assert!(
            said.starts_with("send 0.000000000000000005 native coin to 0x0707…0707 and call"),
            "{said}"
        );
    }
}
