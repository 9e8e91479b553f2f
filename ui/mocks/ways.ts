/** The ways out and the panic key, made up: one network with all ways, one with none. */
import type { ExitWays } from "../src/api";
import { amount, HASH, OWNER, RECIPIENT } from "./make";

const nowSecs = () => Math.floor(Date.now() / 1000);

const baseDown = "Base did not answer within 5 seconds.";

export function exitWays(change: Partial<ExitWays> = {}): ExitWays {
  return {
    chainId: 31337,
    network: "Local",
    bundler: { works: true, why: "It answers.", payer: null, balance: null },
    direct: { works: true, why: "The owner is an ordinary key.", payer: OWNER, balance: amount("0.02", "ETH") },
    panicKey: { works: true, why: "One use costs about 0.0004 ETH.", payer: RECIPIENT, balance: amount("0.01", "ETH") },
    ...change,
  };
}

const exits = () => [
  exitWays(),
  exitWays({
    chainId: 8453,
    network: "Base",
    bundler: { works: false, why: baseDown, payer: null, balance: null },
    direct: { works: false, why: "The owner key has no coin there. Send a little to its address.", payer: OWNER, balance: amount("0", "ETH") },
    panicKey: { works: false, why: "Its coin there could not be read.", payer: RECIPIENT, balance: null },
  }),
];

const panicKey = () => ({
  address: RECIPIENT,
  balances: [
    { chainId: 31337, network: "Local", balance: amount("0.01", "ETH"), problem: null },
    { chainId: 8453, network: "Base", balance: null, problem: baseDown },
  ],
});

/** Answers to all about ways out. */
export const ways = (): Record<string, () => unknown> => ({
  panic_key: panicKey,
  panic_key_make: panicKey,
  exit_ways: exits,
  exit_direct: () => ({ proven: true, chains: [{ chainId: 31337, network: "Local", transaction: HASH, readAt: { block: 1187, at: nowSecs() }, ended: ["Rent"], alive: [], problem: null }] }),
  kill_bundle_save: () => "/home/you/Documents/latchkey-kill-bundle.json",
});
