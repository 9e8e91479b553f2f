//! The calldata of an operation as Kernel and the call policy see it (spec 4.4, 10).
//!
//! Why: a policy may refuse before it looks at the calldata, or never look at it, so bytes that are
//! not a plain `execute` must be told apart by who would refuse them, and how.
//! Refuses: to read what two readers could understand differently; that is [`Reading::Unclear`].

use alloy_sol_types::SolCall;

use crate::{
    abi::Kernel,
    kernel::execute::{Execution, decode_execute},
};

/// Call types of `execute` that policies know: single, batch, delegatecall.
const SINGLE: u8 = 0x00;
const BATCH: u8 = 0x01;
const DELEGATE: u8 = 0xff;

/// Least bytes of a single call (target, value) and of a delegatecall (target).
const SINGLE_LEAST: usize = 52;
const DELEGATE_LEAST: usize = 20;

/// What the calldata is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// A plain `execute`.
    Plain(Execution),
    /// Fewer bytes than a selector.
    TooShort,
    /// Another function.
    OtherFunction,
    /// A plain `execute` of a call type that call policies refuse by name.
    UnknownCallType,
    /// A plain `execute` whose payload ends before its target or value.
    CutShort,
    /// A plain `execute` of known calls with a failure mode or a selector that no Kernel runs as
    /// such. Policies judge the calls; the run fails or is not what it seems.
    OddMode(Execution),
    /// Anything that has more than one reading.
    Unclear,
}

impl Reading {
    /// Reads the calldata of an operation.
    pub(super) fn of(call_data: &[u8]) -> Self {
        if let Ok(execution) = decode_execute(call_data) {
            return Self::Plain(execution);
        }
        match call_data.get(..4) {
            None => Self::TooShort,
            Some(selector) if *selector != Kernel::executeCall::SELECTOR => Self::OtherFunction,
            Some(_) => Self::of_odd(call_data).unwrap_or(Self::Unclear),
        }
    }

    /// `execute` in its canonical encoding, with a mode or payload that is not plain.
    fn of_odd(call_data: &[u8]) -> Option<Self> {
        let mut call = Kernel::executeCall::abi_decode(call_data).ok()?;
        if call.abi_encode() != call_data {
            return None;
        }
        let [call_type, ..] = call.mode.0;
        let payload = &call.executionCalldata;
        match call_type {
            SINGLE if payload.len() < SINGLE_LEAST => Some(Self::CutShort),
            DELEGATE if payload.len() < DELEGATE_LEAST => Some(Self::CutShort),
            SINGLE | BATCH | DELEGATE => {
                let [_, rest @ ..] = &mut call.mode.0;
                rest.fill(0);
                decode_execute(&call.abi_encode()).ok().map(Self::OddMode)
            }
            _ => Some(Self::UnknownCallType),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{B256, Bytes};

    fn execute(mode: [u8; 2], payload: usize) -> Vec<u8> {
        let mode = B256::right_padding_from(&mode);
        Kernel::executeCall { mode, executionCalldata: Bytes::from(vec![0; payload]) }.abi_encode()
    }

    #[test]
    fn a_payload_is_cut_short_by_one_byte() {
        for (kind, least) in [(SINGLE, SINGLE_LEAST), (DELEGATE, DELEGATE_LEAST)] {
            assert!(matches!(Reading::of(&execute([kind, 0], least - 1)), Reading::CutShort));
            assert!(matches!(Reading::of(&execute([kind, 0], least)), Reading::Plain(_)));
            assert!(matches!(Reading::of(&execute([kind, 7], least)), Reading::OddMode(_)));
        }
        assert!(matches!(Reading::of(&execute([2, 0], 100)), Reading::UnknownCallType));
        assert!(matches!(Reading::of(&execute([BATCH, 0], 3)), Reading::Unclear));
    }

    #[test]
    fn other_calldata_is_told_apart() {
        let mut odd = execute([SINGLE, 0], SINGLE_LEAST);
        odd.push(0);
        assert!(matches!(Reading::of(&odd), Reading::Unclear));
        assert!(matches!(Reading::of(&odd[..3]), Reading::TooShort));
        assert!(matches!(Reading::of(&[1, 2, 3, 4]), Reading::OtherFunction));
    }
}
