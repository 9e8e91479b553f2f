//! Policy data: what decodes encodes to the same bytes, for every policy contract there is; it
//! survives JSON, and describing it never panics.
//!
//! Layout of the input: which contract(1) ‖ flag(2) ‖ data.
#![no_main]

use alloy_primitives::Address;
use latchkey_core::policy::Policy;
use latchkey_core::policy::address::*;
use libfuzzer_sys::fuzz_target;

const CONTRACTS: [Address; 12] = [
    SUDO, CALL_0_0_1, CALL_0_0_2, CALL_0_0_3, CALL_0_0_4, CALL_0_0_5, GAS, TIMESTAMP, RATE_LIMIT,
    RATE_LIMIT_RESET, SIGNATURE_CALLER, Address::ZERO,
];

fuzz_target!(|input: &[u8]| {
    let Some(([which, high, low], data)) = input.split_first_chunk::<3>() else { return };
    let contract = CONTRACTS[usize::from(*which) % CONTRACTS.len()];
    let flag = u16::from_be_bytes([*high, *low]);
    let Ok(policy) = Policy::decode(contract, flag, data) else { return };
    assert_eq!(policy.address(), contract);
    assert_eq!(policy.encode().as_ref(), data, "a second reading");
    assert_eq!(policy.entry()[..22], [&flag.to_be_bytes(), contract.as_slice()].concat());
    let json = serde_json::to_string(&policy).expect("a policy has a JSON form");
    assert_eq!(serde_json::from_str::<Policy>(&json).expect("what is written is read"), policy);
});
