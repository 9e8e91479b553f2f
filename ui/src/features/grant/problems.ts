/** The wallet's problems, sorted by where they are shown. Pure. Refuses to judge: it only tells a gap from a mistake. */
import type { Problem } from "../../api";
import type { Draft } from "./draft";
import { toForm } from "./to-form";

/** One way of writing a path: `allow[0].max_per_call` and `allow.0.maxPerCall` alike. */
export function fieldPath(path: string): string {
  return path.replace(/\[(\d+)\]/g, ".$1").replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** What is typed in a field, to tell a gap from a mistake. */
function typedAt(draft: Draft, path: string): string {
  const value = path.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], toForm(draft));
  if (value === null || value === undefined) return path === "until" ? draft.until : path === "from" ? draft.from : "";
  return Array.isArray(value) ? value.join(",") : String(value);
}

/** Problems by place. */
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
    const gap = problem.severity === "stop" && !problem.fix && path !== "" && typedAt(draft, path) === "";
    sorted[gap ? "missing" : "wrong"].push(problem);
    if (path !== "" && (!gap || tried) && !sorted.byField.has(path)) sorted.byField.set(path, problem);
  }
  return sorted;
}

/** Whether a problem belongs to a field or to something inside it. */
export function below(path: string, field: string): boolean {
  return fieldPath(field) === path || fieldPath(field).startsWith(`${path}.`);
}
