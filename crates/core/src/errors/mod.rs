//! What a revert of the account, its modules, the EntryPoint or a token means, in words.
//!
//! Why: an agent and its owner must learn which rule refused, not four bytes (spec appendix A).
//! Refuses: to trust revert strings; they are cleaned, cut and quoted.

mod entry_point;
mod table;

use alloy_primitives::{Bytes, FixedBytes, U256};
use alloy_sol_types::{Panic, Revert, SolError};

use crate::text;

pub use entry_point::entry_point_words;
pub use table::{ALL, ContractError, by_name};

/// Most nested `FailedOpWithRevert` that are opened.
const MAX_DEPTH: usize = 3;

/// A revert, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Name for programs: the error's own name, `FailedOp`, `Error`, `Panic`, or empty.
    pub name: String,
    /// What it means, one sentence or two.
    pub words: String,
    /// Selector of the innermost error.
    pub selector: Option<FixedBytes<4>>,
    /// Index of the policy that refused, for `PolicyFailed(uint256)`.
    pub policy_index: Option<u64>,
    /// Code of the EntryPoint such as `AA23`, where one was given.
    pub entry_point_code: Option<String>,
}

/// Explains revert data. Any bytes are accepted.
#[must_use]
pub fn explain(data: &[u8]) -> Explained {
    explain_nested(data, MAX_DEPTH)
}

fn explain_nested(data: &[u8], depth: usize) -> Explained {
    if let Some((reason, inner)) = entry_point::open(data) {
        return of_entry_point(&reason, &inner, depth);
    }
    if let Ok(revert) = Revert::abi_decode(data) {
        let said = text::clean(&revert.reason, text::REASON_MAX);
        return plain("Error", table::require_words(&said), data);
    }
    if let Ok(panic) = Panic::abi_decode(data) {
        let words = format!("The contract hit a fault of its own (panic {}).", panic.code);
        return plain("Panic", words, data);
    }
    let Some((selector, rest)) = data.split_first_chunk::<4>() else {
        return without_reason();
    };
    match table::by_selector(*selector) {
        Some(known) => Explained {
            policy_index: (known.name() == "PolicyFailed").then(|| word(rest)).flatten(),
            ..plain(known.name(), known.words.to_owned(), data)
        },
        None => plain(
            "",
            format!("The contract refused with the unknown error 0x{}.", hex4(*selector)),
            data,
        ),
    }
}

fn of_entry_point(reason: &str, inner: &Bytes, depth: usize) -> Explained {
    let code: String = reason.chars().take(4).collect();
    let base = Explained {
        name: "FailedOp".to_owned(),
        words: entry_point_words(reason),
        selector: None,
        policy_index: None,
        entry_point_code: Some(code.clone()),
    };
    if inner.is_empty() || depth == 0 {
        return base;
    }
    Explained { entry_point_code: Some(code), ..explain_nested(inner, depth.saturating_sub(1)) }
}

fn plain(name: &str, words: String, data: &[u8]) -> Explained {
    Explained {
        name: name.to_owned(),
        words,
        selector: data.first_chunk::<4>().map(FixedBytes::from),
        policy_index: None,
        entry_point_code: None,
    }
}

fn without_reason() -> Explained {
    let words = "The contract refused without a reason.".to_owned();
    Explained {
        name: String::new(),
        words,
        selector: None,
        policy_index: None,
        entry_point_code: None,
    }
}

fn word(rest: &[u8]) -> Option<u64> {
    rest.first_chunk::<32>().and_then(|w| u64::try_from(U256::from_be_bytes(*w)).ok())
}

fn hex4(selector: [u8; 4]) -> String {
    format!("{:x}", FixedBytes::from(selector))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;
    use proptest::prelude::*;

    #[test]
    fn names_the_policy_that_failed() {
        let mut data = hex!("3e4983f6").to_vec();
        data.extend(U256::from(3).to_be_bytes::<32>());
        let explained = explain(&data);
        assert_eq!(explained.name, "PolicyFailed");
        assert_eq!(explained.policy_index, Some(3));
    }

    #[test]
    fn opens_the_entry_points_envelope() {
        let data = entry_point::test_envelope("AA23 reverted", &hex!("59d52e40"));
        let explained = explain(&data);
        assert_eq!(explained.name, "CallViolatesParamRule");
        assert_eq!(explained.entry_point_code.as_deref(), Some("AA23"));
        assert_eq!(explain(&entry_point::test_envelope("AA22 expired", &[])).name, "FailedOp");
    }

    #[test]
    fn quotes_and_cleans_strings() {
        let data = Revert::from("hash is not\u{202E} in proof").abi_encode();
        assert!(explain(&data).words.contains("approval"));
        let long = Revert::from("x".repeat(5_000)).abi_encode();
        assert!(explain(&long).words.chars().count() < text::REASON_MAX + 80);
    }

    #[test]
    fn empty_and_unknown() {
        assert_eq!(explain(&[]).words, "The contract refused without a reason.");
        assert!(explain(&[1, 2, 3, 4, 5]).words.contains("0x01020304"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_explained(data in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(!explain(&data).words.is_empty());
        }
    }
}
