/** Firing is called done only where a chain was read back. */
import { describe, expect, it } from "vitest";
import { amount, fireOnChain } from "../../mocks/make";
import { exitWays } from "../../mocks/ways";
import { carrier, fireRow, fireSummary, wayRows } from "./fire";

const unread = fireOnChain({ chainId: 8453, network: "Base", readAt: null, ended: [] });
const alive = fireOnChain({ ended: [], alive: ["Rent"] });

describe("rows", () => {
  it("is green only when it was read back and nothing lives", () => {
    expect(fireRow(fireOnChain())).toMatchObject({ tone: "ok", words: "ended" });
    expect(fireRow(unread).tone).toBe("neutral");
    expect(fireRow(alive).tone).toBe("stop");
  });
  it("says who carried it", () => {
    expect(new Set((["bundler", "bundlerUnpaid", "panicKey"] as const).map((by) => carrier({ by }))).size).toBe(3);
  });
});

describe("summary", () => {
  it("is proven only when the wallet says so", () => {
    expect(fireSummary({ proven: true, chains: [fireOnChain()] }).tone).toBe("ok");
    expect(fireSummary({ proven: false, chains: [fireOnChain(), unread] })).toMatchObject({ tone: "warn", text: expect.stringContaining("Base did not answer") });
  });
  it("names the networks where a key lives, first of all", () => {
    expect(fireSummary({ proven: false, chains: [unread, alive] })).toMatchObject({ tone: "stop", text: expect.stringContaining("on Local") });
  });
});

it("says of each way whether it works, why, and from what it pays", () => {
  const rows = wayRows(exitWays({ direct: { works: false, why: "The owner is a passkey.", payer: null, balance: null }, panicKey: { works: true, why: "It can pay.", payer: "0x1", balance: amount("0.01", "ETH") } }));
  expect(rows.map(({ works }) => works)).toEqual([true, false, true]);
  expect(rows[1]?.text).toBe("does not work. The owner is a passkey.");
  expect(rows[2]?.text).toBe("works. It can pay. Has 0.01 ETH.");
});
