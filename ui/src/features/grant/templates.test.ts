/** Each start is safe as it is: it ends, it is counted, it signs no messages. */
import { describe, expect, it } from "vitest";
import { ACCOUNT, agent, network, TOKEN } from "../../../mocks/make";
import { toForm } from "./to-form";
import { startDraft, TEMPLATES, type Start } from "./templates";

const NOW = 1_800_000_000;
const start = (change: Partial<Start> = {}): Start => ({ now: NOW, account: ACCOUNT, agents: [agent()], networks: [network()], ...change });
const begin = (id: string, change: Partial<Start> = {}) => toForm(startDraft(TEMPLATES.find((one) => one.id === id)!, start(change)));

describe.each(TEMPLATES.map(({ id }) => id))("%s", (id) => {
  const form = begin(id);
  it("ends within a year", () => {
    expect(form.until).toBeGreaterThan(NOW);
    expect(form.until).toBeLessThan(NOW + 366 * 86400);
  });
  it("is counted, signs no messages and unlocks nothing", () => {
    expect(Number(form.uses)).toBeGreaterThan(0);
    expect(form).toMatchObject({ messages: { kind: "nobody" }, everything: "", replaces: null });
  });
  it("never says how much or to whom", () => {
    for (const allow of form.allow) expect({ ...allow, args: [] }).not.toMatchObject({ maxPerCall: expect.stringMatching(/./) });
  });
});

describe("a start", () => {
  it("chooses what there is only one of", () => {
    expect(begin("pay")).toMatchObject({ agentId: 1, chainIds: [31337], allow: [{ token: TOKEN, recipient: "" }] });
  });
  it("leaves open what has a choice", () => {
    const two = { agents: [agent(), agent({ id: 2 })], networks: [network(), network({ chainId: 10 })] };
    expect(begin("pay", two)).toMatchObject({ agentId: null, chainIds: [] });
    expect(begin("pay", { agents: [], networks: [] })).toMatchObject({ agentId: null, chainIds: [], allow: [{ token: "" }] });
  });
  it("sends what a swap gives to the account itself", () => {
    const [swap, approve] = begin("swap").allow;
    expect(swap).toMatchObject({ kind: "callFunction", args: expect.arrayContaining([expect.objectContaining({ path: "args[3]", operator: "is", value: ACCOUNT })]) });
    expect(approve).toMatchObject({ function: "approve(address,uint256)" });
  });
  it("spaces the payments of a subscription", () => expect(begin("subscription").everySecs).toBe("2592000"));
});
