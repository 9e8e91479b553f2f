/**
 * The grant form as it is typed, and what it becomes. Pure; amounts stay text, the wallet parses them.
 * Refuses to judge a grant: problems, sentence and worst case all come from the wallet's preview.
 */
import type { Allow, ArgOperator, ArgRule, GrantForm, Problem, SessionForm } from "../../api";
import { fromFieldText } from "./until";
import { parseSignature } from "../../lib/signature";

/** What this form can say; a raw entry comes from a key and is shown, not typed. */
export type AllowKind = Exclude<Allow["kind"], "raw">;
export const OTHER_TOKEN = "other";

/** Who holds the key. */
export type SessionKind = SessionForm["kind"];

/** Units of the spacing field, in seconds. */
export const SPACING_UNITS = { seconds: 1, minutes: 60, hours: 3600, days: 86400, weeks: 604800 } as const;
export type SpacingUnit = keyof typeof SPACING_UNITS;

/** The form as typed: every field is text. */
export interface Draft {
  name: string;
  agentId: string;
  chainIds: number[];
  session: SessionKind;
  keyAddress: string;
  passkeyX: string;
  passkeyY: string;
  passkeyId: string;
  kind: AllowKind;
  token: string;
  otherToken: string;
  recipient: string;
  maxPerCall: string;
  contract: string;
  function: string;
  args: ArgRule[];
  maxValue: string;
  uses: string;
  spacing: string;
  spacingUnit: SpacingUnit;
  until: string;
  gasBudget: string;
}

/** An empty form. */
export function emptyDraft(): Draft {
  return {
    name: "",
    agentId: "",
    chainIds: [],
    session: "made",
    keyAddress: "",
    passkeyX: "",
    passkeyY: "",
    passkeyId: "",
    kind: "payToken",
    token: "",
    otherToken: "",
    recipient: "",
    maxPerCall: "",
    contract: "",
    function: "",
    args: [],
    maxValue: "",
    uses: "",
    spacing: "",
    spacingUnit: "days",
    until: "",
    gasBudget: "",
  };
}

/** Argument rules that fit a signature: kept where they were, added as "anything" where missing. */
export function fitArgs(signature: string, args: readonly ArgRule[]): ArgRule[] {
  const types = parseSignature(signature)?.types ?? [];
  return types.map((_, i) => args[i] ?? { path: "", operator: "any", value: "", unit: { kind: "plain" } });
}

function allowOf(draft: Draft): Allow {
  switch (draft.kind) {
    case "payToken":
      return {
        kind: "payToken",
        token: (draft.token === OTHER_TOKEN ? draft.otherToken : draft.token).trim(),
        recipient: draft.recipient.trim(),
        maxPerCall: draft.maxPerCall.trim(),
      };
    case "payNative":
      return { kind: "payNative", recipient: draft.recipient.trim(), maxPerCall: draft.maxPerCall.trim() };
    case "callFunction":
      return {
        kind: "callFunction",
        contract: draft.contract.trim(),
        function: draft.function.trim(),
        args: draft.args.map((rule) => ({ ...rule, value: rule.operator === "any" ? "" : rule.value.trim() })),
        maxValue: draft.maxValue.trim(),
      };
  }
}

function sessionOf(draft: Draft): SessionForm {
  switch (draft.session) {
    case "made":
      return { kind: "made" };
    case "address":
      return { kind: "address", address: draft.keyAddress.trim() };
    case "passkey":
      return { kind: "passkey", x: draft.passkeyX.trim(), y: draft.passkeyY.trim(), credentialIdHash: draft.passkeyId.trim() };
  }
}

/** Seconds between operations as the wallet wants them; what is no whole number goes through as typed. */
export function spacingSecs(count: string, unit: SpacingUnit): string {
  const text = count.trim();
  if (!/^\d{1,9}$/.test(text)) return text;
  const secs = Number(text) * SPACING_UNITS[unit];
  return secs === 0 ? "" : secs.toString();
}

/** What the form asks the wallet for. */
export function toForm(draft: Draft): GrantForm {
  return {
    name: draft.name.trim(),
    agentId: draft.agentId === "" ? null : Number(draft.agentId),
    session: sessionOf(draft),
    chainIds: [...draft.chainIds].sort((a, b) => a - b),
    allow: [allowOf(draft)],
    uses: draft.uses.trim(),
    everySecs: spacingSecs(draft.spacing, draft.spacingUnit),
    until: fromFieldText(draft.until),
    gasBudget: draft.gasBudget.trim(),
  };
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

/** One way of writing a path: `allow.max_per_call` and `allow.args[1].value` alike. */
export function fieldPath(path: string): string {
  return path.replace(/\[(\d+)\]/g, ".$1").replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** What is typed in a field, to tell a gap from a mistake. */
function typedAt(draft: Draft, path: string): string {
  const form = toForm(draft);
  const value = path.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], form);
  if (value === null || value === undefined) return path === "until" ? draft.until : "";
  return Array.isArray(value) ? value.join(",") : String(value);
}

/** Problems sorted by where they are shown. */
export interface Sorted {
  /** Fields that are still empty: to be filled, nothing is wrong yet. */
  missing: Problem[];
  /** All others, worst first. */
  wrong: Problem[];
  /** By field, the first that is shown below it. */
  byField: Map<string, Problem>;
}

const RANK = { stop: 0, warn: 1, info: 2 } as const;

/** Sorts the wallet's problems; `tried` shows the gaps below their fields too. */
export function sortProblems(problems: readonly Problem[], draft: Draft, tried: boolean): Sorted {
  const sorted: Sorted = { missing: [], wrong: [], byField: new Map() };
  for (const problem of problems.toSorted((a, b) => RANK[a.severity] - RANK[b.severity])) {
    const path = fieldPath(problem.field);
    const gap = problem.severity === "stop" && path !== "" && typedAt(draft, path) === "";
    sorted[gap ? "missing" : "wrong"].push(problem);
    if (path !== "" && (!gap || tried) && !sorted.byField.has(path)) sorted.byField.set(path, problem);
  }
  return sorted;
}
