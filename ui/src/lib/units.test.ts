/** No digit is lost on the way to the smallest units and back. */
import { describe, expect, it } from "vitest";
import { fromAtoms, toAtoms } from "./units";

describe("toAtoms", () => {
  it.each([
    ["25", 6, "25000000"],
    ["25.5", 6, "25500000"],
    ["0.000001", 6, "1"],
    [".5", 1, "5"],
    ["12\u2009480.5", 6, "12480500000"],
    ["007", 0, "7"],
    ["1.10", 1, "11"],
    ["123456789012345678901234567890.000000000000000001", 18, "123456789012345678901234567890000000000000000001"],
  ])("%s with %i decimals is %s", (text, decimals, atoms) => expect(toAtoms(text, decimals)).toBe(atoms));
  it.each(["", ".", "-1", "1e3", "0x10", "1,5", "1.0000001", "a lot"])("refuses %s", (text) => expect(toAtoms(text, 6)).toBeNull());
});

describe("fromAtoms", () => {
  it.each([
    ["25500000", 6, "25.5"],
    ["1", 18, "0.000000000000000001"],
    ["0", 6, "0"],
    ["7", 0, "7"],
  ])("%s with %i decimals is %s", (atoms, decimals, text) => expect(fromAtoms(atoms, decimals)).toBe(text));
  it("goes both ways", () => {
    for (const text of ["1", "0.5", "999999999999.123456"]) expect(fromAtoms(toAtoms(text, 6)!, 6)).toBe(text);
  });
  it("refuses what is no whole number", () => expect(fromAtoms("1.5", 6)).toBeNull());
});
