/**
 * The words of Stop all keys. Pure. The local stop is told apart from the end on chain: the first is
 * a fact of this computer, the second is only true once read back.
 */
import type { StopReport } from "../api";
import { count, plural } from "../lib/format";

/** What the local stop came to. */
export function stoppedLocally(report: StopReport): string {
  return `Agent access is off and the program that signs for agents has ended, ${count(report.millis)}\u00a0ms after you asked. No agent can get a signature from this computer.`;
}

/** What is left to do on chain. */
export function leftOnChain(report: StopReport): string {
  if (report.stillOnChain === 0) return "No key is alive on any network. There is nothing left to end.";
  const keys = plural(report.stillOnChain, "key");
  return `${keys} can still act on chain: a copy of a session key, if somebody has one, works until it is ended there. Ending sends one operation on each network and needs your owner key in Latchkey's own window.`;
}

/** Whether a key press is the shortcut: Ctrl+Shift+K, or Cmd+Shift+K. */
export function isStopShortcut(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && event.shiftKey && !event.altKey && event.code === "KeyK";
}
