/** Where in a JSON text the wallet found a mistake. Pure. */
import type { WalletError } from "../../api";

/** The line that a failure names, counted from 1. */
export function lineOf(error: WalletError): number | undefined {
  const found = /\bline[ :](\d{1,6})\b/i.exec(`${error.field ?? ""} ${error.message}`)?.[1];
  return found === undefined ? undefined : Math.max(1, Number(found));
}
