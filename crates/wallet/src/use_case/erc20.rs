//! What is asked of tokens, and how far their answers are believed.
//!
//! Why: balances, symbols and decimals are read from the chain, never from a list.
//! Refuses: symbols that were not cleaned; decimals that cannot be; answers of the wrong length.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue, sol};
use latchkey_core::{amount, text};

use crate::ports::{Answer, Read};

sol! {
    function balanceOf(address owner) external view returns (uint256);
    function symbol() external view returns (string);
    function decimals() external view returns (uint8);
}

/// Reads a token balance; a 32-byte word.
pub(crate) fn balance_of(token: Address, owner: Address) -> Read {
    Read::Call { to: token, data: balanceOfCall { owner }.abi_encode().into() }
}

/// Reads what a token calls itself: symbol, then decimals.
pub(crate) fn describe(token: Address) -> [Read; 2] {
    [
        Read::Call { to: token, data: symbolCall {}.abi_encode().into() },
        Read::Call { to: token, data: decimalsCall {}.abi_encode().into() },
    ]
}

/// A 32-byte word as a number; `None` for a revert or another length.
pub(crate) fn word(answer: Option<&Answer>) -> Option<U256> {
    let bytes = answer?.as_ref().ok()?;
    (bytes.len() == 32).then(|| U256::from_be_slice(bytes))
}

/// A symbol (`string`, or `bytes32` as some old tokens answer), cleaned; `None` if unreadable.
pub(crate) fn symbol(answer: Option<&Answer>) -> Option<String> {
    let bytes = answer?.as_ref().ok()?;
    let said = match String::abi_decode(bytes) {
        Ok(said) => said,
        Err(_not_a_string) => fixed_text(bytes)?,
    };
    let clean = text::clean(&said, text::SYMBOL_MAX);
    (!clean.is_empty()).then_some(clean)
}

fn fixed_text(bytes: &Bytes) -> Option<String> {
    let word: &[u8; 32] = bytes.first_chunk().filter(|_| bytes.len() == 32)?;
    let end = word.iter().position(|b| *b == 0).unwrap_or(word.len());
    word.get(..end).and_then(|said| String::from_utf8(said.to_vec()).ok())
}

/// Decimals; `None` if unreadable or more than an amount can have.
pub(crate) fn decimals(answer: Option<&Answer>) -> Option<u8> {
    let decimals = u8::try_from(word(answer)?).ok()?;
    (decimals <= amount::MAX_DECIMALS).then_some(decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_symbols_are_read_and_cleaned() {
        let new = Ok(Bytes::from("DU\u{202E}SD".to_owned().abi_encode()));
        assert_eq!(symbol(Some(&new)).as_deref(), Some("DUSD"));
        let mut old = [0_u8; 32];
        old[..3].copy_from_slice(b"MKR");
        assert_eq!(symbol(Some(&Ok(Bytes::from(old)))).as_deref(), Some("MKR"));
        assert_eq!(symbol(Some(&Err(Bytes::new()))), None);
        assert_eq!(symbol(Some(&Ok(Bytes::new()))), None);
    }

    #[test]
    fn decimals_that_cannot_be_are_refused() {
        let answer = |n: u64| Ok(Bytes::from(U256::from(n).to_be_bytes::<32>()));
        assert_eq!(decimals(Some(&answer(6))), Some(6));
        assert_eq!(decimals(Some(&answer(78))), None);
        assert_eq!(decimals(Some(&answer(256))), None);
        assert_eq!(decimals(None), None);
    }
}
