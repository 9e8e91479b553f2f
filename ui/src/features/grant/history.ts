/**
 * Undo and redo of one value, as data. Pure: every step gives a new history.
 * Refuses: to remember a step that changed nothing, and more than `MOST` of them.
 */
export const MOST = 100;

/** What was, what is, what was undone (the newest last in both lists). */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
}

/** A history that begins here. */
export function begin<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

const same = <T>(a: T, b: T) => JSON.stringify(a) === JSON.stringify(b);

/** After a change. What had been undone is gone; a change to the same value is none. */
export function record<T>(history: History<T>, next: T): History<T> {
  if (same(history.present, next)) return history;
  return { past: [...history.past, history.present].slice(-MOST), present: next, future: [] };
}

/** One step back, if there is one. */
export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), present: before, future: [...history.future, history.present] };
}

/** One step forward again, if one was undone. */
export function redo<T>(history: History<T>): History<T> {
  const after = history.future.at(-1);
  if (after === undefined) return history;
  return { past: [...history.past, history.present], present: after, future: history.future.slice(0, -1) };
}

/** Which of the two a key press means: Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y, with Cmd as on a Mac. */
export function shortcut(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">): "undo" | "redo" | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  if (key === "y" && !event.shiftKey) return "redo";
  if (key !== "z") return undefined;
  return event.shiftKey ? "redo" : "undo";
}
