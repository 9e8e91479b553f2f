/**
 * What Home says next. Pure: status, holdings and agents in, one step out.
 * Refuses to guess: what has not been read leads to no advice.
 */
import type { AgentView, Holdings, KeyView, NetworkView, Status } from "../../api";
import { kindWords } from "../../lib/owner";
import type { Route } from "../../lib/route";

export interface Step {
  title: string;
  text: string;
  action: string;
  to: Route | { faucet: number };
}

interface Facts {
  status: Status;
  holdings: readonly Holdings[] | undefined;
  networks: readonly NetworkView[] | undefined;
  agents: readonly AgentView[] | undefined;
  keys: readonly KeyView[] | undefined;
}

/** The one next step, or nothing when there is none. */
export function nextStep({ status, holdings, networks, agents, keys }: Facts): Step | undefined {
  const local = networks?.find((network) => network.builtIn);
  const held = holdings?.find((entry) => entry.chainId === local?.chainId);
  if (local && held?.readAt && !hasMoney(held)) {
    const text = `The account holds nothing on ${local.name} yet. The faucet gives it coins and a token that are worth nothing elsewhere.`;
    return { title: "Get test money", text, action: "Get test money", to: { faucet: local.chainId } };
  }
  if (agents?.length === 0) {
    const text = "An agent is a program that asks for operations: a coding assistant, a bot, a script. Each gets a token of its own.";
    return { title: "Add your first agent", text, action: "Go to Agents", to: "agents" };
  }
  if (keys?.length === 0) {
    const text = "Say what an agent may do, how often and until when. You read and approve the exact limits in Latchkey's own window.";
    return { title: "Grant your first key", text, action: "Grant a key", to: "grant" };
  }
  if (status.liveKeys > 0 && !status.agentAccess.on && status.stoppedAt === null) {
    const text = "There are live keys, but agent access is off, so no agent can ask for anything from this computer.";
    return { title: "Agents are kept out", text, action: "Go to Agents", to: "agents" };
  }
  return undefined;
}

function hasMoney(held: Holdings): boolean {
  return held.amounts.some((entry) => !/^0*$/.test(entry.amount.atomic));
}

/** How the owner key is held and where it rests, in words, and whether that is second best. */
export function keptIn(status: Status): { text: string; weaker: boolean } | undefined {
  if (!status.account) return undefined;
  const { ownerKind, keptIn } = status.account;
  const by = kindWords(ownerKind).name.toLowerCase();
  switch (keptIn) {
    case "keychain":
      return { text: `Owner key in this computer's keychain, opened by: ${by}`, weaker: false };
    case "sealedFile":
      return { text: `Owner key in a sealed file, because no keychain answered; opened by: ${by}`, weaker: true };
    case "device":
      return { text: `Owner key held by: ${by}`, weaker: false };
  }
}
