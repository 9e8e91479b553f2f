/** Matchers for every test, and the pieces of a browser that the test DOM lacks. */
import "@testing-library/jest-dom/vitest";
import { configure } from "@testing-library/svelte";

/** Patience for a busy computer; nothing waits longer than it must. */
configure({ asyncUtilTimeout: 60_000 });

if (globalThis.Element) {
  Element.prototype.scrollIntoView ??= () => {};
  Element.prototype.hasPointerCapture ??= () => false;
}
