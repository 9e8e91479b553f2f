/**
 * Token amounts between what people type and the smallest units, by moving the decimal point in the
 * text. Why text: no digit is ever lost. Refuses: numbers, rounding, signs, exponents.
 */
const MOST_DECIMALS = 77;

/** `25.5` with 6 decimals is `25500000`. Nothing when it is no amount, or finer than the token. */
export function toAtoms(text: string, decimals: number): string | null {
  const match = /^(\d*)(?:\.(\d*))?$/.exec(text.trim().replace(/[\u2009\u202f ]/g, ""));
  const whole = match?.[1] ?? "";
  const part = (match?.[2] ?? "").replace(/0+$/, "");
  if (!match || (whole === "" && (match[2] ?? "") === "") || part.length > decimals || decimals > MOST_DECIMALS) return null;
  return trimZeros(whole + part.padEnd(decimals, "0"));
}

/** `25500000` with 6 decimals is `25.5`. Nothing when it is no whole number. */
export function fromAtoms(atoms: string, decimals: number): string | null {
  const text = atoms.trim();
  if (!/^\d+$/.test(text) || decimals > MOST_DECIMALS) return null;
  const padded = text.padStart(decimals + 1, "0");
  const whole = trimZeros(padded.slice(0, padded.length - decimals));
  const part = padded.slice(padded.length - decimals).replace(/0+$/, "");
  return part === "" ? whole : `${whole}.${part}`;
}

const trimZeros = (digits: string) => digits.replace(/^0+(?=\d)/, "");
