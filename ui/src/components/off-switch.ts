/**
 * The health of the off switch in words: operations that were signed with each grant, and end its key
 * without the owner key. Pure. Refuses to call ready what the wallet could not check.
 */
import type { SwitchHealth, SwitchOfKey, SwitchOnChain } from "../api";
import { someNames } from "../lib/format";
import type { SignName } from "./signs";

export interface SwitchRow {
  tone: "ok" | "warn" | "stop" | "neutral";
  sign: SignName;
  word: string;
}

const ROWS: Record<SwitchOnChain["state"], SwitchRow> = {
  ready: { tone: "ok", sign: "dot", word: "ready" },
  spent: { tone: "warn", sign: "dash", word: "used up" },
  stale: { tone: "warn", sign: "triangle", word: "out of date" },
  disarmable: { tone: "stop", sign: "square", word: "can be undone by the key" },
  missing: { tone: "warn", sign: "cross", word: "missing" },
  unknown: { tone: "neutral", sign: "question", word: "unknown" },
};

/** How one key's switch on one network is drawn. */
export function switchRow({ state }: Pick<SwitchOnChain, "state">): SwitchRow {
  return ROWS[state];
}

/** Whether a key's switch works everywhere. */
export function isReady(key: SwitchOfKey): boolean {
  return key.chains.every(({ state }) => state === "ready");
}

/** All of it in a sentence. */
export function switchSummary(health: SwitchHealth): { tone: "ok" | "info" | "warn"; text: string } {
  if (health.keys.length === 0) return { tone: "info", text: "There is no live key, so there is nothing to switch off." };
  const weak = health.keys.filter((key) => !isReady(key));
  if (weak.length === 0) return { tone: "ok", text: "Ready: every live key can be ended on each of its networks without your owner key." };
  const names = someNames(weak.map(({ name }) => name));
  if (health.needsRenewal) return { tone: "warn", text: `Needs renewal: without your owner key, ${names} could not be ended everywhere. Renewing asks for your owner key once.` };
  return { tone: "warn", text: `Not ready everywhere for ${names}: see below why.` };
}

/** The same in two words, for a figure. What was not read is unknown. */
export function switchFigure(health: SwitchHealth | undefined): SwitchRow {
  if (!health) return { tone: "neutral", sign: "question", word: "Unknown" };
  if (health.keys.length === 0) return { tone: "neutral", sign: "dash", word: "No key" };
  if (health.keys.every(isReady)) return { tone: "ok", sign: "dot", word: "Ready" };
  return { tone: "warn", sign: "triangle", word: health.needsRenewal ? "Needs renewal" : "Not everywhere" };
}
