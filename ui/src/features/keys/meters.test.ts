/** Meters show what is left and what is spent, and never call unread or unlimited things used up. */
import { describe, expect, it } from "vitest";
import { amount, meters } from "../../../mocks/make";
import { meterRows, share } from "./meters";

const NOW = 1_800_000_000;
const row = (change: object, label: string) => meterRows(meters(change), NOW).find((one) => one.label === label);

describe("uses", () => {
  it("counts what is left of how many", () => {
    expect(row({ usesLeft: 2, uses: 3 }, "Uses left")).toMatchObject({ text: "2 of 3", left: 66, over: false });
    expect(row({ usesLeft: 0, uses: 3 }, "Uses left")).toMatchObject({ left: 0, over: true });
  });
  it("says that nothing limits them, and how many there were", () => {
    expect(row({ usesLeft: null, uses: null, operations: 1 }, "Uses left")).toEqual({ label: "Uses left", text: "no limit · 1 operation so far" });
  });
});

describe("gas", () => {
  it("is the wallet's text, with a bar", () => {
    const left = row({ gasLeft: { ...amount("0.003", "ETH"), atomic: "3000000000000000" }, gasBudget: { ...amount("0.004", "ETH"), atomic: "4000000000000000" } }, "Gas left");
    expect(left).toMatchObject({ text: "0.003 of 0.004 ETH", left: 75 });
  });
  it("has no bar without a budget", () => {
    expect(row({ gasLeft: null, gasBudget: null }, "Gas left")).toEqual({ label: "Gas left", text: "no limit" });
  });
});

describe("next allowed", () => {
  it("counts down, and then says now", () => {
    expect(row({ nextAllowedAt: NOW + 245 }, "Next allowed")?.text).toBe("in 4 min 5 s");
    expect(row({ nextAllowedAt: NOW }, "Next allowed")?.text).toBe("now");
  });
  it("is not there where nothing spaces the uses", () => {
    expect(row({ nextAllowedAt: null }, "Next allowed")).toBeUndefined();
  });
});

it("lists what was spent, token by token", () => {
  expect(row({ spent: [amount("25"), amount("0.1", "ETH")] }, "Spent so far")?.text).toBe("25 DUSD, 0.1 ETH");
  expect(row({ spent: [] }, "Spent so far")?.text).toBe("nothing yet");
});

it("never draws a bar as empty while something is left, nor beyond its end", () => {
  expect(share(1n, 100_000n)).toBe(1);
  expect(share(0n, 5n)).toBe(0);
  expect(share(9n, 5n)).toBe(100);
});
