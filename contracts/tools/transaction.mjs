// Signed EIP-1559 transactions, so that a replay needs no accounts at the node.
//
// Refuses nothing: the node checks what it is given.

import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { strip } from "./abi.mjs";

/** 65 bytes r ‖ s ‖ parity (0 or 1) over a 32-byte digest (bytes); the key as hex. */
export function signDigest(digest, privateKey) {
  const key = Buffer.from(strip(privateKey), "hex");
  const signature = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
  return Buffer.concat([signature.slice(1), signature.slice(0, 1)]);
}

/** The raw transaction for eth_sendRawTransaction. */
export function signTransaction(tx, privateKey) {
  const numbers = [tx.chainId, tx.nonce, tx.maxPriorityFeePerGas, tx.maxFeePerGas, tx.gas].map(integer);
  const fields = [...numbers, Buffer.from(strip(tx.to), "hex"), integer(tx.value), Buffer.from(strip(tx.data), "hex"), []];
  const signature = signDigest(keccak_256(payload(fields)), privateKey);
  const scalars = [signature.subarray(64), signature.subarray(0, 32), signature.subarray(32, 64)];
  const signed = [...fields, ...scalars.map((bytes) => integer(`0x${bytes.toString("hex")}`))];
  return `0x${payload(signed).toString("hex")}`;
}

const payload = (fields) => Buffer.concat([Buffer.from([2]), rlp(fields)]);

function rlp(item) {
  if (Array.isArray(item)) return prefixed(0xc0, Buffer.concat(item.map(rlp)));
  return item.length === 1 && item[0] < 0x80 ? item : prefixed(0x80, item);
}

function prefixed(base, body) {
  if (body.length < 56) return Buffer.concat([Buffer.from([base + body.length]), body]);
  const length = integer(body.length);
  return Buffer.concat([Buffer.from([base + 55 + length.length]), length, body]);
}

/** Big-endian without leading zeros; zero is no bytes. */
function integer(value) {
  const hex = BigInt(value).toString(16);
  return hex === "0" ? Buffer.alloc(0) : Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}
