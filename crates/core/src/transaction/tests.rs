//! The bytes of a transaction against ones that were made and checked elsewhere, and what may be in one.
//!
//! The fuller comparison, with another library and any field, is `crates/devnet/tests/transaction.rs`.

use alloy_primitives::{address, b256, hex};
use k256::ecdsa::SigningKey;

use super::*;

fn signed(transaction: &Transaction, key: u8) -> [u8; 65] {
    let key = SigningKey::from_slice(&B256::with_last_byte(key)[..]).unwrap();
    let (rs, id) = key.sign_prehash_recoverable(&transaction.signing_hash()[..]);
    let mut out = [27 + id.to_byte(); 65];
    out[..64].copy_from_slice(&rs.to_bytes());
    out
}

fn example() -> Transaction {
    Transaction {
        chain_id: 1,
        nonce: 66,
        max_priority_fee_per_gas: 1_000_000_000,
        max_fee_per_gas: 30_000_000_000,
        gas_limit: 0x5208,
        to: address!("6069a6c32cf691f5982febae4faf8a6f3ab2f0f6"),
        input: Bytes::from(hex!("a22cb465")),
    }
}

#[test]
fn a_signature_seals_and_names_its_key() {
    let sealed = example().sealed(&signed(&example(), 1)).unwrap();
    assert_eq!(sealed.from, address!("7E5F4552091A69125d5DfCb7b8C2659029395Bdf"));
    assert_eq!(sealed.raw.first(), Some(&2));
    assert_eq!(sealed.hash, keccak256(&sealed.raw));
    assert_eq!(example().most(), U256::from(21_000_u64 * 30_000_000_000));
}

#[test]
fn a_signature_in_its_upper_form_seals_nothing() {
    let order = U256::from_be_bytes(
        b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141").0,
    );
    let mut signature = signed(&example(), 1);
    let low = U256::from_be_slice(&signature[32..64]);
    signature[32..64].copy_from_slice(&(order - low).to_be_bytes::<32>());
    signature[64] = 55 - signature[64];
    assert_eq!(example().sealed(&signature), Err(SealError::HighS));
    let short = example().sealed(&[0; 64]);
    assert_eq!(short, Err(SealError::Signature(SignatureError::Length(64))));
}

#[test]
fn it_comes_back_from_the_pipe() {
    let json = serde_json::to_string(&example()).unwrap();
    assert_eq!(serde_json::from_str::<Transaction>(&json).unwrap(), example(), "{json}");
    assert!(serde_json::from_str::<Transaction>(&json.replace("\"to\"", "\"too\"")).is_err());
}
