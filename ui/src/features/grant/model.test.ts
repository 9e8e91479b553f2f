/** What is typed is what the wallet is asked for, and gaps are told from mistakes. */
import { describe, expect, it } from "vitest";
import type { ArgRule, Problem } from "../../api";
import { emptyDraft, fieldPath, fitArgs, operatorsFor, sortProblems, spacingSecs, toForm, type Draft } from "./model";
import { fromFieldText, toFieldText } from "./until";

const TOKEN = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const ruled = (operator: ArgRule["operator"], value: string): ArgRule => ({ path: "", operator, value, unit: { kind: "plain" } });
const draft = (change: Partial<Draft>): Draft => ({ ...emptyDraft(), ...change });

describe("toForm", () => {
  it("asks for a token payment", () => {
    const form = toForm(draft({ agentId: "3", chainIds: [31337, 10], token: TOKEN, recipient: ` ${TOKEN} `, maxPerCall: "25", uses: "3" }));
    expect(form.allow).toEqual([{ kind: "payToken", token: TOKEN, recipient: TOKEN, maxPerCall: "25" }]);
    expect(form).toMatchObject({ agentId: 3, chainIds: [10, 31337], uses: "3", everySecs: "", until: null });
  });
  it("takes the typed contract when the token is another one", () => {
    const form = toForm(draft({ token: "other", otherToken: TOKEN }));
    expect(form.allow).toMatchObject([{ token: TOKEN }]);
  });
  it("asks for a native payment without a token", () => {
    expect(toForm(draft({ kind: "payNative", token: TOKEN, maxPerCall: "0.1" })).allow[0]).not.toHaveProperty("token");
  });
  it("drops the value of an argument that may be anything", () => {
    const args = [ruled("any", "left over"), ruled("atMost", " 5 ")];
    const form = toForm(draft({ kind: "callFunction", function: "f(address,uint256)", args }));
    expect(form.allow).toMatchObject([{ args: [ruled("any", ""), ruled("atMost", "5")] }]);
  });
  it("says who holds the key, and drops what belongs to another choice", () => {
    expect(toForm(draft({ keyAddress: TOKEN })).session).toEqual({ kind: "made" });
    const own = toForm(draft({ session: "address", keyAddress: ` ${TOKEN} `, passkeyX: "0x1" }));
    expect(own.session).toEqual({ kind: "address", address: TOKEN });
    const passkey = toForm(draft({ session: "passkey", passkeyX: "0x1 ", passkeyY: "0x2", passkeyId: "0x3" }));
    expect(passkey.session).toEqual({ kind: "passkey", x: "0x1", y: "0x2", credentialIdHash: "0x3" });
  });
  it("never does arithmetic on amounts", () => {
    const huge = "123456789012345678901234567890.000001";
    expect(toForm(draft({ maxPerCall: huge })).allow).toMatchObject([{ maxPerCall: huge }]);
  });
});

describe("spacing", () => {
  it.each([
    ["1", "weeks", "604800"],
    ["90", "seconds", "90"],
    ["0", "days", ""],
    ["", "days", ""],
    ["soon", "days", "soon"],
    ["1.5", "hours", "1.5"],
  ] as const)("%s %s is %s seconds", (count, unit, secs) => expect(spacingSecs(count, unit)).toBe(secs));
});

describe("until", () => {
  it("reads back what it wrote", () => {
    const at = Math.floor(new Date(2026, 11, 14, 9, 0).getTime() / 1000);
    expect(toFieldText(at)).toBe("2026-12-14 09:00");
    expect(fromFieldText("2026-12-14 09:00")).toBe(at);
  });
  it.each(["", "tomorrow", "2026-02-31 09:00", "2026-13-01", "14.12.2026", "2026-12-14 25:00"])("refuses %s", (text) => {
    expect(fromFieldText(text)).toBeNull();
  });
});

describe("arguments", () => {
  it("has one rule per argument and keeps what was set", () => {
    const set = [ruled("is", "0x1")];
    expect(fitArgs("f(address,uint256)", set)).toEqual([set[0], ruled("any", "")]);
    expect(fitArgs("f(", set)).toEqual([]);
  });
  it("offers order only where there is one", () => {
    expect(operatorsFor("uint256")).toContain("atMost");
    expect(operatorsFor("address")).not.toContain("atMost");
    expect(operatorsFor("bytes")).toEqual(["any"]);
  });
});

describe("problems", () => {
  const problem = (change: Partial<Problem>): Problem => ({ field: "", code: "x", severity: "stop", text: "t", fix: null, ...change });
  it("tells a gap from a mistake", () => {
    const list = [problem({ field: "allow.0.recipient" }), problem({ field: "uses", text: "no number" })];
    const sorted = sortProblems(list, draft({ uses: "many" }), false);
    expect(sorted.missing.map(({ field }) => field)).toEqual(["allow.0.recipient"]);
    expect([...sorted.byField.keys()]).toEqual(["uses"]);
    expect(sortProblems(list, draft({ uses: "many" }), true).byField.has("allow.0.recipient")).toBe(true);
  });
  it("puts the worst first and keeps the general ones", () => {
    const list = [problem({ severity: "info" }), problem({ severity: "warn", field: "until" }), problem({})];
    expect(sortProblems(list, draft({}), false).wrong.map(({ severity }) => severity)).toEqual(["stop", "warn", "info"]);
  });
  it("takes an unreadable time as typed, not as missing", () => {
    const sorted = sortProblems([problem({ field: "until" })], draft({ until: "soon" }), false);
    expect(sorted.byField.has("until")).toBe(true);
  });
  it("knows both ways of writing a path", () => {
    expect(fieldPath("allow[0].max_per_call")).toBe("allow.0.maxPerCall");
    expect(fieldPath("allow[0].args[1].value")).toBe("allow.0.args.1.value");
  });
});
