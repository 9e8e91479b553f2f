/** Settings says truthfully what is at risk, who owns the account and what a change came to. */
import { expect, test } from "vitest";
import { ownerChain, ownerKey } from "../../../mocks/make";
import { changeProblem, changeRow, disagreeing, notYet, opensWith, protection, risk, since, standing } from "./owner-model";

const row = { chainId: 1, network: "Local", status: "included", transaction: null, changed: true, readAt: null, problem: null } as const;

test("one way in is a risk; a backup or a second lock is not", () => {
  const lock = { kind: "passphrase", label: "" } as const;
  expect(risk([ownerKey({ backedUpAt: null })])).toContain("nobody can open it again");
  expect(risk([ownerKey({ backedUpAt: 1 })])).toBeUndefined();
  expect(risk([ownerKey({ backedUpAt: null, locks: [lock, { kind: "securityKey", label: "blue" }] })])).toBeUndefined();
  expect(risk([ownerKey({ backedUpAt: null, kind: "securityKey", canBackUp: false })])).toContain("cannot be backed up");
  expect(risk([ownerKey({ backedUpAt: null, kind: "ledger", canBackUp: false })])).toBeUndefined();
  expect(risk([])).toBeUndefined();
});

test("a spare that a network still names is not called spare", () => {
  expect(standing(ownerKey()).word).toBe("owns the account");
  const spare = ownerKey({ owns: false, chains: [ownerChain({ owns: false })] });
  expect(standing(spare).word).toBe("kept ready");
  expect(standing({ ...spare, chains: [ownerChain({ owns: true })] }).tone).toBe("warn");
});

test("a key with locks of two kinds is as safe as the weaker", () => {
  const pass = { kind: "passphrase", label: "" } as const;
  const both = ownerKey({ kind: "securityKeySealed", locks: [pass, { kind: "securityKey", label: "blue" }] });
  expect(protection(both).but).toContain("the weakest of them");
  expect(protection(ownerKey({ kind: "securityKeySealed", locks: [] })).protects).toContain("without the security key");
});

test("networks that say otherwise are named", () => {
  expect(disagreeing(ownerKey())).toBeUndefined();
  const other = ownerKey({ chains: [ownerChain({ network: "Base", owns: false }), ownerChain({ network: "Far", owns: null, deployed: null })] });
  expect(disagreeing(other)).toBe("Not the owner on Base. Not known on Far, which did not answer.");
  expect(disagreeing(ownerKey({ owns: false, chains: [ownerChain({ network: "Base", owns: true })] }))).toBe("Still the owner on Base.");
});

test("an untested key cannot become the owner", () => {
  expect(changeProblem(ownerKey({ testedAt: null }))).toContain("Test it first");
  expect(changeProblem(ownerKey({ testedAt: 5 }))).toBeUndefined();
});

test("only a read-back counts as changed", () => {
  expect(changeRow(row).tone).toBe("ok");
  expect(changeRow({ ...row, changed: null }).word).toBe("not known");
  expect(changeRow({ ...row, changed: false }).tone).toBe("stop");
  expect(changeRow({ ...row, changed: false, status: null }).word).toBe("nothing was sent");
});

test("what opens it and how long ago read as words", () => {
  expect(opensWith(ownerKey({ locks: [] }))).toBe("passphrase");
  expect(since(null, 100)).toBe("never");
  expect(since(40, 100)).toBe("1 min ago");
});

test("a network where the account would be made for its first owner is named, for the present owner only", () => {
  const chains = [ownerChain(), ownerChain({ network: "Later", owns: false, deployed: false })];
  expect(notYet(ownerKey({ chains }))).toEqual(["Later"]);
  expect(notYet(ownerKey({ chains, owns: false }))).toEqual([]);
  expect(notYet(ownerKey({ chains: [ownerChain({ owns: null, deployed: null })] }))).toEqual([]);
});
