/**
 * The meters of a key on one chain, row by row. Pure; amounts are the wallet's text, and the share
 * that a bar shows is drawn, never counted on.
 * Refuses to show what was not read as nothing used.
 */
import type { Amount, Meters } from "../../api";
import { count, countdown, plural } from "../../lib/format";

export interface MeterRow {
  label: string;
  text: string;
  /** What is left of the whole, of a hundred; only where there is a whole. */
  left?: number;
  /** Nothing left. */
  over?: boolean;
}

const words = (amount: Amount) => `${amount.formatted} ${amount.symbol}`;

/** How much of a whole is left, of a hundred, for a bar. */
export function share(left: bigint, whole: bigint): number {
  if (whole <= 0n || left <= 0n) return 0;
  const part = Number((left * 100n) / whole);
  return Math.min(100, Math.max(1, part));
}

function uses(meters: Meters): MeterRow {
  const done = plural(meters.operations, "operation");
  if (meters.usesLeft === null) return { label: "Uses left", text: `no limit · ${done} so far` };
  if (meters.uses === null) return { label: "Uses left", text: count(meters.usesLeft), over: meters.usesLeft === 0 };
  const left = share(BigInt(meters.usesLeft), BigInt(meters.uses));
  return { label: "Uses left", text: `${count(meters.usesLeft)} of ${count(meters.uses)}`, left, over: meters.usesLeft === 0 };
}

function gas(meters: Meters): MeterRow {
  const { gasLeft, gasBudget } = meters;
  if (!gasLeft || !gasBudget) return { label: "Gas left", text: "no limit" };
  const left = share(BigInt(gasLeft.atomic), BigInt(gasBudget.atomic));
  return { label: "Gas left", text: `${gasLeft.formatted} of ${words(gasBudget)}`, left, over: left === 0 };
}

function next(meters: Meters, now: number): MeterRow[] {
  if (meters.nextAllowedAt === null) return [];
  const wait = countdown(meters.nextAllowedAt, now);
  return [{ label: "Next allowed", text: wait === "now" ? "now" : `in ${wait}` }];
}

/** The rows, in the order they are read. */
export function meterRows(meters: Meters, now: number): MeterRow[] {
  const spent = meters.spent.length === 0 ? "nothing yet" : meters.spent.map(words).join(", ");
  return [
    uses(meters),
    gas(meters),
    ...next(meters, now),
    { label: "Spent so far", text: spent },
    { label: "Gas paid so far", text: words(meters.gasSpent) },
  ];
}
