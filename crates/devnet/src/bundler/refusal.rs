//! Why an operation is not taken: the EntryPoint's own text, the ERC-4337 code that goes with it,
//! and what the account or paymaster said inside.

use alloy_primitives::Bytes;
use alloy_sol_types::SolError as _;
use serde::Serialize;

use latchkey_core::text::{REASON_MAX, clean};

use crate::abi::{IEntryPoint, reason};

/// A refused operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Refusal {
    /// JSON-RPC code, -32500 to -32507.
    #[serde(skip)]
    pub(crate) code: i64,
    /// The EntryPoint's text, for example `AA23 reverted`; `None` when it reverted without one.
    pub(crate) failed_op: Option<String>,
    /// Revert data of the account or paymaster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) inner_revert_data: Option<Bytes>,
    /// What that revert data says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) decoded: Option<String>,
}

impl Refusal {
    /// Reads the revert data of `handleOps`.
    pub(crate) fn of(revert_data: &Bytes) -> Self {
        if let Ok(failed) = IEntryPoint::FailedOpWithRevert::abi_decode(revert_data) {
            return Self::new(&failed.reason, Some(failed.inner));
        }
        if let Ok(failed) = IEntryPoint::FailedOp::abi_decode(revert_data) {
            return Self::new(&failed.reason, None);
        }
        let inner_revert_data = (!revert_data.is_empty()).then(|| revert_data.clone());
        Self { code: -32500, failed_op: None, decoded: reason(revert_data), inner_revert_data }
    }

    /// A refusal with the EntryPoint's text.
    pub(crate) fn new(failed_op: &str, inner: Option<Bytes>) -> Self {
        Self {
            code: code(failed_op),
            failed_op: Some(clean(failed_op, REASON_MAX)),
            decoded: inner.as_ref().and_then(reason),
            inner_revert_data: inner,
        }
    }

    /// Whether more gas for the validation could help: out of gas shows as AA26 (AA36), or as a
    /// revert without data.
    pub(crate) fn may_be_gas(&self) -> bool {
        let starts = |code| self.failed_op.as_ref().is_some_and(|text| text.starts_with(code));
        let empty = self.inner_revert_data.as_ref().is_some_and(|data| data.is_empty());
        starts("AA26")
            || starts("AA36")
            || (empty && (starts("AA23") || starts("AA33") || starts("AA13")))
    }

    /// Whether a stub signature explains it: a wrong signature, or a time window that came with it.
    pub(crate) fn is_for_a_stub(&self) -> bool {
        let text = self.failed_op.as_deref().and_then(|text| text.get(..4));
        matches!(text, Some("AA22" | "AA24" | "AA32" | "AA34"))
    }

    /// One line: `AA23 reverted 0x59d52e40 CallViolatesParamRule`.
    pub(crate) fn message(&self) -> String {
        let text = self.failed_op.as_deref().unwrap_or("the EntryPoint reverted without a reason");
        let inner =
            self.inner_revert_data.as_ref().map(|data| clean(&data.to_string(), REASON_MAX));
        [Some(text.to_owned()), inner, self.decoded.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The code that ERC-4337 (ERC-7769) gives to an EntryPoint text.
fn code(failed_op: &str) -> i64 {
    match failed_op.get(..4) {
        Some("AA22" | "AA32") => -32503,
        Some("AA24" | "AA34") => -32507,
        Some("AA31") => -32505,
        Some(text) if text.starts_with("AA3") => -32501,
        Some(_) | None => -32500,
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{U256, hex};

    use super::*;

    #[test]
    fn reads_the_entry_point_and_the_inner_revert() {
        let inner: Bytes = hex!("59d52e40").into();
        let error = IEntryPoint::FailedOpWithRevert {
            opIndex: U256::ZERO,
            reason: "AA23 reverted".into(),
            inner,
        };
        let refusal = Refusal::of(&error.abi_encode().into());
        assert_eq!(refusal.code, -32500);
        assert_eq!(refusal.message(), "AA23 reverted 0x59d52e40 CallViolatesParamRule");
    }

    #[test]
    fn gives_each_text_its_code() {
        let codes = [
            "AA24 signature error",
            "AA22 expired or not due",
            "AA31 paymaster deposit too low",
            "AA33 reverted",
        ];
        assert_eq!(codes.map(code), [-32507, -32503, -32505, -32501]);
    }

    #[test]
    fn no_data_is_said_so() {
        let refusal = Refusal::of(&Bytes::new());
        assert_eq!(refusal.message(), "the EntryPoint reverted without a reason");
    }
}
