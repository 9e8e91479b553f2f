/** The mock wallet's answers about the off switch when all is well with it, and about drift. */
import { fireOnChain, HASH, switchHealth, switchOfKey, switchOnChain } from "./make";

const nowSecs = () => Math.floor(Date.now() / 1000);

const baseDown = "Base did not answer within 5 seconds.";

const base = (change: object) => switchOnChain({ chainId: 8453, network: "Base", ...change });

const partly = () => ({
  proven: false,
  chains: [
    fireOnChain(),
    fireOnChain({ chainId: 8453, network: "Base", fired: [{ what: "End all keys", by: "bundler", status: "unknown", transaction: HASH, problem: "The bundler gave no answer." }], ended: [], readAt: null, problem: baseDown, todo: "Fire again when Base answers." }),
  ],
});

/** Answers about the off switch, with Base down when it is fired. */
export const ending = (): Record<string, () => unknown> => ({
  drift_list: () => [],
  switch_health: () => switchHealth({ keys: [switchOfKey(), switchOfKey({ keyId: 1, name: "Rebalancer", chains: [switchOnChain(), base({ readAt: { block: 24118902, at: nowSecs() - 9 } })] })] }),
  switch_renew: () => switchHealth(),
  switch_fire: partly,
});
