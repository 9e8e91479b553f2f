//! Functions for the builder, from an ABI in whatever form it comes.
//!
//! Why: people have a JSON ABI, a compiler's artifact with an `abi` in it, or a few signatures.
//! Refuses: functions that only read (a key needs none), signatures too long to show, and texts beyond
//! [`ABI_MAX`]; names are foreign text and cleaned.

use alloy_json_abi::{Function, JsonAbi, StateMutability};
use latchkey_core::{lint, text};
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::views::{FunctionArg, FunctionFacts};

/// Longest ABI that is read, in bytes.
const ABI_MAX: usize = 2 * 1024 * 1024;
/// Most functions of one contract.
const MANY: usize = 500;

/// A compiler's output, or an answer with an ABI in it.
#[derive(Deserialize)]
struct Artifact {
    abi: JsonAbi,
}

/// What a pasted text says.
pub(super) fn pasted(said: &str) -> Result<Vec<FunctionFacts>> {
    if said.len() > ABI_MAX {
        return Err(unreadable("It is longer than 2 MiB.".to_owned()));
    }
    let said = said.trim();
    let abi = if said.starts_with('[') || said.starts_with('{') { json(said) } else { lines(said) };
    let functions = of(&abi?);
    if functions.is_empty() {
        return Err(unreadable("It has no function that changes anything.".to_owned()));
    }
    Ok(functions)
}

fn json(said: &str) -> Result<JsonAbi> {
    let read = if said.starts_with('{') {
        serde_json::from_str::<Artifact>(said).map(|artifact| artifact.abi)
    } else {
        match serde_json::from_str::<Vec<String>>(said) {
            Ok(signatures) => return lines(&signatures.join("\n")),
            Err(_not_signatures) => serde_json::from_str::<JsonAbi>(said),
        }
    };
    read.map_err(|error| {
        let why = text::clean(&error.to_string(), text::REASON_MAX);
        unreadable(format!("It is not a JSON ABI: {why}."))
    })
}

/// One signature per line, with or without `function` and a semicolon.
fn lines(said: &str) -> Result<JsonAbi> {
    let mut abi = JsonAbi::new();
    for (number, line) in said.lines().enumerate() {
        let line = line.trim().trim_end_matches([';', ',']).trim();
        let skipped = ["", "error ", "event ", "constructor", "//"];
        if skipped
            .iter()
            .any(|start| line.starts_with(start) && (!start.is_empty() || line.is_empty()))
        {
            continue;
        }
        let bare = line.strip_prefix("function ").unwrap_or(line);
        let function = Function::parse(bare).map_err(|_not_one| {
            let shown = text::clean(line, text::SIGNATURE_MAX);
            unreadable(format!("Line {}: “{shown}” is not a function.", number + 1))
        })?;
        abi.functions.entry(function.name.clone()).or_default().push(function);
    }
    Ok(abi)
}

/// The functions that change something, by name.
pub(super) fn of(abi: &JsonAbi) -> Vec<FunctionFacts> {
    abi.functions().filter_map(fact).take(MANY).collect()
}

/// Built-in ones.
pub(super) fn known(signatures: &[&str]) -> Vec<FunctionFacts> {
    let parsed = signatures.iter().filter_map(|said| Function::parse(said).ok());
    parsed.filter_map(|function| fact(&function)).collect()
}

fn fact(function: &Function) -> Option<FunctionFacts> {
    match function.state_mutability {
        StateMutability::Pure | StateMutability::View => return None,
        StateMutability::NonPayable | StateMutability::Payable => {}
    }
    let signature = function.signature();
    if signature.chars().count() > text::SIGNATURE_MAX {
        return None;
    }
    let payable = function.state_mutability == StateMutability::Payable;
    let selector = function.selector();
    let args = function.inputs.iter().map(|input| FunctionArg {
        name: text::clean(&input.name, text::NAME_MAX),
        ty: input.selector_type().into_owned(),
    });
    Some(FunctionFacts {
        signature,
        selector: selector.to_string(),
        args: args.collect(),
        payable,
        moves_value: payable || lint::moves_value(selector),
    })
}

fn unreadable(why: String) -> Error {
    let advice = "Paste a JSON ABI, a compiler's artifact, or one signature per line.";
    Error::invalid(why, advice).at("abi")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signatures(said: &str) -> Vec<String> {
        pasted(said).unwrap().into_iter().map(|one| one.signature).collect()
    }

    #[test]
    fn abis_artifacts_and_signatures_are_read() {
        let abi = r#"[{"type":"function","name":"pay","stateMutability":"payable","outputs":[],
            "inputs":[{"name":"to","type":"address"}]},
            {"type":"function","name":"look","stateMutability":"view","inputs":[],"outputs":[]}]"#;
        assert_eq!(signatures(abi), ["pay(address)"], "what only reads is left out");
        assert_eq!(signatures(&format!(r#"{{"contractName":"x","abi":{abi}}}"#)), ["pay(address)"]);
        let read = pasted(abi).unwrap();
        assert!(read[0].payable && read[0].moves_value && read[0].args[0].name == "to");
        let text = "function transfer(address to, uint256 amount) external;\n\nevent E(uint256);\nf((uint256,bool) x)";
        assert_eq!(signatures(text), ["f((uint256,bool))", "transfer(address,uint256)"]);
        assert_eq!(signatures(r#"["function g(bytes)"]"#), ["g(bytes)"]);
    }

    #[test]
    fn what_is_no_abi_is_said_so() {
        for said in ["", "{}", "[1]", "hello", "[", r#"{"abi":1}"#, "f(nothing"] {
            let error = pasted(said).unwrap_err();
            assert_eq!(error.field.as_deref(), Some("abi"), "{said}: {error}");
        }
        assert!(pasted(&" ".repeat(ABI_MAX + 1)).is_err());
    }
}
