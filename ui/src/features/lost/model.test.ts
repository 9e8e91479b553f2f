/** The guide says what ways there are, and that there is none where there is none. */
import { expect, test } from "vitest";
import { ownerKey } from "../../../mocks/make";
import { lostAll, WAYS, WITHOUT } from "./model";

test("an account with one way in is told so", () => {
  expect(lostAll([ownerKey({ backedUpAt: null, locks: [] })]).tone).toBe("warn");
  expect(lostAll([]).tone).toBe("info");
});

test("a backup or a second lock is named", () => {
  const lock = { kind: "securityKey", label: "blue" } as const;
  const both = lostAll([ownerKey({ backedUpAt: 5, locks: [lock, lock] })]);
  expect(both.text).toBe("This account has a second way in: a backup file was written; 2 locks open the owner key.");
});

test("nothing is promised that nobody can do", () => {
  expect(WAYS.map((way) => way.back).join(" ")).toContain("Nobody can reset");
  expect(WITHOUT.at(-1)?.how).toContain("nobody can move it");
});
