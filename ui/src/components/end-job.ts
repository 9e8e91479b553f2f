/**
 * How the end of keys on chain reads while it is under way. Pure; the clock is an argument.
 * Refuses to call anything ended that was not read back: only "proven" is green.
 */
import type { EndJobChain, EndJobView, EndPreview } from "../api";
import { countdown } from "../lib/format";
import type { SignName } from "./signs";

export interface JobRow {
  tone: "ok" | "accent" | "warn" | "stop" | "neutral";
  sign: SignName;
  words: string;
}

const ROWS: Record<EndJobChain["state"], JobRow> = {
  waiting: { tone: "warn", sign: "ring", words: "waiting" },
  sending: { tone: "accent", sign: "ring", words: "being sent" },
  sent: { tone: "accent", sign: "triangle", words: "sent, not read back yet" },
  proven: { tone: "ok", sign: "check", words: "proven ended" },
  failed: { tone: "stop", sign: "square", words: "not ended" },
};

/** How one network of a job is drawn. */
export function jobRow(chain: EndJobChain): JobRow {
  return ROWS[chain.state];
}

/** When the app tries a network again by itself; nothing once it is proven or given up. */
export function nextTry(chain: EndJobChain, now: number): string | undefined {
  if (chain.nextTryAt === null || chain.state === "proven" || chain.state === "failed") return undefined;
  const wait = countdown(chain.nextTryAt, now);
  return wait === "now" ? "Trying again now." : `Tried again by itself in ${wait}.`;
}

export interface Summary {
  tone: "ok" | "info" | "warn" | "stop";
  text: string;
}

const list = (chains: readonly EndJobChain[]) => chains.map(({ network }) => network).join(", ");

/** A job in a sentence. */
export function jobSummary(job: EndJobView): Summary {
  if (job.chains.length === 0) return { tone: "ok", text: "No key was approved on any network, so there is nothing to end on chain." };
  if (job.proven) return { tone: "ok", text: "Every key was read back from its chain as ended." };
  const again = job.chains.filter(({ askAgain }) => askAgain);
  if (again.length > 0) return { tone: "stop", text: `Not ended on ${list(again)}: what you approved fits no longer there. Approve it once more.` };
  const failed = job.chains.filter(({ state }) => state === "failed");
  if (failed.length > 0) return { tone: "stop", text: `Not ended on ${list(failed)}: a key there can still act. Read what went wrong, then try again.` };
  const open = job.chains.filter(({ state }) => state !== "proven");
  const waiting = open.filter(({ state }) => state === "waiting");
  if (waiting.length > 0) {
    return { tone: "warn", text: `Waiting for ${list(waiting)}. What you approved is kept and sent again by itself until the end is proven, also after a restart. You need not wait here.` };
  }
  return { tone: "info", text: `Under way on ${list(open)}; then each is read back.` };
}

/** Whether going on needs the owner once more: what was signed fits no longer on some network. */
export function asksAgain(job: EndJobView): boolean {
  return job.chains.some(({ askAgain }) => askAgain);
}

/** The words of the button that has a job tried now. */
export function retryLabel(job: EndJobView): string {
  return asksAgain(job) ? "Approve again…" : "Try now";
}

/** Jobs that are not proven, the newest first. */
export function openJobs(jobs: readonly EndJobView[]): EndJobView[] {
  return jobs.filter(({ proven }) => !proven).toSorted((a, b) => b.startedAt - a.startedAt);
}

export interface Loss {
  name: string;
  how: string;
  networks: string;
}

/** What else dies, by name, with the networks it dies on. */
export function losses(preview: EndPreview): Loss[] {
  const found = new Map<string, Loss & { on: string[] }>();
  for (const { network, losses: lost } of preview.chains) {
    for (const { name, how } of lost) {
      const one = found.get(name) ?? { name, how, networks: "", on: [] };
      one.on.push(network);
      found.set(name, one);
    }
  }
  return [...found.values()].map(({ name, how, on }) => ({ name, how, networks: on.join(", ") }));
}

/** What a network's part costs, or why that is not known. */
export function costText(chain: EndPreview["chains"][number]): string {
  if (chain.calls.length === 0) return "nothing to send";
  return chain.cost ? `up to ${chain.cost.formatted} ${chain.cost.symbol}` : "cost not known";
}
