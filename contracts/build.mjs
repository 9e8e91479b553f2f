// Builds out/genesis.json and out/abi.json: every contract of the local network at its address.
//
// `node contracts/build.mjs` installs the pinned packages by `npm ci` when node_modules is missing,
// compiles src/ with solc, runs each constructor in a small EVM and writes
//   genesis.json  { "<address>": { "name", "code", "storage" } }
//   abi.json      { "<name>": [ABI entries] }
// Nothing happens when no input changed (hash in out/inputs). `--force` builds anyway.
// Refuses: compiler warnings in our sources, and an EntryPoint whose code hash is not the known one.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { solidityFiles } from "./tools/compile.mjs";

const ROOT = dirname(fileURLToPath(import.meta.url));
const OUT = join(ROOT, "out");
const STAMP = join(OUT, "inputs");
const PRODUCTS = ["genesis.json", "abi.json"].map((name) => join(OUT, name));
const MACHINERY = ["build.mjs", "package-lock.json", "addresses", "compile", "deploy", "genesis"].map((name) =>
  name.includes(".") ? name : `tools/${name}.mjs`,
);

function inputHash() {
  const hash = createHash("sha256");
  const names = [...MACHINERY, ...solidityFiles(join(ROOT, "src")).map((name) => `src/${name}`)];
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(ROOT, name))).update("\0");
  return hash.digest("hex");
}

function isFresh(hash) {
  return PRODUCTS.every(existsSync) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash;
}

/** Whole file or none: a killed build never leaves half a genesis. */
function writeJson(path, value) {
  writeFileSync(`${path}.part`, `${JSON.stringify(value, null, 1)}\n`);
  renameSync(`${path}.part`, path);
}

function installPackages() {
  if (existsSync(join(ROOT, "node_modules", ".package-lock.json"))) return;
  console.log("contracts: installing the pinned packages (npm ci)");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["ci"], { cwd: ROOT, stdio: "inherit", shell: process.platform === "win32" });
}

async function main() {
  const hash = inputHash();
  if (isFresh(hash) && !process.argv.includes("--force")) {
    console.log("contracts: nothing changed");
    return;
  }
  installPackages();
  const started = Date.now();
  const { buildGenesis } = await import("./tools/genesis.mjs");
  const { genesis, abi } = await buildGenesis(ROOT);
  mkdirSync(OUT, { recursive: true });
  rmSync(STAMP, { force: true });
  writeJson(PRODUCTS[0], genesis);
  writeJson(PRODUCTS[1], abi);
  writeFileSync(STAMP, hash);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`contracts: ${Object.keys(genesis).length} contracts written to contracts/out in ${seconds} s`);
}

main().catch((error) => {
  console.error(`contracts: the build stopped.\n${error.message}`);
  process.exitCode = 1;
});
