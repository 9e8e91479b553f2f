/**
 * What people want a key for, as data: each starts the form with safe limits filled in.
 * Refuses: a start without an end, without a number of times, or that signs messages.
 */
import type { AgentView, NetworkView } from "../../api";
import { fitArgs } from "./arguments";
import { emptyDraft, emptyPermission, type Draft, type Permission } from "./draft";
import { toFieldText } from "./until";

const DAY = 86400;

/** What is known when somebody starts. */
export interface Start {
  now: number;
  account: string;
  agents: readonly AgentView[];
  networks: readonly NetworkView[];
}

export interface Template {
  id: "pay" | "subscription" | "swap" | "claim" | "custom";
  title: string;
  text: string;
  /** What is filled in already, in words. */
  limits: string;
  begin: (start: Start) => Partial<Draft>;
}

const call = (id: number, signature: string, rules: Partial<Record<number, { operator: "atMost" | "is"; value: string }>>): Permission =>
  emptyPermission(id, {
    kind: "callFunction",
    function: signature,
    args: fitArgs(signature, []).map((open, i) => ({ ...open, ...rules[i] })),
  });

const ends = (now: number, days: number) => toFieldText(now + days * DAY);

export const TEMPLATES: readonly Template[] = [
  {
    id: "pay",
    title: "Pay someone",
    text: "A token to one address, up to an amount each time.",
    limits: "3 times, within 7 days",
    begin: ({ now }) => ({ uses: "3", until: ends(now, 7) }),
  },
  {
    id: "subscription",
    title: "Subscription",
    text: "The same payment again and again, never two close together.",
    limits: "3 payments, 30 days apart",
    begin: ({ now }) => ({ uses: "3", spacing: "30", spacingUnit: "days", until: ends(now, 90) }),
  },
  {
    id: "swap",
    title: "Swap on a router",
    text: "Change one token for another; what comes out goes to your account only.",
    limits: "3 times, within 7 days",
    begin: ({ now, account }) => ({
      uses: "3",
      until: ends(now, 7),
      permissions: [
        call(1, "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)", {
          0: { operator: "atMost", value: "" },
          3: { operator: "is", value: account },
        }),
        call(2, "approve(address,uint256)", { 0: { operator: "is", value: "" }, 1: { operator: "atMost", value: "" } }),
      ],
    }),
  },
  {
    id: "claim",
    title: "Claim rewards",
    text: "One function of one contract, with no coins sent along.",
    limits: "30 times, a day apart",
    begin: ({ now }) => ({ uses: "30", spacing: "1", spacingUnit: "days", until: ends(now, 30), permissions: [call(1, "claim()", {})] }),
  },
  {
    id: "custom",
    title: "Custom",
    text: "Choose the contract, the function and a rule for each argument.",
    limits: "3 times, within 7 days",
    begin: ({ now }) => ({ uses: "3", until: ends(now, 7), permissions: [emptyPermission(1, { kind: "callFunction" })] }),
  },
];

/** The form as a template starts it. Where there is only one agent, one network or one token, it is chosen. */
export function startDraft(template: Template, start: Start): Draft {
  const [agent, another] = start.agents;
  const [network, second] = start.networks;
  const draft = emptyDraft({
    agentId: agent && !another ? agent.id.toString() : "",
    chainIds: network && !second ? [network.chainId] : [],
    ...template.begin(start),
  });
  const token = start.networks.flatMap(({ tokens }) => tokens)[0]?.address ?? "";
  return { ...draft, permissions: draft.permissions.map((one) => (one.kind === "payToken" ? { ...one, token } : one)) };
}
