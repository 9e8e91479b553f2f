//! Errors of the EntryPoint: `FailedOp` and `FailedOpWithRevert`, and what their codes mean
//! (spec appendix A).
//!
//! Why: a bundler hands on the text `AA22 …`; people need a sentence.
//! Refuses: to show unknown texts unquoted.

use alloy_primitives::Bytes;
use alloy_sol_types::{SolError, sol};

use crate::text;

sol! {
    #![sol(all_derives)]
    /// EntryPoint 0.7: validation failed.
    error FailedOp(uint256 opIndex, string reason);
    /// EntryPoint 0.7: validation reverted; `inner` is what it reverted with.
    error FailedOpWithRevert(uint256 opIndex, string reason, bytes inner);
}

/// Text and inner revert data, when the data is one of the EntryPoint's errors.
pub(super) fn open(data: &[u8]) -> Option<(String, Bytes)> {
    if let Ok(failed) = FailedOp::abi_decode(data) {
        return Some((failed.reason, Bytes::new()));
    }
    FailedOpWithRevert::abi_decode(data).ok().map(|failed| (failed.reason, failed.inner))
}

/// What a text of the EntryPoint means, by its first four characters.
#[must_use]
pub fn entry_point_words(reason: &str) -> String {
    let known = match reason.get(..4).unwrap_or_default() {
        "AA10" => "The account exists already, but the operation would create it.",
        "AA13" => "The account could not be created with the gas allowed.",
        "AA14" => "The operation would create another account than it names.",
        "AA20" => "The account does not exist on this network.",
        "AA21" => "The account cannot pay the gas for this. Send it some of the network's coin.",
        "AA22" => "The key is not valid at this time: too early, or past its end.",
        "AA23" => "The account refused the operation without a reason.",
        "AA24" => "The signature is not one the account accepts.",
        "AA25" => {
            "The operation's number has been used or skipped. Read the account and try again."
        }
        "AA26" => "The gas allowed for checking the operation is too low.",
        "AA31" => "The paymaster's deposit is too low.",
        "AA32" => "The paymaster is not valid at this time.",
        "AA33" => "The paymaster refused.",
        "AA34" => "The paymaster's signature is wrong.",
        "AA40" | "AA41" => "The gas allowed for checking the operation is too low.",
        "AA51" => "The gas allowed does not cover what was used.",
        "AA94" => "A gas value is too large.",
        "AA95" => "The whole transaction ran out of gas.",
        _ => "",
    };
    if known.is_empty() {
        let said = text::clean(reason, text::REASON_MAX);
        return format!("The EntryPoint refused and said “{said}”.");
    }
    known.to_owned()
}

#[cfg(test)]
pub(super) fn test_envelope(reason: &str, inner: &[u8]) -> Vec<u8> {
    use alloy_primitives::U256;
    FailedOpWithRevert {
        opIndex: U256::ZERO,
        reason: reason.to_owned(),
        inner: Bytes::copy_from_slice(inner),
    }
    .abi_encode()
}
