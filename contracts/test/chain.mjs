// A chain for tests: the built genesis in a small EVM, without blocks, fees or nonces.
//
// Refuses to start when out/genesis.json was not built.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createEVM } from "@ethereumjs/evm";
import { Account, bytesToHex, createAddressFromString, hexToBytes } from "@ethereumjs/util";
import { encode, selector } from "../tools/abi.mjs";
import { compile } from "../tools/compile.mjs";

const GENESIS = new URL("../out/genesis.json", import.meta.url);
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const GAS = 50_000_000n;

export const SOMEBODY = "0x00000000000000000000000000000000000a11ce";

export class Chain {
  static async open() {
    const chain = new Chain();
    chain.evm = await createEVM({ allowUnlimitedContractSize: true });
    const genesis = JSON.parse(readFileSync(GENESIS, "utf8"));
    chain.at = Object.fromEntries(Object.entries(genesis).map(([address, { name }]) => [name, address]));
    for (const [address, { code, storage }] of Object.entries(genesis)) await chain.put(address, code, storage);
    return chain;
  }

  async put(address, code, storage = {}) {
    const owner = createAddressFromString(address);
    const state = this.evm.stateManager;
    await state.putAccount(owner, new Account(1n, 0n));
    await state.putCode(owner, hexToBytes(code));
    for (const [slot, value] of Object.entries(storage)) await state.putStorage(owner, hexToBytes(slot), hexToBytes(value));
  }

  async fund(address, wei) {
    await this.evm.stateManager.putAccount(createAddressFromString(address), new Account(0n, wei));
  }

  async codeAt(address) {
    return bytesToHex(await this.evm.stateManager.getCode(createAddressFromString(address)));
  }

  /** One call that stays: { ok, data, logs }, data = what was returned or reverted with, as hex. */
  async call(to, data, { from = SOMEBODY, value = 0n } = {}) {
    const [caller, target] = [from, to].map((address) => createAddressFromString(address));
    const { execResult } = await this.evm.runCall({ caller, to: target, data: hexToBytes(data), value, gasLimit: GAS });
    const { exceptionError, returnValue, logs = [] } = execResult;
    return { ok: !exceptionError, data: bytesToHex(returnValue), logs };
  }
}

/** Creation code of the modules that only tests use, by contract name. */
export function testModules() {
  const compiled = compile(ROOT, "test/modules");
  return Object.fromEntries([...compiled].map(([key, { creation }]) => [key.split(":")[1], `0x${creation}`]));
}

/** Deploys creation code through the deterministic deployer and returns the address. */
export async function deploy(chain, creation, salt = 0n) {
  const { ok, data } = await chain.call(chain.at.DeterministicDeployer, `0x${encode(["uint256"], [salt])}${creation.slice(2)}`);
  if (!ok) throw new Error("the deployer refused the creation code");
  return data;
}

/** Revert data of `Error(string)`. */
export const errorText = (text) => `0x08c379a0${encode(["string"], [text])}`;

/** Revert data of an error without arguments. */
export const errorName = (name) => `0x${selector(`${name}()`)}`;
