//! Which function is meant: by its signature, or by name in a contract's ABI.

use alloy_json_abi::{Function, JsonAbi};
use latchkey_core::text;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Longest ABI that is read, in bytes.
const ABI_MAX: usize = 256 * 1024;

/// Which function is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FunctionSource {
    /// `transfer`, or a whole signature like `balanceOf(address) returns (uint256)`.
    pub function: String,
    /// JSON ABI of the contract, as text; not needed with a signature.
    pub abi: Option<String>,
}

impl FunctionSource {
    /// Finds the function; `args` chooses between functions of one name.
    pub(crate) fn find(&self, args: usize) -> Result<Function> {
        let name = self.function.trim();
        if let Some(abi) = &self.abi {
            return in_abi(abi, name, args);
        }
        if name.len() > text::SIGNATURE_MAX || !name.contains('(') {
            return Err(unknown(name).at("function"));
        }
        Function::parse(name).map_err(|_malformed| unknown(name).at("function"))
    }
}

fn in_abi(abi: &str, name: &str, args: usize) -> Result<Function> {
    let unreadable = || Error::invalid("The ABI cannot be read.", "Give a JSON list.").at("abi");
    if abi.len() > ABI_MAX {
        return Err(unreadable());
    }
    let abi: JsonAbi = serde_json::from_str(abi).map_err(|_malformed| unreadable())?;
    let by_signature = |f: &&Function| f.signature() == name;
    let by_name = |f: &&Function| f.name == name && f.inputs.len() == args;
    let mut found: Vec<&Function> = abi.functions().filter(by_signature).collect();
    if found.is_empty() {
        found = abi.functions().filter(by_name).collect();
    }
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(unknown(name).at("function")),
        _ => {
            let message = format!("Several functions are named {}.", shown(name));
            Err(Error::invalid(message, "Give the whole signature.").at("function"))
        }
    }
}

fn unknown(name: &str) -> Error {
    let message = format!("No function {} with these arguments is known.", shown(name));
    Error::invalid(message, "Give a signature like transfer(address,uint256), or the ABI.")
}

fn shown(name: &str) -> String {
    format!("“{}”", text::clean(name, text::SIGNATURE_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(function: &str, abi: Option<&str>) -> FunctionSource {
        FunctionSource { function: function.into(), abi: abi.map(Into::into) }
    }

    #[test]
    fn signatures_and_abis_are_found() {
        let plain = source("transfer(address,uint256)", None).find(2).unwrap();
        assert_eq!(plain.signature(), "transfer(address,uint256)");
        let abi = r#"[{"type":"function","name":"f","inputs":[],"outputs":[],"stateMutability":"view"},
            {"type":"function","name":"f","inputs":[{"name":"a","type":"uint8"}],"outputs":[],"stateMutability":"view"}]"#;
        assert_eq!(source("f", Some(abi)).find(1).unwrap().signature(), "f(uint8)");
        assert_eq!(source("f()", Some(abi)).find(0).unwrap().signature(), "f()");
        assert!(source("g", Some(abi)).find(0).is_err());
        assert!(source("transfer", None).find(2).is_err());
        assert_eq!(source("f", Some("{")).find(0).unwrap_err().field.as_deref(), Some("abi"));
    }
}
