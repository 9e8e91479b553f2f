/**
 * Addresses and hashes as people read them. Pure text; checks shape only, never a checksum (the
 * wallet does that, and says so in words).
 */
const ELLIPSIS = "\u2026";
const NARROW = "\u2009";

/** `0x70E4…F20b`: enough to tell two apart, never enough to trust. */
export function short(hex: string): string {
  return hex.length <= 14 ? hex : `${hex.slice(0, 6)}${ELLIPSIS}${hex.slice(-4)}`;
}

/** Groups of four after `0x`, parted by thin spaces, for reading aloud and comparing. */
export function grouped(hex: string): string {
  const body = hex.startsWith("0x") ? hex.slice(2) : hex;
  const groups = body.match(/.{1,4}/g) ?? [];
  return `${hex.startsWith("0x") ? "0x" : ""}${groups.join(NARROW)}`;
}

/** Has the shape of an address: `0x` and 40 hex digits. */
export function isAddress(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text.trim());
}
