/** Matchers for every test, and the pieces of a browser that the test DOM lacks. */
import "@testing-library/jest-dom/vitest";

Element.prototype.scrollIntoView ??= () => {};
Element.prototype.hasPointerCapture ??= () => false;
