// An account with a multi-chain ECDSA owner for tests, on the chain of chain.mjs.
//
// The owner calls the account directly, which the validator allows (spec 9.2). Refuses failed creation.

import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { callData, encode, keccak, strip } from "../tools/abi.mjs";
import { signDigest } from "../tools/transaction.mjs";

export const ZERO = `0x${"00".repeat(20)}`;
export const HOOK_NONE = `0x${"00".repeat(19)}01`;

/** A key from a label: { privateKey, address }. */
export function keyOf(label) {
  const privateKey = Buffer.from(keccak_256(Buffer.from(`contract tests: ${label}`))).toString("hex");
  const point = secp256k1.getPublicKey(Buffer.from(privateKey, "hex"), false).subarray(1);
  return { privateKey, address: `0x${keccak(Buffer.from(point).toString("hex")).slice(24)}` };
}

/** r ‖ s ‖ v (27 or 28) over a 32-byte hash, no prefix. */
export function sign(hash, { privateKey }) {
  const bytes = signDigest(Buffer.from(strip(hash), "hex"), privateKey);
  bytes[64] += 27;
  return `0x${bytes.toString("hex")}`;
}

/** Creates the account of `owner` and returns its address. */
export async function createAccount(chain, owner, initConfig = []) {
  const root = `0x01${strip(chain.at.MultiChainValidator)}`;
  const types = ["bytes21", "address", "bytes", "bytes", "bytes[]"];
  const first = callData("initialize(bytes21,address,bytes,bytes,bytes[])", types, [root, ZERO, owner.address, "0x", initConfig]);
  const create = callData("createAccount(bytes,bytes32)", ["bytes", "bytes32"], [first, "0x00"]);
  const { ok, data } = await chain.call(chain.at.KernelFactory, create);
  if (!ok) throw new Error(`the factory refused: ${data}`);
  return `0x${data.slice(26)}`;
}

const installTypes = ["uint256", "address", "bytes"];
export const installModule = (type, module, data) =>
  callData("installModule(uint256,address,bytes)", installTypes, [type, module, data]);
export const uninstallModule = (type, module, data) =>
  callData("uninstallModule(uint256,address,bytes)", installTypes, [type, module, data]);

/** hook (20) ‖ abi(parts), the shape of most init data. */
export const withHook = (hook, ...parts) => `${hook}${encode(parts.map(() => "bytes"), parts)}`;

/** execute in single mode. */
export function execute(target, data, value = 0n) {
  const single = `${target}${encode(["uint256"], [value])}${strip(data)}`;
  return callData("execute(bytes32,bytes)", ["bytes32", "bytes"], ["0x00", single]);
}
