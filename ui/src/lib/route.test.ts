/** An address names one place, and numbers that are asked for there. */
import { expect, it } from "vitest";
import { numberOf, routeOf } from "./route";

it.each([
  ["#/grant", "grant"],
  ["#/grant?key=3", "grant"],
  ["#/keys?replaced=1&x=2", "keys"],
  ["#/nowhere", "home"],
  ["", "home"],
] as const)("%s is %s", (hash, route) => expect(routeOf(hash)).toBe(route));

it("reads whole numbers only", () => {
  expect(numberOf("#/grant?key=3&agent=14", "agent")).toBe(14);
  for (const hash of ["#/grant", "#/grant?key=", "#/grant?key=-1", "#/grant?key=1e3", "#/grant?other=3"]) expect(numberOf(hash, "key")).toBeUndefined();
});
