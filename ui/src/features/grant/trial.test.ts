/** The call that is tried first is the edge of what is allowed, and the passing value goes where the failure is. */
import { describe, expect, it } from "vitest";
import { ACCOUNT, network, RECIPIENT, TOKEN } from "../../../mocks/make";
import type { TryFailure } from "../../api";
import { fitArgs } from "./arguments";
import { emptyPermission, type Permission } from "./draft";
import { atTheEdge, toCall, withPassing } from "./trial";

const edge = (change: Partial<Permission>) => atTheEdge(emptyPermission(1, change), [network()], ACCOUNT);
const failure = (path: string, wouldPass: string | null): TryFailure => ({ rule: "call", path, text: "", wouldPass });

describe("atTheEdge", () => {
  it("pays the most there is, in smallest units when it is asked for", () => {
    const call = edge({ token: TOKEN, recipient: `${RECIPIENT}, ${ACCOUNT}`, maxPerCall: "25" });
    expect(toCall(call)).toEqual({ to: TOKEN, value: "", data: "", function: "transfer(address,uint256)", args: [RECIPIENT, "25000000"] });
  });
  it("sends the coin without a function", () => {
    expect(toCall(edge({ kind: "payNative", recipient: RECIPIENT, maxPerCall: "0.1" }))).toMatchObject({ to: RECIPIENT, value: "0.1", function: "", args: [] });
  });
  it("takes each rule's value, and a plain one where there is none", () => {
    const signature = "f(address,uint256,bool,bytes4,address[])";
    const args = fitArgs(signature, [{ path: "args[1]", operator: "atMost", value: "5", unit: { kind: "token", token: TOKEN } }]);
    expect(toCall(edge({ kind: "callFunction", contract: RECIPIENT, function: signature, args })).args).toEqual([ACCOUNT, "5000000", "false", "0x00000000", "[]"]);
  });
  it("lets the wallet say what is no amount", () => {
    expect(toCall(edge({ token: TOKEN, maxPerCall: "a lot" })).args?.[1]).toBe("a lot");
  });
});

describe("withPassing", () => {
  const calls = [edge({ token: TOKEN, recipient: RECIPIENT, maxPerCall: "26" })];
  it("puts the number where it failed, in the unit of the field", () => {
    expect(withPassing(calls, failure("calls[0].args[1]", "25 DUSD"))?.[0]?.args[1]?.value).toBe("25");
    expect(withPassing(calls, failure("calls[0].args[1]", "at most 25 DUSD"))?.[0]?.args[1]?.value).toBe("25");
    expect(withPassing(calls, failure("calls[0].args[1]", "12\u2009480.5 DUSD"))?.[0]?.args[1]?.value).toBe("12480.5");
    expect(withPassing(calls, failure("calls[0].args[0]", RECIPIENT))?.[0]?.args[0]?.value).toBe(RECIPIENT);
    expect(withPassing(calls, failure("calls[0].value", "0 ETH"))?.[0]?.value).toBe("0");
  });
  it("offers nothing where there is no field for it", () => {
    expect(withPassing(calls, failure("gas", "0.1 ETH"))).toBeUndefined();
    expect(withPassing(calls, failure("calls[3].args[1]", "25 DUSD"))).toBeUndefined();
    expect(withPassing(calls, failure("calls[0].args[1]", null))).toBeUndefined();
    expect(withPassing(calls, failure("calls[0].args[1]", "25 OTHER"))).toBeUndefined();
    expect(withPassing(calls, failure("calls[0].args[0]", "another address"))).toBeUndefined();
  });
});
