// JSON-RPC to the node that a replay runs against, and the block it needs for each step.
//
// Every transaction is signed here and sent raw: the node needs no accounts. Needs the development
// methods evm_snapshot, evm_revert, evm_mine, evm_setNextBlockTimestamp, anvil_setBalance, anvil_setCode,
// anvil_setStorageAt, and for traces of another chain anvil_setChainId. Refuses HTTP errors.

import { signTransaction } from "./transaction.mjs";

const GAS = 14_000_000n;
const GWEI = 1_000_000_000n;
const hex = (value) => `0x${BigInt(value).toString(16)}`;

export class Node {
  constructor(url) {
    this.url = url;
    this.id = 0;
  }

  /** { result } or { error }. */
  async ask(method, params) {
    const body = JSON.stringify({ jsonrpc: "2.0", id: (this.id += 1), method, params });
    const answer = await fetch(this.url, { method: "POST", headers: { "content-type": "application/json" }, body });
    if (!answer.ok) throw new Error(`${method}: HTTP ${answer.status}`);
    return answer.json();
  }

  async must(method, ...params) {
    const { result, error } = await this.ask(method, params);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** eth_call on the latest block: { returns } or { reverts } as hex. */
  async call(from, to, data, value = "0x0") {
    const { result, error } = await this.ask("eth_call", [{ from, to, data, value, gas: hex(GAS) }, "latest"]);
    if (!error) return { returns: result };
    const reason = typeof error.data === "object" && error.data !== null ? error.data.data : error.data;
    if (error.code !== 3 && reason === undefined) throw new Error(`eth_call: ${error.message}`);
    return { reverts: reason ?? "0x" };
  }

  async mineEmpty(at) {
    await this.must("evm_setNextBlockTimestamp", hex(at));
    await this.must("evm_mine");
  }

  /** Sends a transaction into a block of timestamp `at` and returns its receipt. */
  async send({ from, to, data, value, privateKey }, at) {
    const block = await this.must("eth_getBlockByNumber", "latest", false);
    const chainId = await this.must("eth_chainId");
    const nonce = await this.must("eth_getTransactionCount", from, "latest");
    const maxFeePerGas = BigInt(block.baseFeePerGas ?? 0) * 2n + GWEI;
    const fees = { maxFeePerGas, maxPriorityFeePerGas: GWEI, gas: GAS };
    const raw = signTransaction({ chainId, nonce, ...fees, to, data, value }, privateKey);
    await this.must("evm_setNextBlockTimestamp", hex(at));
    const hash = await this.must("eth_sendRawTransaction", raw);
    const receipt = await this.#receipt(hash);
    const mined = await this.must("eth_getBlockByNumber", receipt.blockNumber, false);
    if (BigInt(mined.timestamp) !== BigInt(at)) throw new Error(`block has time ${BigInt(mined.timestamp)}, not ${at}`);
    return receipt;
  }

  async #receipt(hash) {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const receipt = await this.must("eth_getTransactionReceipt", hash);
      if (receipt) return receipt;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`no receipt for ${hash}`);
  }

  /** Puts a genesis file's contracts into a node that was started without it. */
  async place(genesis) {
    for (const [address, { code, storage }] of Object.entries(genesis)) {
      await this.must("anvil_setCode", address, code);
      for (const [slot, value] of Object.entries(storage)) await this.must("anvil_setStorageAt", address, slot, value);
    }
  }

  /** Balances, missing code and chain id of a trace. */
  async prepare(trace) {
    if (BigInt(await this.must("eth_chainId")) !== BigInt(trace.chainId)) {
      await this.must("anvil_setChainId", trace.chainId);
    }
    for (const { address, wei } of trace.setup.balances) await this.must("anvil_setBalance", address, wei);
    for (const { address, runtime } of trace.setup.code) {
      const present = await this.must("eth_getCode", address, "latest");
      if (present === "0x") await this.must("anvil_setCode", address, runtime);
    }
  }
}
