//! `execute.json`: calldata of accounts of Kernel 0.3.x, and of 0.2.x for comparison.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use latchkey_core::{
    abi::{BatchCall, CreateCall, Kernel02},
    chain,
    kernel::execute::{self, Call, ExecMode, Execution, ExecutionBody},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Input {
    #[serde(rename_all = "camelCase")]
    New {
        entry_point_version: String,
        calls: Vec<CallInput>,
        call_type: String,
        exec_type: String,
        prefix_execute_user_op: bool,
    },
    #[serde(rename_all = "camelCase")]
    Old {
        entry_point_version: String,
        calls: Vec<CallInput>,
        call_type: String,
    },
    SelfCall {
        account: Address,
        calls: Vec<CallInput>,
    },
    #[serde(rename_all = "camelCase")]
    Deploy {
        bytecode: Bytes,
        constructor_arg: U256,
    },
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallInput {
    to: Address,
    #[serde(default)]
    value: U256,
    data: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    call_data: Bytes,
}

impl From<CallInput> for Call {
    fn from(call: CallInput) -> Self {
        Self { to: call.to, value: call.value, data: call.data }
    }
}

pub(crate) fn check(input: Input, want: Output) {
    let got = match input {
        Input::New { entry_point_version, calls, call_type, exec_type, prefix_execute_user_op } => {
            assert_eq!(entry_point_version, "0.7");
            let execute = new(calls, &call_type, &exec_type);
            if prefix_execute_user_op { execute::with_hook_prefix(&execute) } else { execute }
        }
        Input::Old { entry_point_version, calls, call_type } => {
            assert_eq!(entry_point_version, "0.6");
            old(calls, &call_type)
        }
        Input::SelfCall { account, calls } => {
            let calls: Vec<Call> = calls.into_iter().map(Into::into).collect();
            execute::encode_owner_calls(account, &calls)
        }
        Input::Deploy { bytecode, constructor_arg } => {
            let code = [bytecode.as_ref(), &constructor_arg.to_be_bytes::<32>()].concat();
            let create =
                CreateCall::performCreateCall { value: U256::ZERO, deploymentData: code.into() };
            let data = create.abi_encode().into();
            checked(&execute::encode_delegatecall(chain::CREATE_CALL, data, ExecMode::Default))
        }
    };
    assert_eq!(got, want.call_data);
}

fn new(calls: Vec<CallInput>, call_type: &str, exec_type: &str) -> Bytes {
    let mode = match exec_type {
        "0x00" => ExecMode::Default,
        "0x01" => ExecMode::Try,
        other => panic!("exec type {other}"),
    };
    let mut calls: Vec<Call> = calls.into_iter().map(Into::into).collect();
    match call_type {
        "call" => checked(&execute::encode_execute(&calls, mode)),
        "delegatecall" => {
            let call = calls.pop().unwrap();
            assert!(calls.is_empty(), "one delegatecall");
            checked(&execute::encode_delegatecall(call.to, call.data, mode))
        }
        other => panic!("call type {other}"),
    }
}

/// What is written is read again.
fn checked(data: &Bytes) -> Bytes {
    let execution: Execution = execute::decode_execute(data).unwrap();
    match &execution.body {
        ExecutionBody::Single(call) => assert_eq!(execution.calls(), std::slice::from_ref(call)),
        ExecutionBody::Batch(calls) => assert_eq!(execution.calls(), calls),
        ExecutionBody::Delegate { .. } => assert!(execution.calls().is_empty()),
    }
    execution.encode()
}

fn old(mut calls: Vec<CallInput>, call_type: &str) -> Bytes {
    match (call_type, calls.len()) {
        ("call", 1) => {
            let CallInput { to, value, data } = calls.pop().unwrap();
            Kernel02::executeCall { to, value, data, operation: 0 }.abi_encode()
        }
        ("call", _) => {
            let calls = calls.into_iter();
            let batch = |c: CallInput| BatchCall { target: c.to, value: c.value, data: c.data };
            Kernel02::executeBatchCall { calls: calls.map(batch).collect() }.abi_encode()
        }
        ("delegatecall", 1) => {
            let CallInput { to, data, .. } = calls.pop().unwrap();
            Kernel02::executeDelegateCallCall { to, data }.abi_encode()
        }
        other => panic!("{other:?}"),
    }
    .into()
}
