/** What the mock wallet says of the off switch: one row for each state, and a firing that half worked. */
import type { FireReport, SwitchHealth, SwitchOnChain } from "../src/bindings";
import { HASH } from "./make";
import type { Answers } from "./scenes";

const nowSecs = () => Math.floor(Date.now() / 1000);

/** The off switch of one key on one network; ready unless a test says otherwise. */
export function switchOnChain(change: Partial<SwitchOnChain> = {}): SwitchOnChain {
  return {
    chainId: 31337,
    network: "Local",
    state: "ready",
    why: "A bundler can carry it, and so can anybody who pays for the transaction.",
    todo: "",
    readAt: { block: 1184, at: nowSecs() - 4 },
    ...change,
  };
}

const base = (change: Partial<SwitchOnChain>) => switchOnChain({ chainId: 8453, network: "Base", ...change });

/** Every state once. */
export function switchHealth(change: Partial<SwitchHealth> = {}): SwitchHealth {
  return {
    keys: [
      {
        keyId: 1,
        name: "Rebalancer",
        chains: [
          switchOnChain(),
          base({ state: "stale", why: "Gas costs more now than was signed for, so no bundler would take it.", todo: "Renew the off switch; the owner is asked once." }),
        ],
      },
      {
        keyId: 2,
        name: "Rent",
        chains: [
          switchOnChain({ state: "spent", why: "It was used, or withdrawn, and works no more; the key is still alive.", todo: "Revoke this key with the owner key, and grant a new one." }),
          base({ state: "unknown", why: "Base does not answer.", todo: "Read again when the network answers.", readAt: null }),
        ],
      },
      {
        keyId: 3,
        name: "Old trader",
        chains: [
          switchOnChain({ state: "missing", why: "None was signed with this key: its owner key approves one thing at a time.", todo: "Renew the off switch; the owner is asked once." }),
          base({ state: "disarmable", why: "No off switch was signed: the key may call anything, so it could use up the prepared stop; limit its calls.", todo: "Without the owner key it cannot be stopped on chain. Grant a key with a list of calls instead." }),
        ],
      },
    ],
    needsRenewal: true,
    ...change,
  };
}

/** One network proven, one that did not answer. */
export function fireReport(change: Partial<FireReport> = {}): FireReport {
  return {
    chains: [
      {
        chainId: 31337,
        network: "Local",
        fired: [{ what: "every key", by: "bundler", status: "included", transaction: HASH, problem: null }],
        ended: ["Rebalancer", "Rent"],
        alive: [],
        readAt: { block: 1190, at: nowSecs() },
        problem: null,
        todo: null,
      },
      {
        chainId: 8453,
        network: "Base",
        fired: [],
        ended: [],
        alive: ["Rebalancer"],
        readAt: null,
        problem: "Base does not answer.",
        todo: "Fire again when it answers.",
      },
    ],
    proven: false,
    ...change,
  };
}

/** The commands of the off switch. */
export const offSwitch = (): Answers => ({
  switch_health: () => switchHealth(),
  switch_renew: () => switchHealth({ needsRenewal: false }),
  switch_fire: () => fireReport(),
});
