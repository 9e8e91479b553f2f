/**
 * Finds the limits in a sentence, to set them in strong type. Pure drawing aid: changes no character,
 * decides nothing, and a limit that it misses is merely set in plain type.
 */
export interface Part {
  text: string;
  strong: boolean;
}

const LIMITS = new RegExp(
  [
    /0x[0-9a-fA-F]{4,8}\u2026[0-9a-fA-F]{4}|0x[0-9a-fA-F]{8}\b(?!\u2026)/,
    /\d{1,2} [A-Z][a-z]{2} \d{4}(?:,? \d{2}:\d{2})?/,
    /\d[\d\u2009\u202f]*(?:\.\d+)?[ \u00a0\u2009]+[A-Z][A-Za-z0-9.]{1,10}\b/,
    /\d[\d\u2009]* (?:operations?|times|calls?)\b/,
    /\b[Nn]o limit\b/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/** The sentence in parts that join to the same text. */
export function emphasise(sentence: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of sentence.matchAll(LIMITS)) {
    if (match.index > at) parts.push({ text: sentence.slice(at, match.index), strong: false });
    parts.push({ text: match[0], strong: true });
    at = match.index + match[0].length;
  }
  if (at < sentence.length) parts.push({ text: sentence.slice(at), strong: false });
  return parts;
}
