/** The check of the log and the copy of the store, made up. */
import type { LogCheckView } from "../src/api";
import { HASH } from "./make";

const nowSecs = () => Math.floor(Date.now() / 1000);

export function logCheck(change: Partial<LogCheckView> = {}): LogCheckView {
  return { lines: 1234, whole: true, fault: null, faultAt: null, head: HASH, checkedAt: nowSecs(), ...change };
}

/** Answers to all about care. */
export const care = (): Record<string, () => unknown> => ({
  log_verify: () => logCheck(),
  store_backup_save: () => "/home/you/Documents/latchkey-copy.sqlite",
});
