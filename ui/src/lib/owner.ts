/**
 * Ways to hold an owner key, in honest words: what each takes, what it protects from, and what not.
 * Why: the same sentences where a kind is chosen and where it is kept. Pure. Refuses to praise.
 */
import type { KeptIn, Lock, OwnerKind } from "../api";

export interface KindWords {
  /** What it is called. */
  name: string;
  /** What each approval takes. */
  takes: string;
  /** What it protects from. */
  protects: string;
  /** What it does not protect from, and what losing it means. */
  but: string;
}

const WORDS: Record<OwnerKind, KindWords> = {
  securityKeySealed: {
    name: "Security key",
    takes: "Each approval takes a touch of your FIDO2 security key, such as a YubiKey or Nitrokey. One touch can cover several networks.",
    protects: "A copied disk or keychain is useless without the security key.",
    but: "Add a second security key or make a backup: without either, a lost security key is a lost account.",
  },
  passphrase: {
    name: "Passphrase",
    takes: "Each approval takes a passphrase that you choose. Nothing to buy, works everywhere.",
    protects: "A copied disk or keychain is useless without the passphrase.",
    but: "The weakest way: whoever sees or guesses the passphrase on this computer owns the account.",
  },
  securityKey: {
    name: "Inside a security key",
    takes: "Each approval takes the security key's PIN and a touch, one network at a time.",
    protects: "The key is made inside the security key and never leaves it, so no program can copy it.",
    but: "It cannot be backed up. Give the account a second owner key before money depends on it.",
  },
  touchId: {
    name: "Touch ID",
    takes: "Each approval takes your finger on this Mac.",
    protects: "Nobody approves at your unlocked Mac without your finger.",
    but: "macOS asks for the finger; the key itself is no safer than the keychain it rests in. Make a backup.",
  },
  secureEnclave: {
    name: "Secure Enclave",
    takes: "Each approval takes your finger on this Mac, one network at a time.",
    protects: "The key is made inside this Mac's chip and never leaves it.",
    but: "It cannot be backed up, and it ends when your fingerprints change. Give the account a second owner key.",
  },
  windowsHello: {
    name: "Windows Hello",
    takes: "Each approval takes your face, finger or PIN on this computer, one network at a time.",
    protects: "The key is held by Windows and does not leave this computer.",
    but: "It cannot be backed up. Give the account a second owner key before money depends on it.",
  },
  ledger: {
    name: "Ledger",
    takes: "Each approval is confirmed on the Ledger's own screen, which shows the same digest as Latchkey. One approval can cover several networks.",
    protects: "The key never leaves the Ledger.",
    but: "The Ledger shows a digest, not what it means: read Latchkey's window first. Its recovery words are its backup.",
  },
};

/** A kind in words. */
export function kindWords(kind: OwnerKind): KindWords {
  return WORDS[kind];
}

/** Where a key rests, as a sentence. */
export function keptWords(kept: KeptIn): string {
  switch (kept) {
    case "keychain":
      return "In this computer's keychain, sealed.";
    case "sealedFile":
      return "In a sealed file beside Latchkey's data, because no keychain answered.";
    case "device":
      return "In the device. This computer keeps no secret of it.";
  }
}

/** `a passphrase and the security key “blue”`; nothing when the signer has not said. */
export function lockWords(locks: readonly Lock[]): string | undefined {
  if (locks.length === 0) return undefined;
  const names = locks.map(({ kind, label }) =>
    kind === "passphrase" ? "a passphrase" : label === "" ? "a security key" : `the security key “${label}”`,
  );
  const last = names.at(-1) ?? "";
  return names.length === 1 ? last : `${names.slice(0, -1).join(", ")} or ${last}`;
}
