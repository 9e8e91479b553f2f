/** One rule row per argument, whatever is nested in it. */
import { expect, it } from "vitest";
import { parseSignature } from "./signature";

it.each([
  ["transfer(address,uint256)", { name: "transfer", types: ["address", "uint256"] }],
  ["claim()", { name: "claim", types: [] }],
  [" function  swap( (address,uint256)[] , bytes ) ", { name: "swap", types: ["(address,uint256)[]", "bytes"] }],
])("reads %s", (text, parsed) => expect(parseSignature(text)).toEqual(parsed));

it.each(["", "transfer", "transfer(address", "transfer(address,)", "(address)", "f(a))", "f((a,b)"])(
  "refuses %s",
  (text) => expect(parseSignature(text)).toBeNull(),
);
