/** How an agent's row reads, and what a name must be. Pure. */
import type { AgentView } from "../../api";
import { age, plural } from "../../lib/format";

const LONGEST = 60;

/** `last asked 4 min ago`, or that it never did. */
export function seenText(agent: AgentView, now: number): string {
  return agent.lastSeenAt === null ? "never connected" : `last asked ${age(agent.lastSeenAt, now)}`;
}

/** `2 live keys`, `no live keys`. */
export function keysText(agent: AgentView): string {
  return agent.liveKeys === 0 ? "no live keys" : plural(agent.liveKeys, "live key");
}

/** What is wrong with a new agent's name; nothing when it can be used. */
export function agentNameProblem(name: string, taken: readonly AgentView[]): string | undefined {
  const trimmed = name.trim();
  if (trimmed === "") return "Give the agent a name, such as the program it runs in.";
  if ([...trimmed].length > LONGEST) return `Keep the name to ${LONGEST} characters.`;
  if (taken.some((agent) => agent.name === trimmed)) return "Another agent already has this name; the log could not tell them apart.";
  return undefined;
}

/** What removing an agent means, before it is done. */
export function removalText(agent: AgentView): string {
  const token = `The token of ${agent.name} stops working at once.`;
  if (agent.liveKeys === 0) return `${token} It holds no live key.`;
  return `${token} Its ${plural(agent.liveKeys, "live key")} can no longer be asked for from this computer, but stay alive on chain until you revoke them under Keys.`;
}
