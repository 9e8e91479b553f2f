// The few ABI encodings that a replay needs: EntryPoint calls, revert data, signed transactions.
//
// Works on hex strings without 0x inside. Refuses nothing; malformed input gives malformed output.

import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

const HANDLE_OPS = "765e827f";
const GET_USER_OP_HASH = "22cdde4c";
const FAILED_OP = "0x220266b6";
const FAILED_OP_WITH_REVERT = "0x65c8fd4d";

export const strip = (hex) => (hex.startsWith("0x") ? hex.slice(2) : hex);
export const same = (a, b) => a.toLowerCase() === b.toLowerCase();
const word = (value) => BigInt(value).toString(16).padStart(64, "0");
const addressWord = (address) => strip(address).toLowerCase().padStart(64, "0");

function dynamicBytes(hex) {
  const body = strip(hex);
  return word(body.length / 2) + body.padEnd(Math.ceil(body.length / 64) * 64, "0");
}

/** A packed user operation as an ABI tuple (spec 2.2). */
function encodeOp(op) {
  const dynamic = { initCode: 2, callData: 3, paymasterAndData: 7, signature: 8 };
  const head = [addressWord(op.sender), word(op.nonce), "", "", strip(op.accountGasLimits)];
  head.push(word(op.preVerificationGas), strip(op.gasFees), "", "");
  let tail = "";
  for (const [field, index] of Object.entries(dynamic)) {
    head[index] = word(head.length * 32 + tail.length / 2);
    tail += dynamicBytes(op[field]);
  }
  return head.join("") + tail;
}

/** EntryPoint.handleOps([op], beneficiary). */
export function handleOps(op, beneficiary) {
  return `0x${HANDLE_OPS}${word(64)}${addressWord(beneficiary)}${word(1)}${word(32)}${encodeOp(op)}`;
}

/** EntryPoint.getUserOpHash(op). */
export function getUserOpHash(op) {
  return `0x${GET_USER_OP_HASH}${word(32)}${encodeOp(op)}`;
}

/** { failedOp, innerRevertData } of what handleOps reverted with; failedOp null when it said nothing. */
export function failureOf(data) {
  const bytesAt = (index) => {
    const start = 8 + Number(BigInt(`0x${data.slice(10 + index * 64, 74 + index * 64)}`)) * 2;
    const length = Number(BigInt(`0x${data.slice(2 + start, 66 + start)}`));
    return data.slice(66 + start, 66 + start + length * 2);
  };
  if (data === "0x") return { failedOp: null };
  const text = () => Buffer.from(bytesAt(1), "hex").toString();
  if (data.startsWith(FAILED_OP)) return { failedOp: text() };
  if (data.startsWith(FAILED_OP_WITH_REVERT)) return { failedOp: text(), innerRevertData: `0x${bytesAt(2)}` };
  return { failedOp: data };
}

function rlp(item) {
  if (Array.isArray(item)) return prefixed(0xc0, Buffer.concat(item.map(rlp)));
  return item.length === 1 && item[0] < 0x80 ? item : prefixed(0x80, item);
}

function prefixed(base, body) {
  if (body.length < 56) return Buffer.concat([Buffer.from([base + body.length]), body]);
  const length = integer(body.length);
  return Buffer.concat([Buffer.from([base + 55 + length.length]), length, body]);
}

function integer(value) {
  const hex = BigInt(value).toString(16);
  return value === 0 || value === 0n || hex === "0" ? Buffer.alloc(0) : Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}

/** A signed EIP-1559 transaction, ready for eth_sendRawTransaction. */
export function signTransaction(tx, privateKey) {
  const numbers = [tx.chainId, tx.nonce, tx.maxPriorityFeePerGas, tx.maxFeePerGas, tx.gas].map(integer);
  const fields = [...numbers, Buffer.from(strip(tx.to), "hex"), integer(tx.value), Buffer.from(strip(tx.data), "hex"), []];
  const payload = (items) => Buffer.concat([Buffer.from([2]), rlp(items)]);
  const key = Buffer.from(strip(privateKey), "hex");
  const signature = secp256k1.sign(keccak_256(payload(fields)), key, { prehash: false, format: "recovered" });
  const [parity, r, s] = [signature[0], signature.slice(1, 33), signature.slice(33)];
  const scalar = (bytes) => integer(`0x${Buffer.from(bytes).toString("hex")}`);
  return `0x${payload([...fields, integer(parity), scalar(r), scalar(s)]).toString("hex")}`;
}
