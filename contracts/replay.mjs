// Replays recorded behaviour of the deployed contracts on a node that runs the stand-ins.
//
//   node contracts/replay.mjs --node URL --traces FOLDER [--only TEXT] [--place]
//
// --place puts contracts/out/genesis.json into the node first (a fresh anvil, for example);
// --only keeps the traces whose name contains TEXT. One line per trace, each difference below it, and a
// count at the end. Ends with 1 when anything differs. Each trace runs on a snapshot that is rolled back.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Node } from "./tools/node.mjs";
import { replay } from "./tools/steps.mjs";

const GENESIS = join(dirname(fileURLToPath(import.meta.url)), "out", "genesis.json");

function readArguments() {
  const text = { type: "string" };
  const { values } = parseArgs({ options: { node: text, traces: text, only: text, place: { type: "boolean" } } });
  if (values.node && values.traces) return values;
  throw new Error("both --node URL and --traces FOLDER are needed");
}

function* readTraces(folder, only = "") {
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith(".json") || file === "index.json" || !file.includes(only)) continue;
    yield JSON.parse(readFileSync(join(folder, file), "utf8"));
  }
}

async function playOn(node, trace) {
  const snapshot = await node.must("evm_snapshot");
  try {
    await node.prepare(trace);
    return await replay(node, trace);
  } catch (error) {
    return [`stopped: ${error.message}`];
  } finally {
    await node.must("evm_revert", snapshot);
  }
}

async function main() {
  const { node: url, traces, only, place } = readArguments();
  const node = new Node(url);
  if (place) await node.place(JSON.parse(readFileSync(GENESIS, "utf8")));
  let good = 0;
  let count = 0;
  for (const trace of readTraces(traces, only)) {
    const differences = await playOn(node, trace);
    count += 1;
    good += differences.length === 0 ? 1 : 0;
    console.log(`${differences.length === 0 ? "same" : "DIFFERENT"} ${trace.name}`);
    for (const difference of differences) console.log(`    ${difference}`);
  }
  console.log(`${good} of ${count} traces replay without a difference`);
  if (count === 0 || good !== count) process.exitCode = 1;
}

main().catch((error) => {
  console.error(`replay: ${error.message}`);
  process.exitCode = 1;
});
