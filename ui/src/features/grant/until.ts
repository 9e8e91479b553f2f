/**
 * The end of a key as a text field: `2026-12-14 09:00`, where the person is.
 * Why not a date picker: one form on every platform, typed or pressed, and no two readings of it.
 */
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}))?$/;

/** The unix second of a typed time; a date alone ends at its midnight. Nothing when it is not one. */
export function fromFieldText(text: string): number | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number, number];
  const date = new Date(year, month - 1, day, hour, minute);
  const kept = date.getMonth() === month - 1 && date.getDate() === day && date.getHours() === hour;
  return kept ? Math.floor(date.getTime() / 1000) : null;
}

/** A unix second as the field shows it, cut to the minute. */
export function toFieldText(at: number): string {
  const date = new Date(at * 1000);
  const two = (n: number) => n.toString().padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A quick choice: its words, and seconds from now; 0 empties the field. */
export interface Quick {
  label: string;
  secs: number;
}

const DAY = 86400;

/** The quick ends. */
export const QUICK: readonly Quick[] = [
  { label: "1 hour", secs: 3600 },
  { label: "24 hours", secs: DAY },
  { label: "7 days", secs: 7 * DAY },
  { label: "30 days", secs: 30 * DAY },
];

/** The quick beginnings. */
export const QUICK_FROM: readonly Quick[] = [
  { label: "at once", secs: 0 },
  { label: "in 1 hour", secs: 3600 },
  { label: "in 24 hours", secs: DAY },
  { label: "in 7 days", secs: 7 * DAY },
];
