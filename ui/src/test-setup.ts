/** Matchers for every test, and the pieces of a browser that the test DOM lacks. */
import "@testing-library/jest-dom/vitest";

if (globalThis.Element) {
  Element.prototype.scrollIntoView ??= () => {};
  Element.prototype.hasPointerCapture ??= () => false;
}
