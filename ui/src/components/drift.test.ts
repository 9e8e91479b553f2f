/** Differences are named for what they are, the worst first. */
import { describe, expect, it } from "vitest";
import { drift } from "../../mocks/make";
import { driftRow, driftTitle, worstFirst } from "./drift";

describe("rows", () => {
  it.each([
    ["foreignPermission", "question"],
    ["keyGone", "dash"],
    ["contentsDiffer", "differs"],
    ["foreignOperation", "triangle"],
  ] as const)("%s has the sign %s", (kind, sign) => {
    expect(driftRow({ kind, severity: "warn" })).toMatchObject({ sign, tone: "warn" });
  });
  it("takes its colour from how bad the wallet says it is", () => {
    expect(driftRow({ kind: "keyGone", severity: "info" }).tone).toBe("neutral");
    expect(driftRow({ kind: "foreignOperation", severity: "stop" }).tone).toBe("stop");
  });
});

it("lists the worst first, then the newest", () => {
  const list = [drift({ severity: "info", block: 9 }), drift({ severity: "stop", block: 3 }), drift({ severity: "stop", block: 7 }), drift({ severity: "warn", block: null })];
  expect(worstFirst(list).map(({ severity, block }) => [severity, block])).toEqual([["stop", 7], ["stop", 3], ["warn", null], ["info", 9]]);
});

it("says possible theft only where an operation is not ours", () => {
  expect(driftTitle([drift({ kind: "foreignOperation" })])).toMatch(/^Possible theft/);
  expect(driftTitle([drift({ kind: "keyGone" })])).not.toMatch(/theft/);
});
