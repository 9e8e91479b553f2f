/** Finding a function by what is typed. Pure. */
import type { FunctionFacts } from "../../api";

/** Those with every typed word in their signature or in the names of their arguments; a name that begins with it first. */
export function found(functions: readonly FunctionFacts[], search: string): FunctionFacts[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (one: FunctionFacts) => `${one.signature} ${one.args.map(({ name }) => name).join(" ")}`.toLowerCase();
  const begins = (one: FunctionFacts) => (words[0] && one.signature.toLowerCase().startsWith(words[0]) ? 0 : 1);
  return functions
    .filter((one) => words.every((word) => text(one).includes(word)))
    .toSorted((a, b) => begins(a) - begins(b) || a.signature.localeCompare(b.signature));
}
