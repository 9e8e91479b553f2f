/**
 * How a key's row reads. Pure: views in, words, tones and signs out.
 * Colour has a job: green only for what was read from the chain and is good, red only for what can
 * still harm, grey for ended and for unknown.
 */
import type { KeyOnChain, KeyMessages, KeyState, KeyView } from "../../api";
import type { SignName } from "../../components/signs";
import { age, clip, count, until } from "../../lib/format";

export interface StateView {
  tone: "ok" | "accent" | "warn" | "stop" | "neutral";
  sign: SignName;
  word: string;
}

const STATES: Record<KeyState, StateView> = {
  notDeployed: { tone: "accent", sign: "ring", word: "approved, unused" },
  approvedUnused: { tone: "accent", sign: "ring", word: "approved, unused" },
  approvalDormant: { tone: "warn", sign: "dashed", word: "approved for later" },
  installed: { tone: "ok", sign: "dot", word: "installed" },
  approvalStale: { tone: "warn", sign: "triangle", word: "approval stale" },
  invalidated: { tone: "neutral", sign: "dash", word: "ended" },
  uninstalled: { tone: "neutral", sign: "dash", word: "uninstalled" },
  expired: { tone: "neutral", sign: "dash", word: "expired" },
  exhausted: { tone: "neutral", sign: "dash", word: "used up" },
  drifted: { tone: "stop", sign: "differs", word: "not as approved" },
  unknown: { tone: "neutral", sign: "question", word: "unknown" },
};

/** States in which a key sends nothing any more, and may still sign messages all the same. */
const ENDED: readonly KeyState[] = ["invalidated", "uninstalled", "expired", "exhausted"];

/** How a key on a chain is drawn. One that sends nothing and still signs messages is red: it can harm. */
export function stateView({ state, messages }: Pick<KeyOnChain, "state" | "messages">): StateView {
  const view = STATES[state];
  if (!ENDED.includes(state) || messages === "nobody") return view;
  if (messages === "unknown") return { tone: "warn", sign: "square", word: `${view.word}, may sign messages` };
  return { tone: "stop", sign: "square", word: `${view.word}, signs messages` };
}

/** Who may have messages signed by a key, in words. */
export function messagesText(messages: KeyMessages): string {
  switch (messages) {
    case "nobody":
      return "It signs no messages.";
    case "listed":
      return "It signs messages for the contracts you named.";
    case "anybody":
      return "It signs messages for any contract.";
    case "unknown":
      return "Whether it signs messages is not known.";
  }
}

/** The words behind a state pill: what it means, and when that was read. */
export function stateTitle(state: KeyOnChain, now: number): string {
  const read = state.readAt ? `Read at block ${count(state.readAt.block)}, ${age(state.readAt.at, now)}` : "Could not be read";
  return `${state.network}: ${state.words.replace(/\.$/, "")}. ${read}.`;
}

/** `3 of 7`, or `3` without a limit. */
export function usedText(key: KeyView): string {
  return key.uses === null ? count(key.used) : `${count(key.used)} of ${count(key.uses)}`;
}

/** `24 days`, `ended`, `no end`. */
export function endsText(key: KeyView, now: number): string {
  if (key.ended) return "ended";
  return key.endsAt === null ? "no end" : until(key.endsAt, now);
}

/** Who has the private half, and what that means. */
export function holderText(key: KeyView): string {
  switch (key.holder) {
    case "vault":
      return "Latchkey: it signs only while agent access is on";
    case "agent":
      return `${clip(key.agent, 36)} itself: only the chain can end it`;
    case "nobody":
      return "nobody: removed once the chain had ended it";
  }
}

/** The one action of a row: nothing once the key is ended everywhere. */
export function actionOf(key: KeyView): "Revoke" | "Uninstall" | undefined {
  if (key.ended) return undefined;
  const over = key.states.length > 0 && key.states.every(({ state }) => state === "expired" || state === "exhausted");
  return over ? "Uninstall" : "Revoke";
}

export type Shown = "live" | "ended";

/** Live keys and ended ones, newest grant first. */
export function split(keys: readonly KeyView[]): Record<Shown, KeyView[]> {
  const sorted = keys.toSorted((a, b) => b.grantedAt - a.grantedAt);
  return { live: sorted.filter((key) => !key.ended), ended: sorted.filter((key) => key.ended) };
}

/** Keys with a state that a person should know of: odd ones of live keys, and ended ones that still sign messages. */
export function needingALook(keys: readonly KeyView[]): KeyView[] {
  const odd: KeyState[] = ["approvalStale", "approvalDormant", "drifted", "unknown"];
  return keys.filter((key) => key.states.some((on) => (!key.ended && odd.includes(on.state)) || stateView(on).sign === "square"));
}
