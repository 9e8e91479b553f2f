/** Sends the prepared kills of kills.json, and reads from the chain whether the keys are dead. Needs Node 18 and nothing else.
 *
 *   node kill.mjs list
 *   node kill.mjs send  BUNDLER_URL CHAIN_ID [PERMISSION_ID]
 *   node kill.mjs state NODE_URL    CHAIN_ID [PERMISSION_ID]
 *
 * It holds no key and cannot change what was signed. `state` ends with 0 only when every key is dead. */
import { readFileSync } from "node:fs";

const bundle = JSON.parse(readFileSync(new URL("./kills.json", import.meta.url), "utf8"));
const [what, url, chain, key] = process.argv.slice(2);
const here = bundle.kills.filter((k) => k.chainId === Number(chain) && (!key || k.permissionId === key));

async function ask(method, params) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  return answer.json();
}

async function read(method, params) {
  const { result, error } = await ask(method, params);
  if (error || typeof result !== "string") throw new Error(`${method}: ${JSON.stringify(error ?? result)}`);
  return result;
}

const call = (data) => read("eth_call", [{ to: bundle.account, data }, "latest"]);

function list() {
  for (const k of bundle.kills) {
    const with_ = k.createsAccount ? ", creates the account" : "";
    const pays = k.pays ? ", pays its own fee" : ", the sender pays";
    console.log(`${k.number}: chain ${k.chainId}, ${k.permissionId} “${k.key}”: ends ${k.ends}${with_}${pays}`);
  }
}

/** One key: what ends just it. No key named: what ends everything. Those that pay come first: bundlers like them better. */
async function send() {
  const wanted = here.filter((k) => k.ends === (key ? "this key" : "every key"));
  wanted.sort((a, b) => Number(b.pays) - Number(a.pays));
  let taken = 0;
  for (const lane of new Set(wanted.map((k) => k.userOperation.nonce))) {
    for (const k of wanted.filter((one) => one.userOperation.nonce === lane)) {
      const { result, error } = await ask("eth_sendUserOperation", [k.userOperation, bundle.entryPoint]);
      console.log(`${k.number}: ${result ?? `refused: ${JSON.stringify(error)}`}`);
      if (result) { taken += 1; break; }
    }
  }
  if (!taken) process.exitCode = 1;
  console.log(taken ? "Sent. That proves nothing: look with `state`." : "The bundler took none. See README.txt for the other ways.");
}

/** Kernel v3: validationConfig(bytes21) → (uint32 nonce, address hook); currentNonce(); validNonceFrom(). */
async function state() {
  const keys = new Map(here.map((k) => [k.permissionId, k]));
  const code = await read("eth_getCode", [bundle.account, "latest"]);
  for (const k of keys.values()) {
    let words = "ALIVE: the account does not exist there, so its approval is open; send the kill that creates the account";
    if (code !== "0x") {
      const config = await call(`0xb8afe17d${k.validationId.slice(2).padEnd(64, "0")}`);
      const [nonce, hook] = [BigInt(config.slice(0, 66)), BigInt(`0x${config.slice(66, 130)}`)];
      const [current, from] = [BigInt(await call("0xadb610a3")), BigInt(await call("0x90ef8862"))];
      const signedFor = BigInt(k.validationNonce);
      if (hook !== 0n) words = nonce < from ? "dead for operations, but installed: on Kernel up to 0.3.2 it can still sign messages" : "ALIVE: installed";
      else words = nonce >= signedFor || current > signedFor ? "dead" : "ALIVE: approved, not used yet";
    }
    if (words !== "dead") process.exitCode = 1;
    console.log(`${k.permissionId} “${k.key}”: ${words}`);
  }
}

const does = { list, send, state }[what];
if (!does || (what !== "list" && here.length === 0)) {
  console.error("usage: node kill.mjs list | send BUNDLER_URL CHAIN_ID [PERMISSION_ID] | state NODE_URL CHAIN_ID [PERMISSION_ID]");
  process.exitCode = 2;
} else {
  await does();
}
