/** The guide for a lost owner key: what brings it back, and what is true without it. Pure. Promises nothing. */
import type { OwnerKeyView } from "../../api";

/** By what was lost, the way back in. */
export const WAYS = [
  {
    lost: "The passphrase",
    back: "A backup file has a password of its own: bring the key back from it and choose a new passphrase. A security key that you let open the owner key opens it too. Nobody can reset a passphrase, and neither can we.",
  },
  {
    lost: "A security key",
    back: "Another security key or a passphrase that you let open the same owner key works as before. A backup file brings the key back. If the key was made inside the lost device, only another owner key of the account helps.",
  },
  {
    lost: "This computer",
    back: "Install Latchkey on another one and choose “I have a backup”. The same key gives the same address; the money is where it was. Then change the owner, in case somebody opens the old computer.",
  },
  {
    lost: "A Ledger",
    back: "Its recovery words, entered on another Ledger, bring back the same key.",
  },
] as const;

/** What is true while no owner key opens. */
export const WITHOUT = [
  { what: "Still works", how: "Stop all keys on this computer. Reading balances and activity. Keys of agents, inside their limits." },
  { what: "Ends by itself", how: "Every key with an end date or a number of uses; Keys shows when. A key without either goes on." },
  { what: "Does not work", how: "Ending keys on chain before their time, granting new ones, moving money, changing the owner." },
  { what: "Cannot be done by anybody", how: "Recovering the account without an owner key. The money stays at its address, where nobody can move it except as live keys allow." },
] as const;

/** Which ways this account has, as far as Latchkey knows. */
export function lostAll(keys: readonly OwnerKeyView[]): { tone: "info" | "warn" | "ok"; text: string } {
  const owner = keys.find((key) => key.owns);
  if (!owner) return { tone: "info", text: "Latchkey does not know of an owner key of this account here." };
  const ways = [
    owner.backedUpAt !== null && "a backup file was written",
    owner.locks.length > 1 && `${owner.locks.length} locks open the owner key`,
    owner.kind === "ledger" && "the Ledger's recovery words",
  ].filter((way) => way !== false);
  if (ways.length === 0) {
    return { tone: "warn", text: "As far as Latchkey knows, this account has no second way in: no backup was written and nothing else opens its owner key." };
  }
  return { tone: "ok", text: `This account has a second way in: ${ways.join("; ")}.` };
}
