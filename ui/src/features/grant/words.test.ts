/** Small words of the builder: headings, search, contracts, differences, lines of JSON. */
import { describe, expect, it } from "vitest";
import { network, RECIPIENT, TOKEN } from "../../../mocks/make";
import type { ContractFacts, DiffView, FunctionFacts } from "../../api";
import { presenceView, sourceWords } from "./contract-words";
import { diffRows, nothingChanges } from "./diff";
import { emptyPermission, type Permission } from "./draft";
import { found } from "./function-search";
import { lineOf } from "./json";
import { heading } from "./permission-words";

const fn = (signature: string, names: string[] = []): FunctionFacts => ({ signature, selector: "0x", args: names.map((name) => ({ name, type: "uint256" })), payable: false, movesValue: false });
const title = (change: Partial<Permission>) => heading(emptyPermission(1, change), [network()]);

describe("heading", () => {
  it.each([
    [{ token: TOKEN, recipient: RECIPIENT }, "Pay DUSD to 0x70E4\u2026F20b"],
    [{ token: TOKEN, recipient: `${RECIPIENT}, ${TOKEN}` }, "Pay DUSD to 2 addresses"],
    [{}, "Pay a token"],
    [{ kind: "payNative", recipient: "0x12" }, "Pay ETH"],
    [{ kind: "callFunction", function: "swap(uint256)", contract: TOKEN }, "Call swap on 0x5FbD\u20260aa3"],
    [{ kind: "callFunction", contract: "any" }, "Call a function on any contract"],
    [{ kind: "raw", selector: "0xa9059cbb" }, "Call 0xa9059cbb"],
  ] as const)("%o is %s", (change, words) => expect(title(change)).toBe(words));
});

describe("search", () => {
  const all = [fn("transfer(address,uint256)", ["to", "amount"]), fn("approve(address,uint256)", ["spender", "amount"]), fn("setTransfer(bool)")];
  const names = (text: string) => found(all, text).map(({ signature }) => signature.split("(")[0]);
  it("finds by name, by argument, and every word must fit", () => {
    expect(names("transfer")).toEqual(["transfer", "setTransfer"]);
    expect(names("spender")).toEqual(["approve"]);
    expect(names("transfer bool")).toEqual(["setTransfer"]);
    expect(names("")).toHaveLength(3);
    expect(names("mint")).toEqual([]);
  });
});

describe("contract", () => {
  const facts = (change: Partial<ContractFacts>): ContractFacts => ({ name: null, source: "none", functions: [], presence: [], lookupProblem: null, ...change });
  it("says where its functions are known from", () => {
    expect(sourceWords(facts({ name: "DUSD", source: "builtIn", functions: [fn("f()")] }))).toBe("DUSD: 1 function, built into Latchkey.");
    expect(sourceWords(facts({}))).toMatch(/not known/);
  });
  it("never calls an unread network empty", () => {
    expect(presenceView({ chainId: 1, code: "unknown", why: "It did not answer." }, "Base")).toMatchObject({ tone: "neutral", text: "unknown on Base", title: "It did not answer." });
    expect(presenceView({ chainId: 1, code: "no", why: null }, "Base")).toMatchObject({ tone: "stop", text: "not on Base" });
  });
});

describe("diff", () => {
  const none: DiffView = { wider: [], new: [], gone: [], same: ["a"], anew: [], examples: [] };
  it("shows only what there is, wider first", () => {
    expect(diffRows({ ...none, wider: ["w"], gone: ["g"] }).map(({ title }) => title)).toEqual(["It may do more", "Gone", "As before"]);
  });
  it("says that nothing changes only when nothing does", () => {
    expect(nothingChanges(none)).toBe(true);
    expect(nothingChanges({ ...none, examples: [{ allowed: true, text: "t" }] })).toBe(false);
  });
});

it("finds the line that a failure names", () => {
  const error = { code: "invalid" as const, message: "Line 12, column 3: a comma is missing.", advice: "", field: null, rule: null };
  expect(lineOf(error)).toBe(12);
  expect(lineOf({ ...error, message: "A comma is missing.", field: "line:4" })).toBe(4);
  expect(lineOf({ ...error, message: "A comma is missing." })).toBeUndefined();
});
