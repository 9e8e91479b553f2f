// Passkeys without the precompile: the Solidity P-256 verifier, alone and behind the WebAuthn validator.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { callData, encode } from "../tools/abi.mjs";
import { Chain, SOMEBODY } from "./chain.mjs";

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SECRET = sha256(Buffer.from("passkey of the contract tests"));
const POINT = Buffer.from(p256.getPublicKey(SECRET, false)).subarray(1);
const X = BigInt(`0x${POINT.subarray(0, 32).toString("hex")}`);
const Y = BigInt(`0x${POINT.subarray(32).toString("hex")}`);
const HASH = "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const YES = "0x1626ba7e".padEnd(66, "0");
const NO = "0xffffffff".padEnd(66, "0");
const word = (value) => `0x${encode(["uint256"], [value])}`;
let chain;
before(async () => {
  chain = await Chain.open();
});

/** { r, s } over a 32-byte digest, s low. */
function sign(digest) {
  const bytes = Buffer.from(p256.sign(digest, SECRET, { prehash: false, lowS: true }));
  return { r: BigInt(`0x${bytes.subarray(0, 32).toString("hex")}`), s: BigInt(`0x${bytes.subarray(32).toString("hex")}`) };
}

const verify = (values) => chain.call(chain.at.P256Verifier, `0x${values.map((value) => encode(["uint256"], [value])).join("")}`);

test("the verifier says one to a good signature, low s or high s, and zero to all else", async () => {
  const { r, s } = sign(Buffer.from(HASH.slice(2), "hex"));
  for (const good of [[HASH, r, s, X, Y], [HASH, r, ORDER - s, X, Y]]) assert.equal((await verify(good)).data, word(1n));
  const bad = [[1n, r, s, X, Y], [HASH, r + 1n, s, X, Y], [HASH, r, 0n, X, Y], [HASH, r, ORDER, X, Y], [HASH, r, s, X, Y + 1n]];
  for (const values of [...bad, [HASH, r, s, X], [HASH, r, s, X, Y, 0n], []]) {
    const answer = await verify(values);
    assert.deepEqual([answer.ok, answer.data], [true, word(0n)]);
  }
});

/** An assertion over HASH that asks for the Solidity verifier. */
function assertion({ flags = 0x05, highS = false } = {}) {
  const authenticatorData = Buffer.concat([sha256(Buffer.from("localhost")), Buffer.from([flags, 0, 0, 0, 0])]);
  const challenge = Buffer.from(HASH.slice(2), "hex").toString("base64url");
  const json = `{"type":"webauthn.get","challenge":"${challenge}","origin":"http://localhost"}`;
  const { r, s } = sign(sha256(Buffer.concat([authenticatorData, sha256(Buffer.from(json))])));
  const types = ["bytes", "string", "uint256", "uint256", "uint256", "bool"];
  const values = [`0x${authenticatorData.toString("hex")}`, json, 1n, r, highS ? ORDER - s : s, false];
  return `0x${encode(types, values)}`;
}

const isValid = (signature, hash = HASH) =>
  callData("isValidSignatureWithSender(address,bytes32,bytes)", ["address", "bytes32", "bytes"], [SOMEBODY, hash, signature]);

test("the WebAuthn validator works without the precompile", async () => {
  const validator = chain.at.WebAuthnValidator;
  const key = `0x${encode([["uint256", "uint256"], "bytes32"], [[X, Y], "0x00"])}`;
  assert.ok((await chain.call(validator, callData("onInstall(bytes)", ["bytes"], [key]))).ok);
  assert.equal((await chain.call(validator, isValid(assertion()))).data, YES);
  assert.equal((await chain.call(validator, isValid(assertion(), word(1n)))).data, NO);
  assert.equal((await chain.call(validator, isValid(assertion({ flags: 0x01 })))).data, NO);
  assert.equal((await chain.call(validator, isValid(assertion({ highS: true })))).data, NO);
});

test("a missing verifier is a revert, not a refusal", async () => {
  const bare = await Chain.open();
  await bare.put(bare.at.P256Verifier, "0x");
  const key = `0x${encode([["uint256", "uint256"], "bytes32"], [[X, Y], "0x00"])}`;
  await bare.call(bare.at.WebAuthnValidator, callData("onInstall(bytes)", ["bytes"], [key]));
  const answer = await bare.call(bare.at.WebAuthnValidator, isValid(assertion()));
  assert.deepEqual([answer.ok, answer.data], [false, "0x"]);
});

// Recorded from OpenSK, the firmware of real keys, through the signer's own code: its unit test writes the file anew
// when LATCHKEY_RECORD_SECURITY_KEY names it.
test("the WebAuthn validator takes every answer that the signer made with a security key", async () => {
  const recorded = JSON.parse(readFileSync(new URL("security-key.json", import.meta.url), "utf8"));
  const fresh = await Chain.open();
  const validator = fresh.at.WebAuthnValidator;
  assert.ok((await fresh.call(validator, callData("onInstall(bytes)", ["bytes"], [recorded.installData]))).ok);
  assert.equal(recorded.answers.length, 12);
  for (const [at, { hash, signature }] of recorded.answers.entries()) {
    assert.equal((await fresh.call(validator, isValid(signature, hash))).data, YES);
    const other = recorded.answers[(at + 1) % 12].hash;
    assert.equal((await fresh.call(validator, isValid(signature, other))).data, NO);
  }
});
