/** Gaps are told from mistakes, and each problem is shown where it belongs. */
import { describe, expect, it } from "vitest";
import type { Problem } from "../../api";
import { emptyDraft, type Draft } from "./draft";
import { within } from "./fields";
import { below, fieldPath, sortProblems } from "./problems";

const draft = (change: Partial<Draft>): Draft => ({ ...emptyDraft(), ...change });
const problem = (change: Partial<Problem>): Problem => ({ field: "", code: "x", severity: "stop", text: "t", fix: null, ...change });

describe("sortProblems", () => {
  it("tells a gap from a mistake", () => {
    const list = [problem({ field: "allow.0.recipient" }), problem({ field: "uses", text: "no number" })];
    const sorted = sortProblems(list, draft({ uses: "many" }), false);
    expect(sorted.missing.map(({ field }) => field)).toEqual(["allow.0.recipient"]);
    expect([...sorted.byField.keys()]).toEqual(["uses"]);
    expect(sortProblems(list, draft({ uses: "many" }), true).byField.has("allow.0.recipient")).toBe(true);
  });
  it("takes a gap that the wallet can fix as a finding", () => {
    const fix = { label: "End it in 30 days", form: {} as never };
    expect(sortProblems([problem({ field: "until", fix })], draft({}), false).wrong).toHaveLength(1);
  });
  it("puts the worst first and keeps the general ones", () => {
    const list = [problem({ severity: "info" }), problem({ severity: "warn", field: "until" }), problem({})];
    expect(sortProblems(list, draft({}), false).wrong.map(({ severity }) => severity)).toEqual(["stop", "warn", "info"]);
  });
  it("takes an unreadable time as typed, not as missing", () => {
    for (const field of ["until", "from"] as const) expect(sortProblems([problem({ field })], draft({ [field]: "soon" }), false).byField.has(field)).toBe(true);
  });
});

describe("paths", () => {
  it("knows both ways of writing one", () => {
    expect(fieldPath("allow.0.max_per_call")).toBe("allow.0.maxPerCall");
    expect(fieldPath("allow[0].args[1].value")).toBe("allow.0.args.1.value");
  });
  it("finds what is inside a permission, and not in its neighbour", () => {
    expect(below("allow.1", "allow[1].args[0].value")).toBe(true);
    expect(below("allow.1", "allow.1")).toBe(true);
    expect(below("allow.1", "allow.10.token")).toBe(false);
  });
  it("asks for a field of one permission by its place in the list", () => {
    const told = within({ problemAt: (field) => field, warnAt: () => undefined }, 2);
    expect([told.problemAt("token"), told.problemAt("")]).toEqual(["allow.2.token", "allow.2"]);
  });
});
