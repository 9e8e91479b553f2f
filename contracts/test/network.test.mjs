// Deterministic deployer, Multicall, factories: what the recorded traces do not reach.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { callData, encode, keccak, strip } from "../tools/abi.mjs";
import { Chain, deploy, errorName, errorText } from "./chain.mjs";

const STOP_CODE = "0x600160005360016000f3"; // creation code that leaves the runtime 0x01
let chain;
before(async () => {
  chain = await Chain.open();
});

test("the deployer puts code at the CREATE2 address", async () => {
  const salt = encode(["uint256"], [7n]);
  const expected = keccak(`ff${strip(chain.at.DeterministicDeployer)}${salt}${keccak(STOP_CODE)}`).slice(24);
  assert.equal(await deploy(chain, STOP_CODE, 7n), `0x${expected}`);
  assert.equal(await chain.codeAt(`0x${expected}`), "0x01");
});

test("the deployer reverts without data when a creation fails or a salt is missing", async () => {
  const salt = encode(["uint256"], [8n]);
  for (const data of [`0x${salt}fe`, "0x00"]) {
    const answer = await chain.call(chain.at.DeterministicDeployer, data);
    assert.deepEqual([answer.ok, answer.data], [false, "0x"]);
  }
});

const CALL3 = ["[]", ["address", "bool", "bytes"]];
const aggregate3 = (calls) => callData("aggregate3((address,bool,bytes)[])", [CALL3], [calls]);
const BALANCE = callData("balanceOf(address)", ["address"], ["0x00000000000000000000000000000000000000b0"]);
const EMPTY_TRANSFER = callData("transfer(address,uint256)", ["address", "uint256"], [`0x${"11".repeat(20)}`, 1n]);

test("aggregate3 reports a failing call that may fail", async () => {
  const token = chain.at.DemoToken;
  const answer = await chain.call(chain.at.Multicall, aggregate3([[token, false, BALANCE], [token, true, EMPTY_TRANSFER]]));
  const results = [[true, `0x${encode(["uint256"], [0n])}`], [false, errorName("InsufficientBalance")]];
  assert.equal(answer.data, `0x${encode([["[]", ["bool", "bytes"]]], [results])}`);
});

test("aggregate3 refuses a failing call that may not fail", async () => {
  const answer = await chain.call(chain.at.Multicall, aggregate3([[chain.at.DemoToken, false, EMPTY_TRANSFER]]));
  assert.deepEqual([answer.ok, answer.data], [false, errorText("Multicall3: call failed")]);
});

const initialize = (owner, initConfig = []) =>
  callData(
    "initialize(bytes21,address,bytes,bytes,bytes[])",
    ["bytes21", "address", "bytes", "bytes", "bytes[]"],
    [`0x01${strip(chain.at.MultiChainValidator)}`, `0x${"00".repeat(20)}`, owner, "0x", initConfig],
  );
const createAccount = (data) => callData("createAccount(bytes,bytes32)", ["bytes", "bytes32"], [data, "0x00"]);

test("the factory makes an account once, where the canonical init code hash puts it", async () => {
  const data = initialize(`0x${"0a".repeat(20)}`);
  const initCodeHash = "85d96aa1c9a65886d094915d76ccae85f14027a02c1647dde659f869460f03e6";
  const salt = keccak(`${strip(data)}${"00".repeat(32)}`);
  const expected = keccak(`ff${strip(chain.at.KernelFactory)}${salt}${initCodeHash}`).slice(24);
  for (let time = 0; time < 2; time += 1) {
    const answer = await chain.call(chain.at.KernelFactory, createAccount(data));
    assert.equal(answer.data.slice(26), expected);
  }
  const again = await chain.call(`0x${expected}`, data);
  assert.equal(again.data, errorName("AlreadyInitialized"));
});

test("the factory refuses an account whose first call fails", async () => {
  const failing = [`0x${"00".repeat(4)}`];
  const answer = await chain.call(chain.at.KernelFactory, createAccount(initialize(`0x${"0b".repeat(20)}`, failing)));
  assert.equal(answer.data, errorName("InitializeError"));
});

test("the meta factory refuses a factory that is not approved", async () => {
  const types = ["address", "bytes", "bytes32"];
  const other = callData("deployWithFactory(address,bytes,bytes32)", types, [`0x${"22".repeat(20)}`, "0x", "0x00"]);
  const answer = await chain.call(chain.at.FactoryStaker, other);
  assert.equal(answer.data, errorName("NotApprovedFactory"));
});

test("nobody becomes the owner of the implementation itself", async () => {
  const answer = await chain.call(chain.at.Kernel, initialize(`0x${"0c".repeat(20)}`));
  assert.equal(answer.data, errorName("AlreadyInitialized"));
});
