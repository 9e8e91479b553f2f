/** The off switch is called ready only where it is, and says what renewal asks for. */
import { describe, expect, it } from "vitest";
import { switchHealth, switchOfKey, switchOnChain } from "../../mocks/make";
import { isReady, switchFigure, switchRow, switchSummary } from "./off-switch";

it.each(["ready", "spent", "stale", "disarmable", "missing", "unknown"] as const)("draws %s with words and a sign", (state) => {
  const row = switchRow({ state });
  expect(row.word).not.toBe("");
  expect(row.tone === "ok").toBe(state === "ready");
});

it("is ready only when every network is", () => {
  expect(isReady(switchOfKey())).toBe(true);
  expect(isReady(switchOfKey({ chains: [switchOnChain(), switchOnChain({ chainId: 8453, state: "unknown" })] }))).toBe(false);
});

describe("summary", () => {
  const stale = switchOfKey({ name: "Rebalancer", chains: [switchOnChain({ state: "stale" })] });
  it("says ready, or whom it does not cover", () => {
    expect(switchSummary(switchHealth()).tone).toBe("ok");
    expect(switchSummary(switchHealth({ keys: [switchOfKey(), stale], needsRenewal: true })).text).toContain("without your owner key, Rebalancer could");
    expect(switchSummary(switchHealth({ keys: [stale], needsRenewal: false })).text).toContain("Not ready everywhere for Rebalancer");
  });
  it("has nothing to promise without keys", () => {
    expect(switchSummary(switchHealth({ keys: [] })).tone).toBe("info");
  });
});

it("never shows an unread switch as ready", () => {
  expect(switchFigure(undefined).word).toBe("Unknown");
  expect(switchFigure(switchHealth({ keys: [] })).word).toBe("No key");
  expect(switchFigure(switchHealth())).toMatchObject({ tone: "ok", word: "Ready" });
  expect(switchFigure(switchHealth({ keys: [switchOfKey({ chains: [switchOnChain({ state: "stale" })] })], needsRenewal: true })).word).toBe("Needs renewal");
});
