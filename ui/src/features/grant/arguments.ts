/**
 * The arguments of a function that can have a rule, one place each, and the rules on them. Pure.
 * Refuses to judge a rule; which can be enforced is the wallet's to say.
 */
import type { ArgOperator, ArgRule } from "../../api";
import { parseSignature, splitTypes } from "../../lib/signature";
import type { ArgDraft } from "./draft";

/** One place for a rule. */
export interface Leaf {
  /** `args[0]`, `args[0][3]` for a member of a tuple. */
  path: string;
  type: string;
}

function leavesOf(type: string, path: string): Leaf[] {
  const members = /^(?:tuple)?\((.*)\)$/s.exec(type)?.[1];
  if (members === undefined) return [{ path, type }];
  return (splitTypes(members) ?? []).flatMap((member, i) => leavesOf(member, `${path}[${i}]`));
}

/** Every place of a signature, in order; none when it cannot be read. */
export function leaves(signature: string): Leaf[] {
  return (parseSignature(signature)?.types ?? []).flatMap((type, i) => leavesOf(type, `args[${i}]`));
}

/** No rule on a place. */
export const open = (path: string): ArgDraft => ({ path, operator: "any", value: "", unit: { kind: "plain" } });

/**
 * One rule per place of the signature, kept where there was one; what fits no place, or is a second
 * rule on the same, is kept behind them.
 */
export function fitArgs(signature: string, rules: readonly ArgRule[]): ArgDraft[] {
  const places = leaves(signature);
  const inOrder = rules.every(({ path }) => !path);
  const left = rules.map((rule, i): ArgDraft => ({ unit: { kind: "plain" }, ...rule, path: inOrder ? `args[${i}]` : (rule.path ?? "") }));
  const fitted = places.map(({ path }) => {
    const found = left.findIndex((rule) => rule.path === path);
    return found < 0 ? open(path) : (left.splice(found, 1)[0] ?? open(path));
  });
  return [...fitted, ...left.filter((rule) => rule.operator !== "any" && places.length > 0)];
}

/** The rules that make sense for an argument type. */
export function operatorsFor(type: string): ArgOperator[] {
  if (/^u?int\d*$/.test(type)) return ["any", "atMost", "atLeast", "is", "isNot", "oneOf"];
  if (/^(address|bool|bytes\d+)$/.test(type)) return ["any", "is", "isNot", "oneOf"];
  return ["any"];
}

/** What an operator is called on the form. */
export const OPERATOR_WORDS: Record<ArgOperator, string> = {
  any: "anything",
  is: "is",
  isNot: "is not",
  atMost: "at most",
  atLeast: "at least",
  oneOf: "one of",
};
