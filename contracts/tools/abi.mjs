// ABI encoding (Solidity's standard encoding) as far as the replay and the tests need it.
//
// A type is a string ("uint256", "address", "bytes4", "bool", "bytes", "string", "T[]") or an array of
// types, which is a tuple; ["[]", T] is an array of tuples or other composed types. Refuses other types.

import { keccak_256 } from "@noble/hashes/sha3.js";

export const strip = (hex) => (hex.startsWith("0x") ? hex.slice(2) : hex);
export const same = (a, b) => a.toLowerCase() === b.toLowerCase();
export const keccak = (hex) => Buffer.from(keccak_256(Buffer.from(strip(hex), "hex"))).toString("hex");

const word = (value) => BigInt(value).toString(16).padStart(64, "0");
const padRight = (hex) => hex.padEnd(Math.ceil(hex.length / 64) * 64, "0");

/** First four bytes of keccak256 of a function or error signature, without 0x. */
export const selector = (signature) => keccak(Buffer.from(signature).toString("hex")).slice(0, 8);

/** abi.encode(values), without 0x. */
export function encode(types, values) {
  let head = "";
  let tail = "";
  const headLength = types.reduce((sum, type) => sum + headSize(type), 0);
  for (const [i, type] of types.entries()) {
    const encoded = encodeOne(type, values[i]);
    if (isDynamic(type)) {
      head += word(headLength + tail.length / 2);
      tail += encoded;
    } else {
      head += encoded;
    }
  }
  return head + tail;
}

/** Call data of a function given by signature and argument types, with 0x. */
export const callData = (signature, types, values) => `0x${selector(signature)}${encode(types, values)}`;

function encodeOne(type, value) {
  const element = elementOf(type);
  if (element) return word(value.length) + encode(value.map(() => element), value);
  if (Array.isArray(type)) return encode(type, value);
  if (type === "bytes") return word(strip(value).length / 2) + padRight(strip(value));
  if (type === "string") return encodeOne("bytes", Buffer.from(value).toString("hex"));
  if (type === "bool") return word(value ? 1 : 0);
  if (type === "address") return strip(value).toLowerCase().padStart(64, "0");
  if (type.startsWith("bytes")) return strip(value).padEnd(64, "0");
  if (type.startsWith("uint")) return word(value);
  throw new Error(`unknown ABI type ${type}`);
}

function elementOf(type) {
  if (Array.isArray(type)) return type[0] === "[]" ? type[1] : undefined;
  return type.endsWith("[]") ? type.slice(0, -2) : undefined;
}

function isDynamic(type) {
  if (elementOf(type) || type === "bytes" || type === "string") return true;
  return Array.isArray(type) && type.some(isDynamic);
}

function headSize(type) {
  if (isDynamic(type) || !Array.isArray(type)) return 32;
  return type.reduce((sum, part) => sum + headSize(part), 0);
}
