/** Addresses read the same everywhere. */
import { describe, expect, it } from "vitest";
import { grouped, isAddress, short } from "./hex";

const ADDRESS = "0x70E4a91C9A1c55B2aa00c4b5B3e0D1131F2cF20b";

describe("hex", () => {
  it("shortens an address to its ends", () => {
    expect(short(ADDRESS)).toBe("0x70E4\u2026F20b");
  });
  it("leaves a short value whole", () => {
    expect(short("0x1a2b3c4d")).toBe("0x1a2b3c4d");
  });
  it("groups by four and loses no digit", () => {
    expect(grouped(ADDRESS).replaceAll("\u2009", "")).toBe(ADDRESS);
    expect(grouped(ADDRESS).split("\u2009")).toHaveLength(10);
  });
  it.each([
    [ADDRESS, true],
    [` ${ADDRESS} `, true],
    [ADDRESS.slice(0, -1), false],
    [`${ADDRESS}0`, false],
    ["70E4a91C9A1c55B2aa00c4b5B3e0D1131F2cF20b", false],
    ["0xZZE4a91C9A1c55B2aa00c4b5B3e0D1131F2cF20b", false],
  ])("says of %s whether it is an address: %s", (text, is) => {
    expect(isAddress(text)).toBe(is);
  });
});
