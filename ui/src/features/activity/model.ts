/**
 * The log as pages: newest first, joined without gaps or doubles, parted by local day. Pure.
 */
import type { ActivityView, LogCheckView, Outcome } from "../../api";
import type { SignName } from "../../components/signs";
import { count, plural } from "../../lib/format";

/** Lines per page. */
export const PAGE = 50;

export interface OutcomeView {
  tone: "ok" | "warn" | "stop" | "neutral";
  sign: SignName;
  word: string;
}

const OUTCOMES: Record<Outcome, OutcomeView> = {
  done: { tone: "ok", sign: "check", word: "done" },
  refused: { tone: "warn", sign: "cross", word: "refused" },
  failed: { tone: "stop", sign: "square", word: "failed" },
  pending: { tone: "neutral", sign: "ring", word: "going on" },
  unknown: { tone: "neutral", sign: "question", word: "no answer" },
  foreign: { tone: "stop", sign: "triangle", word: "not by this app" },
};

/** How an outcome is drawn. */
export function outcomeView(outcome: Outcome): OutcomeView {
  return OUTCOMES[outcome];
}

/**
 * Joins a page to what is listed; the newer reading of a line wins. A full page that lies wholly above
 * the list may leave a gap between the two, so it takes the list's place.
 */
export function join(listed: readonly ActivityView[], page: readonly ActivityView[], size = PAGE): ActivityView[] {
  const newest = listed[0]?.seq ?? 0;
  const above = page.length >= size && page.every((line) => line.seq > newest);
  const bySeq = new Map([...(above ? [] : listed), ...page].map((line) => [line.seq, line]));
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq);
}

/** The `before` of the next page, or nothing when the first line of the log is listed. */
export function nextBefore(listed: readonly ActivityView[]): number | null {
  const last = listed.at(-1);
  return last && last.seq > 1 ? last.seq : null;
}

export interface Day {
  day: string;
  lines: ActivityView[];
}

/** Parts lines by the day they fall on where the person is. */
export function byDay(lines: readonly ActivityView[], now: number, timeZone?: string): Day[] {
  const zone = timeZone ? { timeZone } : {};
  const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", ...zone });
  const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", ...zone });
  const name = (at: number) => `${weekday.format(at * 1000)} ${date.format(at * 1000)}`;
  const today = name(now);
  const days: Day[] = [];
  for (const line of lines) {
    const day = name(line.at) === today ? "Today" : name(line.at);
    if (days.at(-1)?.day !== day) days.push({ day, lines: [] });
    days.at(-1)?.lines.push(line);
  }
  return days;
}

/** What checking the log found: whole, or where it breaks. */
export function checkView(check: LogCheckView): { tone: "ok" | "stop"; text: string } {
  if (check.whole) return { tone: "ok", text: `The log is whole: ${plural(check.lines, "line")}, each joined to the one before.` };
  const where = check.faultAt === null ? "" : ` at line ${count(check.faultAt)}`;
  const why = check.fault ? ` ${check.fault}` : "";
  return { tone: "stop", text: `The log is broken${where}.${why} What is written from there on may have been changed by somebody; compare it with the chains.` };
}
