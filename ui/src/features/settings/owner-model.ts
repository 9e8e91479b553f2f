/**
 * The owner keys of the account, as Settings draws them: what is at risk, what can be done with each.
 * Pure; the clock is an argument. Refuses to call a key safe that has only one way in.
 */
import type { OwnerChangeOnChain, OwnerKeyView, OwnerKind } from "../../api";
import type { SignName } from "../../components/signs";
import { age } from "../../lib/format";
import { kindWords, lockWords } from "../../lib/owner";

/** Kinds whose loss is mended by something outside Latchkey. */
const HAS_ITS_OWN_BACKUP: readonly OwnerKind[] = ["ledger"];

/** Why the account could be lost with one thing; nothing when there is a second way in. */
export function risk(keys: readonly OwnerKeyView[]): string | undefined {
  const owner = keys.find((key) => key.owns);
  if (!owner) return undefined;
  const secondWay = owner.backedUpAt !== null || owner.locks.length > 1 || HAS_ITS_OWN_BACKUP.includes(owner.kind);
  if (secondWay) return undefined;
  const what = owner.kind === "passphrase" ? "If you forget the passphrase or lose this computer" : "If it is lost or breaks";
  const how = owner.canBackUp ? "Make a backup, or let a security key open it too." : "It cannot be backed up: add another owner key and make that one the owner, or keep both at hand.";
  return `There is one way into this account. ${what}, nobody can open it again. ${how}`;
}

/** What a key is at the moment. */
export function standing(key: OwnerKeyView): { tone: "ok" | "warn" | "neutral"; sign: SignName; word: string } {
  if (key.owns) return { tone: "ok", sign: "check", word: "owns the account" };
  if (key.chains.some((chain) => chain.owns && chain.deployed)) return { tone: "warn", sign: "triangle", word: "owns it on some networks" };
  return { tone: "neutral", sign: "ring", word: "kept ready" };
}

/** What opens it, in words. */
export function opensWith(key: OwnerKeyView): string {
  return lockWords(key.locks) ?? kindWords(key.kind).name.toLowerCase();
}

/** What it protects from, and what not; by the weakest of its locks where there are several kinds. */
export function protection(key: OwnerKeyView): { protects: string; but: string } {
  const kinds = new Set(key.locks.map((lock) => lock.kind));
  if (kinds.size < 2) return kindWords(key.kind);
  return {
    protects: "A copied disk or keychain is useless without one of its locks.",
    but: "It is as safe as the weakest of them: whoever sees or guesses the passphrase on this computer owns the account.",
  };
}

/** `2 days ago`, or that it never was. */
export function since(at: number | null, now: number): string {
  return at === null ? "never" : age(at, now);
}

/** Networks that say otherwise than the rest, or nothing. */
export function disagreeing(key: OwnerKeyView): string | undefined {
  const other = key.chains.filter((chain) => chain.owns !== null && chain.owns !== key.owns && (chain.deployed ?? false));
  const unknown = key.chains.filter((chain) => chain.owns === null);
  const parts = [
    other.length > 0 && `${key.owns ? "Not the owner" : "Still the owner"} on ${other.map((chain) => chain.network).join(", ")}.`,
    unknown.length > 0 && `Not known on ${unknown.map((chain) => chain.network).join(", ")}, which did not answer.`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(" ") : undefined;
}

/** Networks where the account does not exist yet and would be made for its first owner instead of this one. */
export function notYet(key: OwnerKeyView): string[] {
  const later = key.chains.filter((chain) => key.owns && chain.owns === false && chain.deployed === false);
  return later.map((chain) => chain.network);
}

/** Why a key cannot be made the owner yet; nothing when it can. */
export function changeProblem(key: OwnerKeyView): string | undefined {
  return key.testedAt === null ? "Test it first: an account given to a key that cannot sign is lost." : undefined;
}

/** One network's part of a change of owner. Only a read-back counts. */
export function changeRow(chain: OwnerChangeOnChain): { tone: "ok" | "warn" | "stop" | "neutral"; sign: SignName; word: string } {
  if (chain.changed === true) return { tone: "ok", sign: "check", word: "changed, read back" };
  if (chain.changed === null) return { tone: "neutral", sign: "question", word: "not known" };
  if (chain.status === null) return { tone: "neutral", sign: "ring", word: "nothing was sent" };
  return { tone: "stop", sign: "square", word: "not changed" };
}
