/** What the mock wallet says of the ways out without a bundler, and of the panic key. */

import type { Amount, ExitReport, ExitWays, PanicKeyView } from "../src/bindings";
import type { Answers } from "./scenes";

const eth = (formatted: string): Amount => ({ atomic: "20000000000000000", decimals: 18, symbol: "ETH", formatted });

/** A panic key with coin on one network of two. */
export function panicKey(change: Partial<PanicKeyView> = {}): PanicKeyView {
  return {
    address: "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",
    balances: [
      { chainId: 31337, network: "Local network", balance: eth("0.02"), problem: null },
      { chainId: 8453, network: "Base", balance: null, problem: "Base does not answer." },
    ],
    ...change,
  };
}

/** The ways on two networks: one with everything, one where the bundler is down and nobody has coin. */
export function exitWays(): ExitWays[] {
  const payer = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
  return [
    {
      chainId: 31337,
      network: "Local network",
      bundler: { works: true, why: "The bundler answers.", payer: null, balance: null },
      direct: { works: true, why: "Your owner key's own address can call the account.", payer, balance: eth("0.02") },
      panicKey: { works: true, why: "The panic key can send prepared kills.", payer, balance: eth("0.02") },
    },
    {
      chainId: 8453,
      network: "Base",
      bundler: { works: false, why: "The bundler does not answer: no connection.", payer: null, balance: null },
      direct: { works: false, why: "Not possible: the account does not exist there yet.", payer: null, balance: null },
      panicKey: { works: false, why: "There is no panic key. Make one and send a little coin to it.", payer: null, balance: null },
    },
  ];
}

/** Keys ended by the owner's own address on one network. */
export function exitReport(change: Partial<ExitReport> = {}): ExitReport {
  return {
    proven: true,
    chains: [
      {
        chainId: 31337,
        network: "Local network",
        transaction: `0x${"5a".repeat(32)}`,
        readAt: { block: 128, at: 1_795_165_200 },
        ended: ["Rent"],
        alive: [],
        problem: null,
      },
    ],
    ...change,
  };
}

/** The commands of the ways out. */
export const exits = (): Answers => ({
  exit_ways: () => exitWays(),
  exit_direct: () => exitReport(),
  panic_key: () => panicKey(),
  panic_key_make: () => panicKey(),
  kill_bundle_save: () => "/home/you/latchkey-kill-bundle-1",
});
