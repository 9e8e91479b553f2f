/** A network form is checked where it can be, before the node is asked. */
import { describe, expect, it } from "vitest";
import { network } from "../../../mocks/make";
import { emptyNetwork, networkProblems, reachView, toNetworkForm, type NetworkDraft } from "./model";

const good: NetworkDraft = {
  name: "Base",
  chainId: "8453",
  rpcUrl: "https://node.example",
  bundlerUrl: "http://127.0.0.1:4337",
  nativeSymbol: "ETH",
  explorerUrl: "",
};

describe("networkProblems", () => {
  it("finds nothing wrong with a good form", () => expect(networkProblems(good, [network()])).toEqual({}));
  it("names every gap of an empty form but the explorer", () => {
    expect(Object.keys(networkProblems(emptyNetwork(), [])).sort()).toEqual(["bundlerUrl", "chainId", "name", "rpcUrl"]);
  });
  it.each([
    ["chainId", "-1"],
    ["chainId", "0"],
    ["chainId", "4294967296"],
    ["chainId", "0x2105"],
    ["chainId", "31337"],
    ["rpcUrl", "node.example"],
    ["rpcUrl", "file:///etc/hosts"],
    ["bundlerUrl", "javascript:alert(1)"],
    ["explorerUrl", "nowhere"],
  ] as const)("refuses %s %s", (field, value) => {
    expect(networkProblems({ ...good, [field]: value }, [network()])).toHaveProperty(field);
  });
});

it("sends a number and no empty explorer", () => {
  expect(toNetworkForm(good)).toMatchObject({ chainId: 8453, explorerUrl: null });
});

describe("reachView", () => {
  it("never shows a silent network as good", () => {
    expect(reachView({ kind: "ok", block: 5 }).tone).toBe("ok");
    expect(reachView({ kind: "down", why: "No answer." })).toMatchObject({ tone: "warn", text: "No answer." });
    expect(reachView({ kind: "missing", contracts: ["EntryPoint 0.7"] }).text).toContain("EntryPoint 0.7");
  });
});
