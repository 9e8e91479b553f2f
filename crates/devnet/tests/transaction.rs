//! Core's transactions beside another library's: the same fields give the same hash, the same bytes,
//! the same sender.

use alloy_consensus::transaction::SignerRecoverable as _;
use alloy_consensus::{SignableTransaction as _, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::{Decodable2718 as _, Encodable2718 as _};
use alloy_primitives::{Address, Bytes, Signature, TxKind, U256};
use k256::ecdsa::SigningKey;
use latchkey_core::transaction::Transaction;
use proptest::prelude::*;

fn theirs(one: &Transaction) -> TxEip1559 {
    TxEip1559 {
        chain_id: one.chain_id,
        nonce: one.nonce,
        gas_limit: one.gas_limit,
        max_fee_per_gas: one.max_fee_per_gas,
        max_priority_fee_per_gas: one.max_priority_fee_per_gas,
        to: TxKind::Call(one.to),
        value: U256::ZERO,
        access_list: Default::default(),
        input: one.input.clone(),
    }
}

fn any_transaction() -> impl Strategy<Value = Transaction> {
    let numbers = (any::<u64>(), any::<u64>(), any::<u128>(), any::<u128>(), any::<u64>());
    let small = (0..3_u64, 0..3_u64, 0..200_u128, 0..200_u128, 0..300_u64);
    let numbers = prop_oneof![numbers, small];
    let input = proptest::collection::vec(any::<u8>(), 0..700);
    (numbers, any::<[u8; 20]>(), input).prop_map(|(numbers, to, input)| {
        let (chain_id, nonce, max_priority_fee_per_gas, max_fee_per_gas, gas_limit) = numbers;
        let (to, input) = (Address::from(to), Bytes::from(input));
        Transaction {
            chain_id,
            nonce,
            max_priority_fee_per_gas,
            max_fee_per_gas,
            gas_limit,
            to,
            input,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn hash_bytes_and_sender_are_the_same(one in any_transaction(), secret in 1_u64..1000) {
        let hash = one.signing_hash();
        prop_assert_eq!(hash, theirs(&one).signature_hash());
        let mut key = [0; 32];
        key[24..].copy_from_slice(&secret.to_be_bytes());
        let key = SigningKey::from_slice(&key).unwrap();
        let (rs, id) = key.sign_prehash_recoverable(&hash[..]);
        let mut signature = [27 + id.to_byte(); 65];
        signature[..64].copy_from_slice(&rs.to_bytes());
        let ours = one.sealed(&signature).unwrap();
        let other = Signature::from_raw_array(&signature).unwrap();
        let envelope = TxEnvelope::from(theirs(&one).into_signed(other));
        prop_assert_eq!(&ours.raw[..], &envelope.encoded_2718()[..]);
        prop_assert_eq!(ours.hash, *envelope.tx_hash());
        let read = TxEnvelope::decode_2718_exact(&ours.raw).unwrap();
        prop_assert_eq!(read.recover_signer().unwrap(), ours.from);
    }
}
