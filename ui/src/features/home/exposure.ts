/**
 * How a row of "if every key leaked now" reads. Pure; every amount is the wallet's text.
 * Refuses to show an unread balance as none, and to add anything up.
 */
import type { Amount, ExposureRow } from "../../api";

export interface ExposureView {
  /** What could go of what is there. */
  goes: string;
  /** What the keys' limits alone let go. */
  allowed: string;
  there: string;
  limit: string;
  action: string;
}

const text = (amount: Amount) => amount.formatted;

/** The words of one row. */
export function exposureView(row: ExposureRow): ExposureView {
  return {
    goes: row.atRisk ? text(row.atRisk) : "unknown",
    allowed: row.unlimited ? "no limit by the keys" : row.worst ? `${text(row.worst)} by the keys` : "limit not known",
    there: row.balance ? text(row.balance) : "unknown",
    limit: row.ceiling ? text(row.ceiling) : "none",
    action: row.ceiling ? "Change limit" : "Set a limit",
  };
}

/** The number of a limit as a field takes it. */
export function limitText(row: ExposureRow): string {
  return row.ceiling?.formatted.replace(/[\u2009\u202f ]/g, "") ?? "";
}
