/** Pages of the log join without gaps or doubles. */
import { describe, expect, it } from "vitest";
import { logCheck } from "../../../mocks/care";
import { activity } from "../../../mocks/make";
import { byDay, checkView, join, nextBefore, outcomeView } from "./model";

const lines = (...seqs: number[]) => seqs.map((seq) => activity({ seq }));

describe("join", () => {
  it("lists newest first, each line once", () => {
    expect(join(lines(5, 4), lines(4, 3)).map(({ seq }) => seq)).toEqual([5, 4, 3]);
  });
  it("starts over rather than leave a gap", () => {
    expect(join(lines(3, 2), lines(9, 8), 2).map(({ seq }) => seq)).toEqual([9, 8]);
    expect(join(lines(3, 2), lines(5, 4), 3).map(({ seq }) => seq)).toEqual([5, 4, 3, 2]);
  });
  it("takes the newer reading of a line", () => {
    const [now] = join([activity({ seq: 5, outcome: "pending" })], [activity({ seq: 5, outcome: "done" })]);
    expect(now?.outcome).toBe("done");
  });
});

describe("nextBefore", () => {
  it("goes on below the last line, and ends at the first of the log", () => {
    expect(nextBefore(lines(9, 8))).toBe(8);
    expect(nextBefore(lines(2, 1))).toBeNull();
    expect(nextBefore([])).toBeNull();
  });
});

describe("byDay", () => {
  const noon = Date.UTC(2026, 10, 20, 12) / 1000;
  it("parts by the day where the person is", () => {
    const list = [activity({ seq: 3, at: noon }), activity({ seq: 2, at: noon - 60 }), activity({ seq: 1, at: noon - 86400 })];
    expect(byDay(list, noon, "UTC").map(({ day, lines }) => [day, lines.length])).toEqual([
      ["Today", 2],
      ["Thursday 19 Nov 2026", 1],
    ]);
  });
});

it("says refused in amber and failed in red", () => {
  expect(outcomeView("refused").tone).toBe("warn");
  expect(outcomeView("failed").tone).toBe("stop");
});

it("says that the log is whole, or where it breaks", () => {
  expect(checkView(logCheck())).toEqual({ tone: "ok", text: "The log is whole: 1\u2009234 lines, each joined to the one before." });
  expect(checkView(logCheck({ whole: false, fault: "It does not follow line 4.", faultAt: 5 }))).toMatchObject({ tone: "stop", text: expect.stringContaining("broken at line 5. It does not follow line 4.") });
});
