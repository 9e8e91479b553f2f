/** How the difference between two keys is laid out. Pure; every word comes from the wallet. */
import type { DiffView } from "../../api";

export interface DiffRow {
  title: string;
  lines: readonly string[];
}

/** The parts that have something in them, what is wider first. */
export function diffRows(diff: DiffView): DiffRow[] {
  const rows: DiffRow[] = [
    { title: "It may do more", lines: diff.wider },
    { title: "Begins anew", lines: diff.anew },
    { title: "New rules", lines: diff.new },
    { title: "Gone", lines: diff.gone },
    { title: "As before", lines: diff.same },
  ];
  return rows.filter(({ lines }) => lines.length > 0);
}

/** Whether the two keys may do the same. */
export function nothingChanges({ wider, anew, gone, examples, ...diff }: DiffView): boolean {
  return [wider, anew, diff.new, gone, examples].every((list) => list.length === 0);
}
