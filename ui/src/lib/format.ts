/**
 * Numbers and times as people read them: local first, UTC beside, ages in one unit.
 * Pure: the clock and the time zone are arguments. Refuses arithmetic on money.
 */
const THIN = "\u2009";
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A whole number with thin spaces between thousands. */
export function count(n: number): string {
  return Math.trunc(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** `1 key`, `3 keys`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** At most so many characters, the cut marked. */
export function clip(text: string, most: number): string {
  const chars = [...text];
  return chars.length <= most ? text : `${chars.slice(0, most - 1).join("").trimEnd()}\u2026`;
}

/** Up to three names, each cut to fit a sentence. */
export function someNames(all: readonly string[]): string {
  const shown = all.slice(0, 3).map((name) => clip(name, 36));
  const rest = all.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${count(rest)} more` : shown.join(", ");
}

function unit(secs: number): string {
  if (secs < MINUTE) return `${secs} s`;
  if (secs < HOUR) return `${Math.round(secs / MINUTE)} min`;
  if (secs < 2 * DAY) return `${Math.round(secs / HOUR)} h`;
  return `${Math.round(secs / DAY)} days`;
}

/** How long ago, to the nearest unit, a unix second was: `just now`, `4 s ago`, `3 days ago`. */
export function age(at: number, now: number): string {
  const secs = Math.max(0, now - at);
  return secs < 2 ? "just now" : `${unit(secs)} ago`;
}

/** How long until a unix second: `24 days`, `3 h`, `ended`. */
export function until(at: number, now: number): string {
  return at <= now ? "ended" : unit(at - now);
}

/** How long still, counted down in its two largest units: `3 h 12 min`, `4 min 5 s`, `42 s`; `now` when it is over. */
export function countdown(at: number, now: number): string {
  const secs = at - now;
  if (secs <= 0) return "now";
  if (secs < MINUTE) return `${secs} s`;
  if (secs < HOUR) return `${Math.floor(secs / MINUTE)} min ${secs % MINUTE} s`;
  if (secs < 2 * DAY) return `${Math.floor(secs / HOUR)} h ${Math.floor((secs % HOUR) / MINUTE)} min`;
  return `${Math.floor(secs / DAY)} days ${Math.floor((secs % DAY) / HOUR)} h`;
}

function stamp(at: number, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-GB", { ...options, ...(timeZone ? { timeZone } : {}) }).format(at * 1000);
}

const DATE = { day: "numeric", month: "short", year: "numeric" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** `14 Dec 2026, 09:00` where the person is. */
export function localTime(at: number, timeZone?: string): string {
  return `${stamp(at, timeZone, DATE)}, ${stamp(at, timeZone, CLOCK)}`;
}

/** `08:00 UTC`, with its date when that differs from the local one. */
export function utcTime(at: number, timeZone?: string): string {
  const sameDay = stamp(at, timeZone, DATE) === stamp(at, "UTC", DATE);
  const clock = `${stamp(at, "UTC", CLOCK)} UTC`;
  return sameDay ? clock : `${stamp(at, "UTC", { day: "numeric", month: "short" })}, ${clock}`;
}
