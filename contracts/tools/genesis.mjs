// Puts the genesis together: EntryPoint 0.7 from its npm package, everything else from src/.
//
// Refuses an EntryPoint or SenderCreator whose runtime code is not the one that public networks run.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { ENTRY_POINT, PLACES, SENDER_CREATOR } from "./addresses.mjs";
import { compile } from "./compile.mjs";
import { Nursery } from "./deploy.mjs";

/** keccak256 of the EntryPoint 0.7 runtime code (spec, appendix B). */
const ENTRY_POINT_HASH = "8db5ff695839d655407cc8490bb7a5d82337a86a6b39c3f0258aa6c3b582fc58";

/** Returns { genesis, abi } for the contracts folder `root`. */
export async function buildGenesis(root) {
  const compiled = compile(root);
  const nursery = await Nursery.open();
  const genesis = {};
  const abi = {};
  await addEntryPoint(root, nursery, genesis, abi);
  for (const { contract, source, address, args } of PLACES) {
    const found = compiled.get(`${source}:${contract}`);
    if (!found) throw new Error(`${source} has no contract ${contract}`);
    genesis[address] = { name: contract, ...(await nursery.create(address, found.creation + args)) };
    abi[contract] = found.abi;
  }
  return { genesis, abi };
}

async function addEntryPoint(root, nursery, genesis, abi) {
  const artifacts = join(root, "node_modules", "@account-abstraction", "contracts", "artifacts");
  const artifact = JSON.parse(readFileSync(join(artifacts, "EntryPoint.json"), "utf8"));
  const made = await nursery.create(ENTRY_POINT, artifact.bytecode.slice(2));
  const hash = Buffer.from(keccak_256(Buffer.from(made.code.slice(2), "hex"))).toString("hex");
  if (hash !== ENTRY_POINT_HASH) throw new Error(`EntryPoint code hash is ${hash}, expected ${ENTRY_POINT_HASH}`);
  const senderCreator = await nursery.codeAt(SENDER_CREATOR);
  if (senderCreator === "0x") throw new Error("the EntryPoint did not make its SenderCreator");
  genesis[ENTRY_POINT] = { name: "EntryPoint", ...made };
  genesis[SENDER_CREATOR] = { name: "SenderCreator", code: senderCreator, storage: {} };
  abi.EntryPoint = artifact.abi;
}
