//! Calls as a person or a script writes them, as bytes.
//!
//! Refuses: what the agents' tools refuse, at the same places.

use alloy_primitives::{Bytes, U256};
use latchkey_core::amount;

use crate::error::{Error, Result};
use crate::use_case::abi_text::{AbiInput, FunctionSource, address};
use crate::use_case::holdings::NATIVE_DECIMALS;
use crate::views::{AgentCall, CallInput, TryCall};

/// The calls as agents make them.
///
/// # Errors
/// `Invalid` at `calls[n].to`, `.value`, `.data` or `.args[m]`.
pub(crate) fn read(asked: &[TryCall]) -> Result<Vec<AgentCall>> {
    let at = |(place, call): (usize, &TryCall)| {
        one(call).map_err(|error| {
            let field = error.field.clone().unwrap_or_default();
            error.at(format!("calls[{place}].{field}"))
        })
    };
    asked.iter().enumerate().map(at).collect()
}

fn one(call: &TryCall) -> Result<AgentCall> {
    let to = address(call.to.trim()).ok_or_else(|| {
        let advice = "Write 0x and 40 hex digits, with the right capitals or none.";
        Error::invalid("This is no address.", advice).at("to")
    })?;
    let value = match call.value.trim() {
        "" => U256::ZERO,
        said => amount::parse(said, NATIVE_DECIMALS).map_err(|error| {
            Error::invalid(error.to_string(), "Write it in the native coin, like 0.01.").at("value")
        })?,
    };
    Ok(AgentCall { to, value, input: input(call)? })
}

fn input(call: &TryCall) -> Result<CallInput> {
    let (data, function) = (call.data.trim(), call.function.trim());
    if function.is_empty() {
        let bytes = match data {
            "" => Ok(Bytes::new()),
            said => said.parse::<Bytes>(),
        };
        return bytes.map(CallInput::Data).map_err(|_unreadable| {
            Error::invalid("This is no calldata.", "Write 0x and hex digits.").at("data")
        });
    }
    if !data.is_empty() {
        let advice = "Leave one of them out.";
        return Err(Error::invalid("There are calldata and a function.", advice).at("data"));
    }
    let args = call.args.iter().map(|said| argument(said)).collect();
    let source = FunctionSource { function: function.to_owned(), abi: None };
    Ok(CallInput::Function { source, args })
}

/// Lists and tuples are JSON, everything else is text of its type.
fn argument(said: &str) -> AbiInput {
    let text = said.trim();
    let nested = text.starts_with('[') || text.starts_with('{');
    let parsed = nested.then(|| serde_json::from_str(text).ok()).flatten();
    parsed.unwrap_or_else(|| AbiInput::Text(said.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(to: &str, value: &str, data: &str, function: &str) -> TryCall {
        TryCall {
            to: to.to_owned(),
            value: value.to_owned(),
            data: data.to_owned(),
            function: function.to_owned(),
            args: Vec::new(),
        }
    }

    #[test]
    fn what_does_not_read_is_named_by_its_place() {
        let good = "0x0000000071727De22E5E9d8BAf0edAc6f37da032";
        let field = |call: TryCall| read(&[call]).err().and_then(|error| error.field);
        assert_eq!(field(call(good, "0.5", "0x12345678", "")), None);
        assert_eq!(field(call("", "", "", "")).as_deref(), Some("calls[0].to"));
        assert_eq!(field(call(good, "1,5", "", "")).as_deref(), Some("calls[0].value"));
        assert_eq!(field(call(good, "", "0x1", "")).as_deref(), Some("calls[0].data"));
        assert_eq!(field(call(good, "", "0x12", "f()")).as_deref(), Some("calls[0].data"));
    }

    #[test]
    fn lists_are_json_and_the_rest_is_text() {
        assert_eq!(argument("12"), AbiInput::Text("12".to_owned()));
        let two = vec![AbiInput::Text("a".to_owned()), AbiInput::Unsigned(2)];
        assert_eq!(argument(" [\"a\", 2]"), AbiInput::List(two));
        assert_eq!(argument("[what]"), AbiInput::Text("[what]".to_owned()));
    }
}
