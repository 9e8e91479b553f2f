/** Every argument that can have a rule has one place, and no rule is lost when a signature changes. */
import { describe, expect, it } from "vitest";
import { network, TOKEN } from "../../../mocks/make";
import type { ArgRule } from "../../api";
import { nameOf, tokenAmount, unitChoices, unitOf, unitValue } from "./arg-words";
import { fitArgs, leaves, operatorsFor } from "./arguments";

const rule = (path: string, change: Partial<ArgRule> = {}): ArgRule => ({ path, operator: "is", value: "1", unit: { kind: "plain" }, ...change });

describe("leaves", () => {
  it("gives a tuple one place per member", () => {
    expect(leaves("swap((address,(uint24,uint256),bytes),uint256)")).toEqual([
      { path: "args[0][0]", type: "address" },
      { path: "args[0][1][0]", type: "uint24" },
      { path: "args[0][1][1]", type: "uint256" },
      { path: "args[0][2]", type: "bytes" },
      { path: "args[1]", type: "uint256" },
    ]);
  });
  it("leaves lists whole, and unreadable text without places", () => {
    expect(leaves("f((address,uint256)[])")).toEqual([{ path: "args[0]", type: "(address,uint256)[]" }]);
    expect(leaves("f(")).toEqual([]);
  });
});

describe("fitArgs", () => {
  it("has one rule per place and keeps what was set", () => {
    const set = rule("args[1]");
    expect(fitArgs("f(address,uint256)", [set])).toEqual([rule("args[0]", { operator: "any", value: "" }), set]);
    expect(fitArgs("f(", [set])).toEqual([]);
  });
  it("reads rules without paths in their order", () => {
    expect(fitArgs("f(address,uint256)", [rule("", { value: "a" }), rule("", { value: "b" })]).map(({ path, value }) => [path, value])).toEqual([["args[0]", "a"], ["args[1]", "b"]]);
  });
  it("keeps a second rule on the same place", () => {
    const twice = [rule("args[0]", { operator: "atLeast" }), rule("args[0]", { operator: "atMost", value: "9" })];
    expect(fitArgs("f(uint256)", twice)).toEqual(twice);
  });
});

describe("words", () => {
  it("offers order only where there is one", () => {
    expect(operatorsFor("uint256")).toContain("atMost");
    expect(operatorsFor("address")).not.toContain("atMost");
    expect(operatorsFor("bytes")).toEqual(["any"]);
  });
  it("knows where a token's own functions have their amount", () => {
    expect(tokenAmount("transfer(address, uint256)")).toBe("args[1]");
    expect(tokenAmount("transferFrom(address,address,uint256)")).toBe("args[2]");
    expect(tokenAmount("setOwner(address)")).toBeUndefined();
  });
  it("takes a unit through the choice and back", () => {
    for (const unit of [{ kind: "plain" }, { kind: "native" }, { kind: "token", token: TOKEN }] as const) expect(unitOf(unitValue(unit))).toEqual(unit);
    expect(unitChoices([network()]).map(({ label }) => label)).toEqual(["as it is", "DUSD", "ETH"]);
  });
  it("calls an argument by the name in the ABI", () => {
    const facts = { signature: "f(address)", selector: "0x", args: [{ name: "to", type: "address" }], payable: false, movesValue: false };
    expect([nameOf(facts, "args[0]"), nameOf(facts, "args[1]"), nameOf(undefined, "args[0]")]).toEqual(["to", undefined, undefined]);
  });
});
