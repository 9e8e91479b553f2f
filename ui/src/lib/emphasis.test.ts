/** Strong type changes no character of a sentence. */
import { expect, it } from "vitest";
import { emphasise } from "./emphasis";

const SENTENCE =
  "Send up to 12\u2009480.5 DUSD at a time to 0x70E4\u2026F20b, in 3 operations, until 14 Dec 2026, on Local. Nothing else.";

it("loses nothing", () => {
  expect(emphasise(SENTENCE).map(({ text }) => text).join("")).toBe(SENTENCE);
});

it("finds amounts, addresses, counts and dates", () => {
  const strong = emphasise(SENTENCE).filter((part) => part.strong).map(({ text }) => text);
  expect(strong).toEqual(["12\u2009480.5 DUSD", "0x70E4\u2026F20b", "3 operations", "14 Dec 2026"]);
});

it("leaves a sentence without limits alone", () => {
  expect(emphasise("Nothing else.")).toEqual([{ text: "Nothing else.", strong: false }]);
  expect(emphasise("")).toEqual([]);
});
