/** Numbers and times read the same everywhere, whatever the clock says. */
import { describe, expect, it } from "vitest";
import { age, clip, count, countdown, localTime, plural, someNames, until, utcTime } from "./format";

const AT = Date.UTC(2026, 11, 14, 8, 0) / 1000;

describe("count", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [12480, "12\u2009480"],
    [24118902, "24\u2009118\u2009902"],
  ])("parts %i by thin spaces", (n, text) => expect(count(n)).toBe(text));
  it("chooses the word by the number", () => {
    expect(plural(1, "key")).toBe("1 key");
    expect(plural(0, "key")).toBe("0 keys");
    expect(plural(2, "entry", "entries")).toBe("2 entries");
  });
});

it("names three and counts the rest", () => {
  expect(someNames(["a", "b"])).toBe("a, b");
  expect(someNames(["x", "x", "x", "x", "x"])).toBe("x, x, x and 2 more");
});

it("clips by characters and marks the cut", () => {
  expect(clip("Rent", 4)).toBe("Rent");
  expect(clip("ääääää", 4)).toBe("äää\u2026");
});

describe("age and until", () => {
  it.each([
    [0, "just now"],
    [4, "4 s ago"],
    [61, "1 min ago"],
    [3 * 3600, "3 h ago"],
    [3 * 86400, "3 days ago"],
    [-50, "just now"],
  ])("%i s back is %s", (back, text) => expect(age(AT - back, AT)).toBe(text));
  it.each([
    [0, "ended"],
    [-5, "ended"],
    [59, "59 s"],
    [24 * 3600 - 40, "24 h"],
    [47 * 3600, "47 h"],
    [24 * 86400, "24 days"],
  ])("%i s ahead is %s", (ahead, text) => expect(until(AT + ahead, AT)).toBe(text));
});

describe("times", () => {
  it("gives local time and UTC beside it", () => {
    expect(localTime(AT, "Europe/Berlin")).toBe("14 Dec 2026, 09:00");
    expect(utcTime(AT, "Europe/Berlin")).toBe("08:00 UTC");
  });
  it("names the UTC day when it is another one", () => {
    expect(utcTime(AT - 8 * 3600 - 60, "Europe/Berlin")).toBe("13 Dec, 23:59 UTC");
  });
});

it.each([
  [0, "now"],
  [-9, "now"],
  [42, "42 s"],
  [245, "4 min 5 s"],
  [3 * 3600 + 12 * 60 + 9, "3 h 12 min"],
  [50 * 3600, "2 days 2 h"],
])("%i s from now counts down as %s", (ahead, text) => expect(countdown(AT + ahead, AT)).toBe(text));
