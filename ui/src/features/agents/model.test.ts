/** An agent's row and its removal say what is true of its keys. */
import { describe, expect, it } from "vitest";
import { agent } from "../../../mocks/make";
import { agentNameProblem, keysText, removalText, seenText } from "./model";

describe("rows", () => {
  it("tells never from long ago", () => {
    expect(seenText(agent({ lastSeenAt: null }), 100)).toBe("never connected");
    expect(seenText(agent({ lastSeenAt: 40 }), 100)).toBe("last asked 1 min ago");
  });
  it("counts live keys", () => {
    expect(keysText(agent({ liveKeys: 0 }))).toBe("no live keys");
    expect(keysText(agent({ liveKeys: 1 }))).toBe("1 live key");
  });
});

describe("names", () => {
  it.each(["", "   ", "x".repeat(61)])("refuses '%s'", (name) => expect(agentNameProblem(name, [])).toBeDefined());
  it("refuses a name that is taken", () => {
    expect(agentNameProblem("billing bot", [agent({ name: "billing bot" })])).toContain("already");
    expect(agentNameProblem("other bot", [agent({ name: "billing bot" })])).toBeUndefined();
  });
});

describe("removal", () => {
  it("says that keys on chain outlive the token", () => {
    expect(removalText(agent({ liveKeys: 2 }))).toContain("stay alive on chain");
    expect(removalText(agent({ liveKeys: 0 }))).toContain("no live key");
  });
});
