/**
 * How a difference between the chain and this app's records reads. Pure. Refuses to call anything
 * theft that the wallet did not call so; "possible" stays in the words.
 */
import type { DriftView } from "../api";
import type { SignName } from "./signs";

export interface DriftRow {
  tone: "neutral" | "warn" | "stop";
  sign: SignName;
  word: string;
}

const TONES = { info: "neutral", warn: "warn", stop: "stop" } as const;

const KINDS: Record<DriftView["kind"], { sign: SignName; word: string }> = {
  foreignPermission: { sign: "question", word: "unknown key" },
  keyGone: { sign: "dash", word: "key gone" },
  contentsDiffer: { sign: "differs", word: "other rules" },
  foreignOperation: { sign: "triangle", word: "possible theft" },
};

/** How one is drawn. */
export function driftRow({ kind, severity }: Pick<DriftView, "kind" | "severity">): DriftRow {
  return { tone: TONES[severity], ...KINDS[kind] };
}

const RANK = { stop: 0, warn: 1, info: 2 } as const;

/** The worst first, then the newest block. */
export function worstFirst(list: readonly DriftView[]): DriftView[] {
  return list.toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || (b.block ?? 0) - (a.block ?? 0));
}

/** The heading over them. */
export function driftTitle(list: readonly DriftView[]): string {
  return list.some(({ kind }) => kind === "foreignOperation") ? "Possible theft: the chain shows what this app did not do" : "The chain differs from this app's records";
}
