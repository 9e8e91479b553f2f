/** The words for owner keys: every kind says what it does not protect from; locks read as a list. */
import { expect, test } from "vitest";
import type { OwnerKind } from "../api";
import { keptWords, kindWords, lockWords } from "./owner";

const KINDS: OwnerKind[] = ["passphrase", "securityKeySealed", "securityKey", "touchId", "secureEnclave", "windowsHello", "ledger"];

test("every kind has a name of its own and says what it does not do", () => {
  expect(new Set(KINDS.map((kind) => kindWords(kind).name)).size).toBe(KINDS.length);
  for (const kind of KINDS) {
    const words = kindWords(kind);
    expect(words.takes).toMatch(/^Each approval/);
    expect(words.but.length).toBeGreaterThan(40);
  }
});

test("keys that cannot be copied say so", () => {
  for (const kind of ["securityKey", "secureEnclave", "windowsHello"] as const) {
    expect(kindWords(kind).but).toContain("cannot be backed up");
  }
});

test("locks read as a list", () => {
  const pass = { kind: "passphrase", label: "" } as const;
  const blue = { kind: "securityKey", label: "blue" } as const;
  expect(lockWords([])).toBeUndefined();
  expect(lockWords([pass])).toBe("a passphrase");
  expect(lockWords([pass, blue, { ...blue, label: "" }])).toBe("a passphrase, the security key “blue” or a security key");
});

test("a key in a device is said to leave nothing here", () => {
  expect(keptWords("device")).toContain("no secret");
});
