//! A packed operation: what unpacks packs to the same bytes and keeps its hash; its JSON comes back.
//!
//! Layout of the input: `sender(20) ‖ nonce(32) ‖ accountGasLimits(32) ‖ preVerificationGas(32) ‖
//! gasFees(32)`, then `initCode`, `callData`, `paymasterAndData` each behind a big-endian u16
//! length, then the signature.
#![no_main]

use alloy_primitives::{Address, B256, Bytes, U256};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::user_op::{PackedUserOperation, UserOperation};
use libfuzzer_sys::fuzz_target;

fn string(rest: &mut &[u8]) -> Option<Bytes> {
    let (length, tail) = rest.split_first_chunk::<2>()?;
    let (bytes, after) = tail.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *rest = after;
    Some(Bytes::copy_from_slice(bytes))
}

fn read(input: &[u8]) -> Option<PackedUserOperation> {
    let (head, mut rest) = input.split_first_chunk::<148>()?;
    let (sender, words) = head.split_at(20);
    let word = |index: usize| B256::from_slice(&words[32 * index..32 * (index + 1)]);
    Some(PackedUserOperation {
        sender: Address::from_slice(sender),
        nonce: word(0).into(),
        account_gas_limits: word(1),
        pre_verification_gas: word(2).into(),
        gas_fees: word(3),
        init_code: string(&mut rest)?,
        call_data: string(&mut rest)?,
        paymaster_and_data: string(&mut rest)?,
        signature: Bytes::copy_from_slice(rest),
    })
}

fuzz_target!(|input: &[u8]| {
    let Some(packed) = read(input) else { return };
    let (init, paymaster) = (packed.init_code.len(), packed.paymaster_and_data.len());
    match packed.unpack() {
        Ok(operation) => {
            assert_eq!(operation.pack(), packed, "a second reading");
            assert_eq!(operation.hash(ENTRY_POINT_07, 1), packed.hash(ENTRY_POINT_07, 1));
            assert_eq!(operation.nonce, U256::from_be_slice(&input[20..52]));
            let json = serde_json::to_string(&operation).expect("an operation has a JSON form");
            let back: UserOperation = serde_json::from_str(&json).expect("what is written is read");
            assert_eq!(back, operation);
        }
        Err(_) => assert!((1..20).contains(&init) || (1..52).contains(&paymaster)),
    }
});
