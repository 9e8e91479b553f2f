/**
 * What firing the off switch came to, and the ways out without a bundler, in words. Pure.
 * Refuses to call a network done that was not read back.
 */
import type { Amount, ExitReport, ExitWay, ExitWays, FiredView, FireReport } from "../api";
import type { SignName } from "./signs";

/** What ending came to on a network, whoever sent it. */
export type Ended = FireReport["chains"][number] | ExitReport["chains"][number];

export interface FireRow {
  tone: "ok" | "warn" | "stop" | "neutral";
  sign: SignName;
  words: string;
}

/** How one network is drawn. */
export function fireRow(chain: Pick<Ended, "readAt" | "alive">): FireRow {
  if (chain.readAt === null) return { tone: "neutral", sign: "question", words: "not read back" };
  if (chain.alive.length > 0) return { tone: "stop", sign: "square", words: "not ended" };
  return { tone: "ok", sign: "check", words: "ended" };
}

/** All of it in a sentence. */
export function fireSummary(report: FireReport | ExitReport): { tone: "ok" | "warn" | "stop"; text: string } {
  if (report.proven) return { tone: "ok", text: "Every key was read back from its chain as ended." };
  const chains: readonly Ended[] = report.chains;
  const alive = chains.filter((chain) => chain.readAt !== null && chain.alive.length > 0).map(({ network }) => network);
  if (alive.length > 0) return { tone: "stop", text: `A key can still act on ${alive.join(", ")}. Read below why, then try again.` };
  const unread = chains.filter(({ readAt }) => readAt === null).map(({ network }) => network);
  return { tone: "warn", text: `${unread.join(", ")} did not answer, so nothing is proven there. Try again when it does; sending twice does no harm.` };
}

const CARRIERS: Record<FiredView["by"], string> = {
  bundler: "carried by the bundler, paid by the account",
  bundlerUnpaid: "carried by the bundler, which took no pay",
  panicKey: "carried and paid by the panic key",
};

/** Who carried it. */
export function carrier({ by }: Pick<FiredView, "by">): string {
  return CARRIERS[by];
}

export interface WayRow {
  name: string;
  works: boolean;
  /** Whether it works and why, with who pays from what. */
  text: string;
}

const words = (amount: Amount) => `${amount.formatted} ${amount.symbol}`;

function wayRow(name: string, way: ExitWay): WayRow {
  const purse = way.payer !== null && way.balance ? ` Has ${words(way.balance)}.` : "";
  return { name, works: way.works, text: `${way.works ? "works" : "does not work"}. ${way.why}${purse}` };
}

/** The ways out on one network, the usual one first. */
export function wayRows(ways: ExitWays): WayRow[] {
  return [wayRow("Through the bundler", ways.bundler), wayRow("The owner key itself", ways.direct), wayRow("The panic key with the off switch", ways.panicKey)];
}
