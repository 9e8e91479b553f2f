//! `execute` calldata: what decodes encodes to the same bytes; and calls read from arbitrary bytes
//! come back from their encoding.
#![no_main]

use alloy_primitives::{Address, Bytes, U256};
use latchkey_core::kernel::execute::{
    Call, ExecMode, ExecutionBody, decode_execute, encode_delegatecall, encode_execute,
};
use libfuzzer_sys::fuzz_target;

/// Calls cut out of bytes: `to(20) ‖ value(32) ‖ length(1) ‖ data`, as many as there are.
fn calls(mut rest: &[u8]) -> Vec<Call> {
    let mut calls = Vec::new();
    while let Some((head, tail)) = rest.split_first_chunk::<53>() {
        let (data, after) = tail.split_at(usize::from(head[52]).min(tail.len()));
        calls.push(Call {
            to: Address::from_slice(&head[..20]),
            value: U256::from_be_slice(&head[20..52]),
            data: Bytes::copy_from_slice(data),
        });
        rest = after;
    }
    calls
}

fuzz_target!(|input: &[u8]| {
    if let Ok(execution) = decode_execute(input) {
        assert_eq!(execution.encode().as_ref(), input, "a second reading");
    }
    let calls = calls(input);
    for mode in [ExecMode::Default, ExecMode::Try] {
        let read = decode_execute(&encode_execute(&calls, mode)).expect("what is encoded decodes");
        assert_eq!((read.mode, read.calls()), (mode, calls.as_slice()));
        if let Some(Call { to, data, .. }) = calls.first() {
            let bytes = encode_delegatecall(*to, data.clone(), mode);
            let body = decode_execute(&bytes).expect("what is encoded decodes").body;
            assert_eq!(body, ExecutionBody::Delegate { target: *to, data: data.clone() });
        }
    }
});
