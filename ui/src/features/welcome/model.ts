/** The first screen's little logic: a name is needed before anybody is asked for anything. Pure. */
import type { OwnerKind } from "../../api";

const LONGEST = 40;

/** What is chosen at first: the one kind that needs nothing a person may not have. */
export const FIRST_KIND: OwnerKind = "passphrase";

/** What is wrong with a name, in words; nothing when it can be used. */
export function nameProblem(name: string): string | undefined {
  const trimmed = name.trim();
  if (trimmed === "") return "Give the account a name; only you see it.";
  if ([...trimmed].length > LONGEST) return `Keep the name to ${LONGEST} characters.`;
  return undefined;
}
