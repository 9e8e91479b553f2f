/** Stop all keys says what is true here, and what is not yet true on chain. */
import { expect, it } from "vitest";
import { isStopShortcut, leftOnChain, stoppedLocally } from "./stop";

it("names the time until no agent could sign", () => {
  expect(stoppedLocally({ millis: 1200, stillOnChain: 0 })).toContain("1\u2009200\u00a0ms");
});

it("says how many keys live on", () => {
  expect(leftOnChain({ millis: 3, stillOnChain: 1 })).toMatch(/^1 key can still act/);
  expect(leftOnChain({ millis: 3, stillOnChain: 0 })).toContain("nothing left to end");
});

it.each([
  [{ ctrlKey: true, shiftKey: true, code: "KeyK" }, true],
  [{ metaKey: true, shiftKey: true, code: "KeyK" }, true],
  [{ ctrlKey: true, code: "KeyK" }, false],
  [{ ctrlKey: true, shiftKey: true, altKey: true, code: "KeyK" }, false],
  [{ ctrlKey: true, shiftKey: true, code: "KeyJ" }, false],
])("%o is the shortcut: %s", (keys, is) => {
  expect(isStopShortcut(new KeyboardEvent("keydown", keys))).toBe(is);
});
