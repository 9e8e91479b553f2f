/** Home leads through first use in order, and never advises on what it has not read. */
import { describe, expect, it } from "vitest";
import { agent, holdings, key, network, status } from "../../../mocks/make";
import { keptIn, nextStep } from "./model";

const full = { status: status(), holdings: [holdings()], networks: [network()], agents: [agent()], keys: [key()] };
const poor = holdings({ amounts: holdings().amounts.map((entry) => ({ ...entry, amount: { ...entry.amount, atomic: "0" } })) });

describe("nextStep", () => {
  it("starts with money on the local network", () => {
    expect(nextStep({ ...full, holdings: [poor] })?.to).toEqual({ faucet: 31337 });
  });
  it("does not offer money where the balance could not be read", () => {
    expect(nextStep({ ...full, holdings: [{ ...poor, readAt: null }], agents: [] })?.to).toBe("agents");
  });
  it("then asks for an agent, then for a key", () => {
    expect(nextStep({ ...full, agents: [], keys: [] })?.to).toBe("agents");
    expect(nextStep({ ...full, keys: [] })?.to).toBe("grant");
  });
  it("says so when live keys meet a closed door", () => {
    const shut = status({ agentAccess: { on: false, httpUrl: null, shimPath: "/x" }, liveKeys: 2 });
    expect(nextStep({ ...full, status: shut })?.title).toBe("Agents are kept out");
  });
  it("leaves a stop to its own note", () => {
    const stopped = status({ agentAccess: { on: false, httpUrl: null, shimPath: "/x" }, liveKeys: 2, stoppedAt: 1 });
    expect(nextStep({ ...full, status: stopped })).toBeUndefined();
  });
  it("is silent when all is done or nothing is known", () => {
    expect(nextStep(full)).toBeUndefined();
    expect(nextStep({ status: status(), holdings: undefined, networks: undefined, agents: undefined, keys: undefined })).toBeUndefined();
  });
});

describe("keptIn", () => {
  it("labels the sealed file as second best", () => {
    const account = { ...status().account!, keptIn: "sealedFile" as const };
    expect(keptIn(status({ account }))?.weaker).toBe(true);
    expect(keptIn(status())?.weaker).toBe(false);
  });
});
