/** The first screen's little logic: a name is needed before anybody is asked for anything. Pure. */
const LONGEST = 40;

/** What is wrong with a name, in words; nothing when it can be used. */
export function nameProblem(name: string): string | undefined {
  const trimmed = name.trim();
  if (trimmed === "") return "Give the account a name; only you see it.";
  if ([...trimmed].length > LONGEST) return `Keep the name to ${LONGEST} characters.`;
  return undefined;
}
