// Plays one behaviour trace on a node and lists every difference from what the trace expects.
//
// Left out because it depends on gas: UserOperationEvent behind its first 64 bytes, and Deposited events
// of the EntryPoint. Refuses a step kind that it does not know.

import { same } from "./abi.mjs";
import { failureOf, getUserOpHash, handleOps } from "./entrypoint.mjs";

const DEPOSITED = "0x2da466a7b24304f47e87fa2e1e5a81b9831ce54fec19055ce277ca2f39ba42c4";
const USER_OPERATION_EVENT = "0x49628fd1471006c1482da88028e9ce4dbb080b815c9b0344d39e5a8e6ec1419f";

/** Differences of all steps, as text; empty when the trace replays. */
export async function replay(node, trace) {
  const player = new Player(node, trace);
  for (const [index, step] of trace.steps.entries()) {
    player.where = `step ${index}${step.note ? ` (${step.note})` : ""}`;
    await player.play(step);
  }
  return player.differences;
}

class Player {
  constructor(node, trace) {
    this.node = node;
    this.entryPoint = trace.entryPoint;
    this.differences = [];
    const keys = Object.values(trace.keys).filter((key) => key.address);
    this.keys = new Map(keys.map((key) => [key.address.toLowerCase(), key.privateKey]));
  }

  async play(step) {
    if (step.op === "setTime") return;
    if (step.op === "userOp") return this.userOp(step);
    if (step.op === "tx") return this.transaction(step);
    if (step.op === "call") return this.read(step);
    throw new Error(`${this.where}: unknown step ${step.op}`);
  }

  async userOp({ at, userOp, userOpHash, submitter, expect }) {
    const hash = await this.node.call(submitter, this.entryPoint, getUserOpHash(userOp));
    this.compare("userOpHash", hash.returns, userOpHash);
    const data = handleOps(userOp, submitter);
    if (expect.rejected) return this.rejected({ at, submitter, data, expect: expect.rejected });
    const receipt = await this.send({ from: submitter, to: this.entryPoint, data, value: "0x0" }, at);
    this.compare("transaction status", receipt.status, "0x1");
    const event = receipt.logs.find((log) => same(log.topics[0], USER_OPERATION_EVENT));
    const success = event ? BigInt(`0x${event.data.slice(66, 130)}`) === 1n : undefined;
    this.compare("success", success, expect.success);
    this.compareLogs(receipt.logs, expect.logs);
  }

  async rejected({ at, submitter, data, expect }) {
    await this.node.mineEmpty(at);
    const answer = await this.node.call(submitter, this.entryPoint, data);
    if (answer.reverts === undefined) return this.compare("handleOps", "passes", `reverts: ${JSON.stringify(expect)}`);
    const failure = failureOf(answer.reverts);
    this.compare("failedOp", failure.failedOp, expect.failedOp);
    if (expect.failedOp !== null) this.compare("innerRevertData", failure.innerRevertData, expect.innerRevertData);
  }

  async transaction(step) {
    const receipt = await this.send(step, step.at);
    this.compare("success", receipt.status === "0x1", step.expect.success);
    if (step.expect.success) return this.compareLogs(receipt.logs, step.expect.logs);
    const answer = await this.node.call(step.from, step.to, step.data, step.value);
    this.compare("revertData", answer.reverts, step.expect.revertData);
  }

  async read({ at, from, to, data, expect }) {
    await this.node.mineEmpty(at);
    const answer = await this.node.call(from, to, data);
    this.compare("returns", answer.returns, expect.returns);
    this.compare("reverts", answer.reverts, expect.reverts);
  }

  send(step, at) {
    const privateKey = this.keys.get(step.from.toLowerCase());
    if (!privateKey) throw new Error(`${this.where}: no key for ${step.from}`);
    return this.node.send({ ...step, privateKey }, at);
  }

  compare(what, got, want) {
    const plain = (value) => (typeof value === "string" && value.startsWith("0x") ? value.toLowerCase() : value);
    if (plain(got) !== plain(want)) this.differences.push(`${this.where}: ${what} is ${got}, expected ${want}`);
  }

  compareLogs(got, want) {
    const kept = got.filter((log) => !(same(log.address, this.entryPoint) && same(log.topics[0] ?? "", DEPOSITED)));
    const shown = kept.map((log) => this.shown(log));
    const expected = want.map((log) => this.shown(log));
    for (let i = 0; i < Math.max(shown.length, expected.length); i += 1) this.compare(`log ${i}`, shown[i], expected[i]);
  }

  shown({ address, topics, data }) {
    const cut = same(address, this.entryPoint) && same(topics[0] ?? "", USER_OPERATION_EVENT);
    return [address, ...topics, cut ? data.slice(0, 130) : data].join(" ").toLowerCase();
  }
}
