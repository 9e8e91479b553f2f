/** An account needs a name that fits. */
import { expect, it } from "vitest";
import { nameProblem } from "./model";

it("asks for a name", () => expect(nameProblem("   ")).toContain("name"));
it("takes an ordinary name", () => expect(nameProblem(" Main account ")).toBeUndefined());
it("refuses a name that would not fit, counting characters and not bytes", () => {
  expect(nameProblem("ä".repeat(40))).toBeUndefined();
  expect(nameProblem("ä".repeat(41))).toContain("40");
});
