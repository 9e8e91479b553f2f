// Compiles Solidity with the JavaScript build of solc and returns creation code and ABI.
//
// Imports are resolved from src/ and from node_modules, nowhere else: no network, no file outside.
// Refuses to go on after a compiler error or a warning in our own sources.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const SETTINGS = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: "cancun",
  metadata: { appendCBOR: false, bytecodeHash: "none" },
  outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
};

/** All Solidity files below `folder`, as paths relative to it, sorted. */
export function solidityFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => name.split("\\").join("/"))
    .filter((name) => name.endsWith(".sol"))
    .sort();
}

/**
 * Compiles every file below `root`/`folder`, with what they import. Returns Map "folder/file:Contract" →
 * { abi, creation } (creation as hex without 0x).
 */
export function compile(root, folder = "src") {
  const solc = createRequire(join(root, "package.json"))("solc");
  const names = solidityFiles(join(root, folder)).map((name) => `${folder}/${name}`);
  const content = (name) => readFileSync(join(root, name), "utf8");
  const sources = Object.fromEntries(names.map((name) => [name, { content: content(name) }]));
  const input = { language: "Solidity", sources, settings: SETTINGS };
  const findImport = (name) => {
    try {
      return { contents: content(name.startsWith("src/") ? name : `node_modules/${name}`) };
    } catch {
      return { error: `${name} is neither below src/ nor in node_modules` };
    }
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
  refuseDiagnostics(output.errors ?? [], sources);
  return contractsOf(output.contracts);
}

function refuseDiagnostics(diagnostics, sources) {
  const ours = diagnostics.filter((d) => d.severity === "error" || d.sourceLocation?.file in sources);
  if (ours.length === 0) return;
  throw new Error(ours.map((d) => d.formattedMessage).join("\n"));
}

function contractsOf(files) {
  const found = new Map();
  for (const [file, contracts] of Object.entries(files)) {
    for (const [name, { abi, evm }] of Object.entries(contracts)) {
      found.set(`${file}:${name}`, { abi, creation: evm.bytecode.object });
    }
  }
  return found;
}
