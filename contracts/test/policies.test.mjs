// Call policy 0.0.5 on slices of strings, asked as an account would ask it.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { callData, encode, keccak, strip } from "../tools/abi.mjs";
import { checkUserOpPolicy, draft } from "../tools/entrypoint.mjs";
import { Chain, SOMEBODY, errorName, errorText } from "./chain.mjs";

const RULE = ["uint8", "uint64", "bytes32[]"];
const PERMISSION = ["bytes1", "address", "bytes4", "uint256", ["[]", RULE]];
const SLICE_EQUAL = 7n;
const WRITE = "write(string)";
const word = (value) => `0x${encode(["uint256"], [value])}`;
const hashOf = (text) => `0x${keccak(Buffer.from(text).toString("hex"))}`;
let chain;
let nextId = 1;
before(async () => {
  chain = await Chain.open();
});

/** Installs one entry for Notes.write with one rule; returns the install answer and the permission id. */
async function install(params) {
  const id = `0x${encode(["bytes4"], [`0x${(nextId += 1).toString(16).padStart(8, "0")}`])}`;
  const selector = callData(WRITE, [], []).slice(0, 10);
  const entry = ["0x00", chain.at.Notes, selector, 0n, [[SLICE_EQUAL, 0n, params]]];
  const data = `${id}${encode([["[]", PERMISSION]], [[entry]])}`;
  return { id, answer: await chain.call(chain.at.CallPolicyV5, callData("onInstall(bytes)", ["bytes"], [data])) };
}

async function ask(id, text) {
  const inner = callData(WRITE, ["string"], [text]);
  const single = `${chain.at.Notes}${encode(["uint256"], [0n])}${strip(inner)}`;
  const execute = callData("execute(bytes32,bytes)", ["bytes32", "bytes"], ["0x00", single]);
  const op = draft({ sender: SOMEBODY, callData: execute });
  return chain.call(chain.at.CallPolicyV5, checkUserOpPolicy(id, op));
}

test("a slice must have the agreed bytes, whatever stands around it", async () => {
  const { id, answer } = await install([word(4n), word(5n), hashOf("hello")]);
  assert.ok(answer.ok);
  for (const text of ["say hello", "no! hello, and more than thirty-two bytes behind it"]) {
    assert.equal((await ask(id, text)).data, word(0n));
  }
  for (const text of ["say hullo", "hello say", "say  hello"]) {
    assert.equal((await ask(id, text)).data, errorName("CallViolatesParamRule"));
  }
});

test("an argument that ends before the slice is ParamTooShort", async () => {
  const { id } = await install([word(4n), word(5n), hashOf("hello")]);
  for (const text of ["", "say", "say hell"]) assert.equal((await ask(id, text)).data, errorName("ParamTooShort"));
});

test("a slice rule takes exactly three params", async () => {
  for (const params of [[], [word(0n)], [word(0n), word(1n)], [0n, 1n, 2n, 3n].map(word)]) {
    const { answer } = await install(params);
    assert.equal(answer.data, errorText("SLICE_EQUAL takes start, length and hash"));
  }
});

test("a slice whose end overflows is refused", async () => {
  const { id } = await install([word(2n ** 256n - 1n), word(2n), hashOf("")]);
  assert.equal((await ask(id, "text")).ok, false);
});
