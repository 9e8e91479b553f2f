/**
 * The arguments of a function signature as typed into the form: `swap(address,uint256)`.
 * Why: one rule row per argument. Refuses to judge types; the wallet parses the signature for real.
 */
export interface Signature {
  name: string;
  /** Types in order, each as written: `(address,uint256)[]` stays one. */
  types: string[];
}

/** Parses `name(type,type)`; nothing when the brackets or the name do not fit. */
export function parseSignature(text: string): Signature | null {
  const match = /^\s*(?:function\s+)?([A-Za-z_$][\w$]*)\s*\((.*)\)\s*$/s.exec(text);
  const name = match?.[1];
  if (!name) return null;
  const types = splitTypes(match[2] ?? "");
  return types && { name, types };
}

/** The parts of a list of types, brackets kept together; nothing when they do not fit. */
export function splitTypes(list: string): string[] | null {
  if (list.trim() === "") return [];
  const parts: string[] = [""];
  let depth = 0;
  for (const char of list) {
    depth += char === "(" ? 1 : char === ")" ? -1 : 0;
    if (depth < 0) return null;
    if (char === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += char;
  }
  const trimmed = parts.map((part) => part.trim());
  return depth === 0 && trimmed.every((part) => part !== "") ? trimmed : null;
}
