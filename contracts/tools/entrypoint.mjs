// Calls to EntryPoint 0.7 and what it reverts with (ERC-4337, spec 2.2).
//
// Refuses nothing: an unknown revert is handed back as its bytes.

import { callData, encode } from "./abi.mjs";

const FAILED_OP = "0x220266b6";
const FAILED_OP_WITH_REVERT = "0x65c8fd4d";
const PACKED = ["address", "uint256", "bytes", "bytes", "bytes32", "uint256", "bytes32", "bytes", "bytes"];
const PACKED_NAME = "(address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)";

const fieldsOf = (op) => [
  op.sender, op.nonce, op.initCode, op.callData, op.accountGasLimits,
  op.preVerificationGas, op.gasFees, op.paymasterAndData, op.signature,
];

/** handleOps([op], beneficiary). */
export function handleOps(op, beneficiary) {
  const signature = `handleOps(${PACKED_NAME}[],address)`;
  return callData(signature, [["[]", PACKED], "address"], [[fieldsOf(op)], beneficiary]);
}

/** getUserOpHash(op). */
export function getUserOpHash(op) {
  return callData(`getUserOpHash(${PACKED_NAME})`, [PACKED], [fieldsOf(op)]);
}

/** checkUserOpPolicy(id, op) of a policy module. */
export function checkUserOpPolicy(id, op) {
  return callData(`checkUserOpPolicy(bytes32,${PACKED_NAME})`, ["bytes32", PACKED], [id, fieldsOf(op)]);
}

/** An operation with wide limits and empty fields, to be filled in. */
export function draft(fields) {
  const limits = `0x${encode(["uint256"], [(5_000_000n << 128n) | 2_000_000n])}`;
  const empty = { nonce: 0n, initCode: "0x", callData: "0x", paymasterAndData: "0x", signature: "0x" };
  return { ...empty, accountGasLimits: limits, preVerificationGas: 100_000n, gasFees: `0x${"0".repeat(64)}`, ...fields };
}

/** { failedOp, innerRevertData } of what handleOps reverted with; failedOp null when it said nothing. */
export function failureOf(data) {
  if (data === "0x") return { failedOp: null };
  const text = () => Buffer.from(bytesAt(data, 1), "hex").toString();
  if (data.startsWith(FAILED_OP)) return { failedOp: text() };
  if (data.startsWith(FAILED_OP_WITH_REVERT)) return { failedOp: text(), innerRevertData: `0x${bytesAt(data, 2)}` };
  return { failedOp: data };
}

/** The dynamic bytes whose offset stands in argument `index` behind a selector. */
function bytesAt(data, index) {
  const number = (at) => Number(BigInt(`0x${data.slice(at, at + 64)}`));
  const start = 10 + number(10 + index * 64) * 2;
  return data.slice(start + 64, start + 64 + number(start) * 2);
}
