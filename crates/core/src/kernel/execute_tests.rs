//! `execute` comes back from its bytes, and nothing else is taken for it.

use proptest::prelude::*;

use super::*;

fn call() -> impl Strategy<Value = Call> {
    (any::<[u8; 20]>(), any::<[u8; 32]>(), prop::collection::vec(any::<u8>(), 0..80)).prop_map(
        |(to, value, data)| Call {
            to: to.into(),
            value: U256::from_be_bytes(value),
            data: data.into(),
        },
    )
}

fn execution() -> impl Strategy<Value = Execution> {
    let body = prop_oneof![
        call().prop_map(ExecutionBody::Single),
        prop::collection::vec(call(), 0..4).prop_map(ExecutionBody::Batch),
        call().prop_map(|call| ExecutionBody::Delegate { target: call.to, data: call.data }),
    ];
    let mode = prop_oneof![Just(ExecMode::Default), Just(ExecMode::Try)];
    (mode, body).prop_map(|(mode, body)| Execution { mode, body })
}

proptest! {
    #[test]
    fn an_execution_comes_back(execution in execution()) {
        prop_assert_eq!(decode_execute(&execution.encode()), Ok(execution));
    }

    #[test]
    fn a_changed_length_is_refused(execution in execution(), extra: u8, cut in 1usize..40) {
        let mut longer = execution.encode().to_vec();
        longer.push(extra);
        prop_assert!(decode_execute(&longer).is_err());
        let bytes = execution.encode();
        prop_assert!(decode_execute(&bytes[..bytes.len() - cut]).is_err());
    }

    #[test]
    fn no_bytes_panic(data in prop::collection::vec(any::<u8>(), 0..300)) {
        let called = [Kernel::executeCall::SELECTOR.as_slice(), &data].concat();
        for bytes in [data, called] {
            if let Ok(execution) = decode_execute(&bytes) {
                prop_assert_eq!(execution.encode(), Bytes::from(bytes));
            }
        }
    }
}

#[test]
fn unknown_modes_and_functions_are_refused() {
    let plain = encode_execute(&[], ExecMode::Default).to_vec();
    let changed = |at: usize, to: u8| {
        let mut bytes = plain.clone();
        bytes[at] = to;
        decode_execute(&bytes)
    };
    assert_eq!(changed(0, 0), Err(ExecuteError::OtherFunction));
    assert_eq!(changed(4, 0xfe), Err(ExecuteError::UnknownMode));
    assert_eq!(changed(5, 2), Err(ExecuteError::UnknownMode));
    assert_eq!(changed(6, 1), Err(ExecuteError::Malformed));
    assert_eq!(decode_execute(&with_hook_prefix(&plain)), Err(ExecuteError::OtherFunction));
}
