/** What could go is said in full, and what is not known is never a zero. */
import { describe, expect, it } from "vitest";
import { amount, exposure } from "../../../mocks/make";
import { exposureView, limitText } from "./exposure";

describe("exposureView", () => {
  it("says no limit in words, whatever else is known", () => {
    expect(exposureView(exposure({ unlimited: true, worst: null }))).toMatchObject({ allowed: "no limit by the keys" });
  });
  it("never shows an unread balance as nothing", () => {
    expect(exposureView(exposure({ balance: null, atRisk: null }))).toMatchObject({ there: "unknown", goes: "unknown" });
  });
  it("shows amounts as the wallet wrote them", () => {
    expect(exposureView(exposure({}))).toEqual({ goes: "300", allowed: "300 by the keys", there: "12\u2009480.5", limit: "none", action: "Set a limit" });
  });
  it("offers a limit for editing without its thin spaces", () => {
    expect(limitText(exposure({ ceiling: amount("12\u2009480.5") }))).toBe("12480.5");
    expect(limitText(exposure({ ceiling: null }))).toBe("");
  });
});
