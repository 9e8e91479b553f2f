/** What is typed is what the wallet is asked for, and what the wallet hands over is typed again the same. */
import { describe, expect, it } from "vitest";
import { network } from "../../../mocks/make";
import type { GrantForm } from "../../api";
import { duplicated, emptyDraft, emptyPermission, freshId, type ArgDraft, type Draft, type Permission } from "./draft";
import { fromForm, spacingOf } from "./from-form";
import { spacingSecs, toForm } from "./to-form";
import { fromFieldText, toFieldText } from "./until";

const TOKEN = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const STRANGER = "0x70E4a91C9A1c55B2aa00c4b5B3e0D1131F2cF20b";
const draft = (change: Partial<Draft>): Draft => ({ ...emptyDraft(), ...change });
const one = (change: Partial<Permission>) => ({ permissions: [emptyPermission(1, change)] });
const rule = (path: string, change: Partial<ArgDraft> = {}): ArgDraft => ({ path, operator: "any", value: "", unit: { kind: "plain" }, ...change });

describe("toForm", () => {
  it("asks for a token payment", () => {
    const form = toForm(draft({ agentId: "3", chainIds: [31337, 10], uses: "3", ...one({ token: TOKEN, recipient: ` ${TOKEN} `, maxPerCall: "25" }) }));
    expect(form.allow).toEqual([{ kind: "payToken", token: TOKEN, recipient: TOKEN, maxPerCall: "25" }]);
    expect(form).toMatchObject({ agentId: 3, chainIds: [10, 31337], uses: "3", everySecs: "", until: null, from: null, replaces: null });
  });
  it("refuses messages and every paymaster but the named one, unless something else is said", () => {
    expect(toForm(draft({}))).toMatchObject({ messages: { kind: "nobody" }, paymaster: "", everything: "" });
    expect(toForm(draft({ messages: "contracts", messageContracts: ` ${TOKEN} ` })).messages).toEqual({ kind: "contracts", addresses: TOKEN });
  });
  it("takes the typed contract when the token is another one", () => {
    expect(toForm(draft(one({ token: "other", otherToken: TOKEN }))).allow[0]).toMatchObject({ token: TOKEN });
  });
  it("asks for a native payment without a token", () => {
    expect(toForm(draft(one({ kind: "payNative", token: TOKEN, maxPerCall: "0.1" }))).allow[0]).not.toHaveProperty("token");
  });
  it("drops the value of an argument that may be anything", () => {
    const args = [rule("args[0]", { value: "left over" }), rule("args[1]", { operator: "atMost", value: " 5 " })];
    expect(toForm(draft(one({ kind: "callFunction", function: "f(address,uint256)", args }))).allow[0]).toMatchObject({ args: [{ value: "" }, { value: "5" }] });
  });
  it("says who holds the key, and drops what belongs to another choice", () => {
    expect(toForm(draft({ keyAddress: TOKEN })).session).toEqual({ kind: "made" });
    expect(toForm(draft({ session: "address", keyAddress: ` ${TOKEN} `, passkeyX: "0x1" })).session).toEqual({ kind: "address", address: TOKEN });
    const passkey = toForm(draft({ session: "passkey", passkeyX: "0x1 ", passkeyY: "0x2", passkeyId: "0x3" }));
    expect(passkey.session).toEqual({ kind: "passkey", x: "0x1", y: "0x2", credentialIdHash: "0x3" });
  });
  it("never does arithmetic on amounts", () => {
    const huge = "123456789012345678901234567890.000001";
    expect(toForm(draft(one({ maxPerCall: huge }))).allow[0]).toMatchObject({ maxPerCall: huge });
  });
  it("asks for a key without rules only with words, and then lists nothing", () => {
    expect(toForm(draft({ unlocking: true, ...one({ token: TOKEN }) }))).toMatchObject({ allow: [], everything: "?" });
    expect(toForm(draft({ unlocking: true, everything: " the words " })).everything).toBe("the words");
    expect(toForm(draft({ everything: "the words" })).everything).toBe("");
  });
});

describe("fromForm", () => {
  const form: GrantForm = {
    name: "Rent",
    agentId: 3,
    session: { kind: "address", address: TOKEN },
    chainIds: [10, 31337],
    allow: [
      { kind: "payToken", token: TOKEN, recipient: STRANGER, maxPerCall: "25" },
      { kind: "payToken", token: STRANGER, recipient: TOKEN, maxPerCall: "1" },
      { kind: "payNative", recipient: `${TOKEN}, ${STRANGER}`, maxPerCall: "0.1" },
      { kind: "callFunction", contract: "any", function: "f(uint256,(address,uint256))", args: [rule("args[0]", { operator: "atMost", value: "5", unit: { kind: "token", token: TOKEN } }), rule("args[1][0]"), rule("args[1][1]", { operator: "is", value: "7" })], maxValue: "" },
      { kind: "raw", contract: TOKEN, selector: "0xa9059cbb", callType: "delegate", maxValue: "1", rules: [{ offset: 32, condition: "oneOf", params: ["0x01", "0x02"] }] },
    ],
    uses: "3",
    everySecs: "1209600",
    from: 1_800_000_000,
    until: 1_800_086_400,
    gasBudget: "0.004",
    paymaster: STRANGER,
    messages: { kind: "contracts", addresses: TOKEN },
    everything: "",
    replaces: 7,
  };
  it("types every field, so that nothing is lost on the way back", () => {
    expect(toForm(fromForm(form, [network()]))).toEqual(form);
  });
  it("knows a listed token, and takes any other as it is", () => {
    const [listed, other] = fromForm(form, [network()]).permissions;
    expect([listed?.token, listed?.otherToken]).toEqual([TOKEN, ""]);
    expect([other?.token, other?.otherToken]).toEqual(["other", STRANGER]);
  });
  it("keeps a key without rules as one", () => {
    const all = { ...form, allow: [], everything: "the words" };
    expect(toForm(fromForm(all, []))).toEqual(all);
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
  it.each(["604800", "86400", "3600", "90", "61", "soon"])("%s seconds come back the same", (secs) => {
    const { spacing, spacingUnit } = spacingOf(secs);
    expect(spacingSecs(spacing, spacingUnit)).toBe(secs);
  });
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

describe("permissions", () => {
  it("copies one right behind it, under an id of its own, sharing nothing", () => {
    const list = [emptyPermission(1), emptyPermission(4, { args: [rule("args[0]")] }), emptyPermission(2)];
    const copied = duplicated(list, 4);
    expect(copied.map(({ id }) => id)).toEqual([1, 4, 5, 2]);
    copied[2]!.args[0]!.value = "changed";
    expect(list[1]!.args[0]!.value).toBe("");
    expect(freshId([])).toBe(1);
  });
});
