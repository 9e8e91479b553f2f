// The Kernel stand-in where the recorded traces do not reach: hooks, executors, added functions,
// self-calls at creation, upgrades.

import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { callData, encode, selector, strip } from "../tools/abi.mjs";
import { draft, failureOf, getUserOpHash, handleOps } from "../tools/entrypoint.mjs";
import { HOOK_NONE, ZERO, createAccount, execute, installModule, keyOf, sign, uninstallModule, withHook } from "./account.mjs";
import { Chain, SOMEBODY, deploy, errorName, errorText, testModules } from "./chain.mjs";

const VALIDATOR = 1n;
const EXECUTOR = 2n;
const ADDED_FUNCTION = 3n;
const word = (value) => `0x${encode(["uint256"], [value])}`;
const INCREMENT = `0x${selector("increment()")}`;
const WHO_CALLED = `0x${selector("whoCalled()")}`;

let creation;
let chain;
let recorder;
let account;
let owner;
before(() => {
  creation = testModules().Recorder;
});
beforeEach(async () => {
  chain = await Chain.open();
  recorder = await deploy(chain, creation);
  owner = keyOf("owner");
  account = await createAccount(chain, owner);
});

const asOwner = (data) => chain.call(account, data, { from: owner.address });
const counted = async (name) => BigInt((await chain.call(recorder, `0x${selector(`${name}()`)}`)).data);
const countOf = async (who) => (await chain.call(chain.at.Counter, callData("count(address)", ["address"], [who]))).data;

test("only the owner, the account and the EntryPoint install modules", async () => {
  const data = installModule(EXECUTOR, recorder, withHook(ZERO, "0x", "0x"));
  assert.equal((await chain.call(account, data)).data, errorText("ECDSAValidator: sender is not owner"));
  assert.equal(await counted("installs"), 0n);
  assert.ok((await asOwner(data)).ok);
  assert.equal(await counted("installs"), 1n);
});

const runThroughExecutor = () => {
  const single = `${chain.at.Counter}${encode(["uint256"], [0n])}${strip(INCREMENT)}`;
  const types = ["address", "bytes32", "bytes"];
  return chain.call(recorder, callData("run(address,bytes32,bytes)", types, [account, "0x00", single]));
};

test("an executor runs calls from its installation to its removal", async () => {
  assert.equal((await runThroughExecutor()).data, errorName("InvalidExecutor"));
  await asOwner(installModule(EXECUTOR, recorder, withHook(ZERO, "0x", "0x")));
  assert.ok((await runThroughExecutor()).ok);
  assert.equal(await countOf(account), word(1n));
  await asOwner(uninstallModule(EXECUTOR, recorder, "0x"));
  assert.equal((await runThroughExecutor()).data, errorName("InvalidExecutor"));
});

test("the hook of an executor guards what it runs", async () => {
  await asOwner(installModule(EXECUTOR, recorder, withHook(recorder, "0x", "0xff")));
  assert.ok((await runThroughExecutor()).ok);
  assert.deepEqual([await counted("befores"), await counted("afters")], [1n, 1n]);
  await chain.call(recorder, callData("refuse(bool)", ["bool"], [true]));
  assert.equal((await runThroughExecutor()).data, errorText("refused"));
});

const addFunction = (hook) =>
  asOwner(installModule(ADDED_FUNCTION, recorder, `${WHO_CALLED}${strip(withHook(hook, "0x00", "0x"))}`));

test("an added function is open to everybody only with the no-hook marker, and learns its caller", async () => {
  assert.equal((await chain.call(account, WHO_CALLED)).data, errorName("InvalidSelector"));
  await addFunction(ZERO);
  assert.equal((await chain.call(account, WHO_CALLED)).data, errorName("InvalidCaller"));
  await addFunction(HOOK_NONE);
  assert.equal((await chain.call(account, WHO_CALLED)).data, `0x${encode(["address"], [SOMEBODY])}`);
});

test("self-calls at creation pass the owner's gate", async () => {
  const other = keyOf("second owner");
  const nonce = callData("invalidateNonce(uint32)", ["uint32"], [3n]);
  const made = await createAccount(chain, other, [nonce]);
  assert.equal((await chain.call(made, `0x${selector("currentNonce()")}`)).data, word(3n));
});

test("an upgrade moves the account to other code", async () => {
  const upgrade = callData("upgradeTo(address)", ["address"], [recorder]);
  assert.equal((await chain.call(account, upgrade)).ok, false);
  assert.ok((await asOwner(upgrade)).ok);
  assert.equal((await chain.call(account, `0x${selector("befores()")}`)).data, word(0n));
});

/** A second ECDSA validator with a hook, allowed to use execute; an operation of its key. */
async function hookedOp(key, data) {
  await asOwner(installModule(VALIDATOR, chain.at.EcdsaValidator, withHook(recorder, key.address, "0xff", "0xe9ae5c53")));
  const nonce = BigInt(`0x0001${strip(chain.at.EcdsaValidator)}`.padEnd(66, "0"));
  const op = draft({ sender: account, nonce, callData: data });
  const { data: hash } = await chain.call(chain.at.EntryPoint, getUserOpHash(op));
  return chain.call(chain.at.EntryPoint, handleOps({ ...op, signature: sign(hash, key) }, SOMEBODY), { from: key.address });
}

test("a validation with a hook must come through executeUserOp, and the hook is asked", async () => {
  const data = `0x${selector("executeUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes),bytes32)")}`;
  const answer = await hookedOp(keyOf("hooked"), `${data}${strip(execute(chain.at.Counter, INCREMENT))}`);
  assert.ok(answer.ok, answer.data);
  assert.equal(await countOf(account), word(1n));
  assert.deepEqual([await counted("befores"), await counted("afters")], [1n, 1n]);
});

test("a validation with a hook cannot call execute past it", async () => {
  const answer = await hookedOp(keyOf("hooked"), execute(chain.at.Counter, INCREMENT));
  const failure = failureOf(answer.data);
  assert.deepEqual(failure, { failedOp: "AA23 reverted", innerRevertData: errorName("OnlyExecuteUserOp") });
});
