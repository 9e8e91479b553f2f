//! One trace, step by step, on a network of its own.

use std::collections::BTreeSet;
use std::path::Path;

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolCall as _, SolError as _, SolValue as _, sol};
use anyhow::{Context as _, Result, anyhow, bail, ensure};

use crate::compare::{OPERATION_EVENT, REVERT_REASON, same, same_logs, without_gas};
use crate::node::{Message, Node};
use crate::states::Table;
use crate::trace::{
    CallOutcome, Log, OperationOutcome, PackedOperation, Rejection, Step, Trace, TransactionOutcome,
};

sol! {
    struct PackedUserOperation {
        address sender;
        uint256 nonce;
        bytes initCode;
        bytes callData;
        bytes32 accountGasLimits;
        uint256 preVerificationGas;
        bytes32 gasFees;
        bytes paymasterAndData;
        bytes signature;
    }
    error FailedOp(uint256 opIndex, string reason);
    error FailedOpWithRevert(uint256 opIndex, string reason, bytes inner);
    function handleOps(PackedUserOperation[] ops, address beneficiary);
    function getUserOpHash(PackedUserOperation op) returns (bytes32);
}

/// Reads a trace and replays it; the first difference ends it. Answers the states that were decided
/// on the way.
pub(crate) fn replay_file(file: &Path) -> Result<BTreeSet<&'static str>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let trace: Trace =
        serde_json::from_str(&text).with_context(|| format!("{} does not read", file.display()))?;
    ensure!(trace.name == crate::folder::stem(file), "the file holds the trace {}", trace.name);
    ensure!(trace.kernel_version == "0.3.1", "Kernel {} is not known", trace.kernel_version);
    ensure!(!trace.steps.is_empty(), "there are no steps");
    let mut node = Node::start(trace.chain_id, trace.setup.timestamp)?;
    for balance in &trace.setup.balances {
        node.set_balance(balance.address, balance.wei)?;
    }
    for code in &trace.setup.code {
        node.place_code(code.address, &code.runtime)?;
    }
    let mut replay = Replay { node, entry_point: trace.entry_point };
    let mut table = Table::of(&trace)?;
    for (index, step) in trace.steps.iter().enumerate() {
        let told = |error: anyhow::Error| error.context(format!("step {index}"));
        table.compare(&mut replay.node, step).map_err(told)?;
        replay.step(step).with_context(|| format!("step {index}"))?;
    }
    Ok(table.seen)
}

struct Replay {
    node: Node,
    entry_point: Address,
}

impl Replay {
    fn step(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::SetTime { timestamp } => {
                ensure!(*timestamp > 0, "the time is zero");
                Ok(())
            }
            Step::UserOp { at, user_op, user_op_hash, via, submitter, expect, .. } => {
                ensure!(via == "handleOps", "an operation by {via} is not known");
                let bundle = self.bundle(user_op, *user_op_hash, *submitter)?;
                let message = Message::new(*submitter, self.entry_point, &bundle);
                self.operation(*at, *user_op_hash, message, expect)
            }
            Step::Tx { at, from, to, data, value, expect, .. } => {
                let message = Message { value: *value, ..Message::new(*from, *to, data) };
                self.transaction(*at, message, expect)
            }
            Step::Call { at, from, to, data, expect, .. } => {
                self.node.mine(*at)?;
                let got = self.node.call(Message::new(*from, *to, data))?;
                let expected = match expect {
                    CallOutcome::Returns { returns } => Ok(returns.clone()),
                    CallOutcome::Reverts { reverts, .. } => Err(reverts.clone()),
                };
                same("the answer", &expected, &got)
            }
        }
    }

    /// Calldata of `handleOps`; the EntryPoint must give the operation the recorded hash.
    fn bundle(
        &mut self,
        operation: &PackedOperation,
        hash: B256,
        submitter: Address,
    ) -> Result<Bytes> {
        let packed = packed(operation);
        let ask = getUserOpHashCall { op: packed.clone() }.abi_encode().into();
        let got = self.node.word(Message::new(submitter, self.entry_point, &ask))?;
        same("the operation's hash", &hash, &got)?;
        Ok(handleOpsCall { ops: vec![packed], beneficiary: submitter }.abi_encode().into())
    }

    fn operation(
        &mut self,
        at: u64,
        hash: B256,
        bundle: Message<'_>,
        expect: &OperationOutcome,
    ) -> Result<()> {
        match expect {
            OperationOutcome::Included { included, success, logs, revert_reason, .. } => {
                ensure!(included, "an outcome that is neither included nor rejected is not known");
                let (sent, got) = self.node.send(at, bundle)?;
                if !sent {
                    bail!("handleOps reverted; asked again it says {:?}", self.node.call(bundle)?);
                }
                same("success", success, &succeeded(&got, hash)?)?;
                if !success {
                    let expected = revert_reason.clone().unwrap_or_default();
                    same("the revert reason", &expected, &reason(&got, hash)?)?;
                }
                same_logs(logs, &without_gas(self.entry_point, got))
            }
            OperationOutcome::Rejected { rejected } => {
                self.node.mine(at)?;
                let answer = self.node.call(bundle)?;
                let data = answer.err().ok_or_else(|| anyhow!("handleOps did not revert"))?;
                same_rejection(rejected, &data)
            }
        }
    }

    fn transaction(
        &mut self,
        at: u64,
        message: Message<'_>,
        expect: &TransactionOutcome,
    ) -> Result<()> {
        if !expect.success {
            let answer = self.node.call(message)?;
            let reverted = answer.err().ok_or_else(|| anyhow!("the call did not revert"))?;
            let expected =
                expect.revert_data.as_ref().context("a failed transaction has revert data")?;
            same("the revert data", expected, &reverted)?;
        }
        let (success, logs) = self.node.send(at, message)?;
        same("success", &expect.success, &success)?;
        let expected = expect.logs.as_deref().unwrap_or_default();
        same_logs(expected, &without_gas(self.entry_point, logs))
    }
}

fn packed(operation: &PackedOperation) -> PackedUserOperation {
    let operation = operation.clone();
    PackedUserOperation {
        sender: operation.sender,
        nonce: operation.nonce,
        initCode: operation.init_code,
        callData: operation.call_data,
        accountGasLimits: operation.account_gas_limits,
        preVerificationGas: operation.pre_verification_gas,
        gasFees: operation.gas_fees,
        paymasterAndData: operation.paymaster_and_data,
        signature: operation.signature,
    }
}

/// The success field of the operation's event.
fn succeeded(logs: &[Log], hash: B256) -> Result<bool> {
    let event = logs.iter().find(|log| log.topics.starts_with(&[OPERATION_EVENT, hash]));
    let data = &event.context("there is no UserOperationEvent")?.data;
    Ok(data.get(63) == Some(&1))
}

/// The revert data that the EntryPoint logged; empty when it logged none.
fn reason(logs: &[Log], hash: B256) -> Result<Bytes> {
    match logs.iter().find(|log| log.topics.starts_with(&[REVERT_REASON, hash])) {
        Some(log) => Ok(<(U256, Bytes)>::abi_decode_params(&log.data)?.1),
        None => Ok(Bytes::new()),
    }
}

fn same_rejection(expected: &Rejection, data: &Bytes) -> Result<()> {
    let (text, inner) = if let Ok(failed) = FailedOpWithRevert::abi_decode(data) {
        (Some(failed.reason), Some(failed.inner))
    } else if let Ok(failed) = FailedOp::abi_decode(data) {
        (Some(failed.reason), None)
    } else {
        (None, None)
    };
    same("the EntryPoint's text", &expected.failed_op, &text)?;
    same("the inner revert data", &expected.inner_revert_data, &inner)?;
    match &expected.revert_data {
        Some(expected) => same("the revert data", expected, data),
        None => Ok(()),
    }
}
