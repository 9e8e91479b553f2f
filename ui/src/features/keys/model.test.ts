/** A key's row says what was read, and marks what was not. */
import { describe, expect, it } from "vitest";
import type { KeyState } from "../../api";
import { key, onChain } from "../../../mocks/make";
import { actionOf, endsText, holderText, messagesText, needingALook, split, stateTitle, stateView, usedText } from "./model";

const NOW = 1_800_000_000;

describe("states", () => {
  it.each<[KeyState, string, string]>([
    ["installed", "ok", "dot"],
    ["approvedUnused", "accent", "ring"],
    ["notDeployed", "accent", "ring"],
    ["approvalStale", "warn", "triangle"],
    ["unknown", "neutral", "question"],
    ["uninstalled", "neutral", "dash"],
    ["invalidated", "neutral", "dash"],
    ["expired", "neutral", "dash"],
    ["exhausted", "neutral", "dash"],
  ])("%s is %s with a %s", (state, tone, sign) => {
    expect(stateView({ state, messages: "nobody" })).toMatchObject({ tone, sign });
  });
  it("is green for nothing but what the chain said", () => {
    const green = (["installed", "approvedUnused", "unknown", "expired"] as const).filter((state) => stateView({ state, messages: "nobody" }).tone === "ok");
    expect(green).toEqual(["installed"]);
  });
  it.each<[KeyState]>([["invalidated"], ["uninstalled"], ["expired"], ["exhausted"]])("%s is red while it can still sign messages", (state) => {
    expect(stateView({ state, messages: "anybody" })).toMatchObject({ tone: "stop", sign: "square" });
    expect(stateView({ state, messages: "listed" }).word).toMatch(/, signs messages$/);
    expect(stateView({ state, messages: "unknown" })).toMatchObject({ tone: "warn", sign: "square" });
  });
  it("has a sign of its own for what an approval for later and a changed key are", () => {
    expect(stateView({ state: "approvalDormant", messages: "nobody" }).sign).toBe("dashed");
    expect(stateView({ state: "drifted", messages: "nobody" })).toMatchObject({ tone: "stop", sign: "differs" });
  });
  it("says who may have messages signed", () => {
    expect((["nobody", "listed", "anybody", "unknown"] as const).map(messagesText)).toEqual([
      expect.stringContaining("no messages"),
      expect.stringContaining("you named"),
      expect.stringContaining("any contract"),
      expect.stringContaining("not known"),
    ]);
  });
  it("dates the reading by block and age", () => {
    const state = onChain({ readAt: { block: 24118902, at: NOW - 4 } });
    expect(stateTitle(state, NOW)).toContain("block 24\u2009118\u2009902, 4 s ago");
    expect(stateTitle({ ...state, readAt: null }, NOW)).toContain("Could not be read");
  });
});

describe("columns", () => {
  it("counts use against the limit", () => {
    expect(usedText(key({ used: 3, uses: 7 }))).toBe("3 of 7");
    expect(usedText(key({ used: 3, uses: null }))).toBe("3");
  });
  it("says who holds it", () => {
    expect(holderText(key())).toContain("Latchkey");
    expect(holderText(key({ holder: "agent" }))).toContain("only the chain can end it");
    expect(holderText(key({ holder: "nobody" }))).toContain("removed");
  });
  it("says when it ends", () => {
    expect(endsText(key({ endsAt: NOW + 86400 * 6 }), NOW)).toBe("6 days");
    expect(endsText(key({ endsAt: null }), NOW)).toBe("no end");
    expect(endsText(key({ ended: true }), NOW)).toBe("ended");
  });
  it("offers the action that fits", () => {
    expect(actionOf(key())).toBe("Revoke");
    expect(actionOf(key({ states: [onChain({ state: "expired" })] }))).toBe("Uninstall");
    expect(actionOf(key({ states: [onChain({ state: "expired" }), onChain({ state: "installed" })] }))).toBe("Revoke");
    expect(actionOf(key({ ended: true }))).toBeUndefined();
  });
});

describe("lists", () => {
  it("parts live from ended, newest first", () => {
    const list = [key({ id: 1, grantedAt: 1 }), key({ id: 2, grantedAt: 9 }), key({ id: 3, ended: true })];
    expect(split(list).live.map(({ id }) => id)).toEqual([2, 1]);
    expect(split(list).ended.map(({ id }) => id)).toEqual([3]);
  });
  it("finds an ended key that still signs messages", () => {
    const able = key({ id: 7, ended: true, states: [onChain({ state: "invalidated", messages: "anybody" })] });
    expect(needingALook([able, key({ id: 8, ended: true, states: [onChain({ state: "invalidated" })] })]).map(({ id }) => id)).toEqual([7]);
  });
  it("finds the live keys that need a look", () => {
    const odd = key({ id: 5, states: [onChain(), onChain({ state: "unknown", readAt: null })] });
    expect(needingALook([key(), odd, { ...odd, id: 6, ended: true }]).map(({ id }) => id)).toEqual([5]);
  });
});
