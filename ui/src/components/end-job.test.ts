/** The end of keys is called proven only where a chain was read back, and says when it is tried again. */
import { describe, expect, it } from "vitest";
import { endJob, endJobChain, endPreview, endPreviewChain } from "../../mocks/jobs";
import { amount } from "../../mocks/make";
import { costText, jobRow, jobSummary, losses, nextTry, openJobs, retryLabel } from "./end-job";

const NOW = 1_800_000_000;

describe("rows", () => {
  it("is green only for what was read back", () => {
    const states = ["waiting", "sending", "sent", "proven", "failed"] as const;
    expect(states.filter((state) => jobRow(endJobChain({ state })).tone === "ok")).toEqual(["proven"]);
    expect(new Set(states.map((state) => jobRow(endJobChain({ state })).words)).size).toBe(states.length);
  });
  it("counts down to the next try, and stops counting when there is none", () => {
    expect(nextTry(endJobChain({ state: "waiting", nextTryAt: NOW + 24 }), NOW)).toBe("Tried again by itself in 24 s.");
    expect(nextTry(endJobChain({ state: "waiting", nextTryAt: NOW - 1 }), NOW)).toBe("Trying again now.");
    expect(nextTry(endJobChain({ state: "proven", nextTryAt: NOW + 24 }), NOW)).toBeUndefined();
    expect(nextTry(endJobChain({ state: "waiting", nextTryAt: null }), NOW)).toBeUndefined();
  });
});

describe("summary", () => {
  const waiting = endJobChain({ chainId: 8453, network: "Base", state: "waiting" });
  it("is proven only when the wallet says so", () => {
    expect(jobSummary(endJob({ proven: true })).tone).toBe("ok");
    expect(jobSummary(endJob({ proven: false })).tone).not.toBe("ok");
  });
  it("names the networks it waits for, and promises to go on", () => {
    const said = jobSummary(endJob({ proven: false, chains: [endJobChain(), waiting] }));
    expect(said).toMatchObject({ tone: "warn", text: expect.stringContaining("Waiting for Base.") });
    expect(said.text).toContain("after a restart");
  });
  it("says failure before waiting", () => {
    const failed = endJobChain({ network: "Optimism", state: "failed" });
    expect(jobSummary(endJob({ proven: false, chains: [waiting, failed] }))).toMatchObject({ tone: "stop", text: expect.stringContaining("Not ended on Optimism") });
  });
  it("asks for a new approval where the old one fits no longer", () => {
    const stale = endJob({ proven: false, chains: [endJobChain({ network: "Base", state: "failed", askAgain: true })] });
    expect(jobSummary(stale).text).toContain("Approve it once more");
    expect([retryLabel(stale), retryLabel(endJob())]).toEqual(["Approve again…", "Try now"]);
  });
  it("has a sentence for nothing to do", () => {
    expect(jobSummary(endJob({ proven: true, chains: [] })).text).toContain("nothing to end");
  });
  it("lists what is still open, newest first", () => {
    const jobs = [endJob({ id: 1, proven: false, startedAt: 5 }), endJob({ id: 2, proven: true }), endJob({ id: 3, proven: false, startedAt: 9 })];
    expect(openJobs(jobs).map(({ id }) => id)).toEqual([3, 1]);
  });
});

describe("preview", () => {
  it("names what else dies once, with every network", () => {
    const lost = [{ name: "Rebalancer", how: "its approval is unused" }];
    const seen = losses(endPreview({ chains: [endPreviewChain({ losses: lost }), endPreviewChain({ chainId: 8453, network: "Base", losses: lost })] }));
    expect(seen).toEqual([{ name: "Rebalancer", how: "its approval is unused", networks: "Local, Base" }]);
  });
  it("never calls an unknown cost nothing", () => {
    expect(costText(endPreviewChain({ cost: amount("0.0004", "ETH") }))).toBe("up to 0.0004 ETH");
    expect(costText(endPreviewChain({ cost: null }))).toBe("cost not known");
    expect(costText(endPreviewChain({ calls: [], cost: null }))).toBe("nothing to send");
  });
});
