// Runs creation code in a small EVM *at* the address where the contract is to live, so that
// immutables, constructor storage and contracts made by the constructor come out right.
//
// Nothing is sent to any node. Refuses creation code that reverts or that leaves no code behind.

import { createEVM } from "@ethereumjs/evm";
import { Account, bytesToHex, createAddressFromString, hexToBytes, unpadBytes } from "@ethereumjs/util";

const DEPLOYER = createAddressFromString("0x4e59b44847b379578588920cA78FbF26c0B4956C");
const GAS = 100_000_000n;

/** One EVM in which the contracts of the genesis are created one after the other. */
export class Nursery {
  static async open() {
    const nursery = new Nursery();
    nursery.evm = await createEVM({ allowUnlimitedContractSize: true, allowUnlimitedInitCodeSize: true });
    nursery.state = nursery.evm.stateManager;
    return nursery;
  }

  /** Creates `creation` (hex) at `address`. Returns { code, storage } as hex, storage keyed by 32-byte slot. */
  async create(address, creation) {
    const to = createAddressFromString(address);
    await this.state.putAccount(to, new Account(1n, 0n));
    await this.state.putCode(to, hexToBytes(`0x${creation}`));
    const slots = this.#recordStorage(to);
    const { execResult } = await this.evm.runCall({ to, caller: DEPLOYER, gasLimit: GAS });
    slots.stop();
    if (execResult.exceptionError) throw new Error(`${address}: creation failed: ${execResult.exceptionError.error}`);
    const code = execResult.returnValue;
    if (code.length === 0) throw new Error(`${address}: creation left no code`);
    await this.state.putCode(to, code);
    return { code: bytesToHex(code), storage: await this.#read(to, slots.touched) };
  }

  /** Code at an address that a constructor filled, as hex ("0x" when empty). */
  async codeAt(address) {
    return bytesToHex(await this.state.getCode(createAddressFromString(address)));
  }

  #recordStorage(owner) {
    const touched = new Set();
    const original = this.state.putStorage;
    this.state.putStorage = function record(address, key, value) {
      if (address.equals(owner)) touched.add(bytesToHex(key));
      return original.call(this, address, key, value);
    };
    return { touched, stop: () => { this.state.putStorage = original; } };
  }

  async #read(owner, touched) {
    const storage = {};
    for (const key of touched) {
      const value = unpadBytes(await this.state.getStorage(owner, hexToBytes(key)));
      if (value.length > 0) storage[key] = `0x${bytesToHex(value).slice(2).padStart(64, "0")}`;
    }
    return storage;
  }
}
