/**
 * A heading for one permission, to find it again in the list. Pure.
 * Refuses to be the sentence: what a key may do is said by the wallet, from the encoded bytes.
 */
import type { NetworkView } from "../../api";
import { isAddress, short } from "../../lib/hex";
import { parseSignature } from "../../lib/signature";
import { OTHER_TOKEN, type Permission } from "./draft";

/** Every token of these networks, once. */
export function tokensOf(networks: readonly NetworkView[]) {
  const all = networks.flatMap((network) => network.tokens);
  return [...new Map(all.map((token) => [token.address.toLowerCase(), token])).values()];
}

const place = (address: string) => {
  const text = address.trim();
  return isAddress(text) ? short(text) : text === "any" ? "any contract" : "";
};

/** `Pay DUSD to 0x70E4…F20b`, `Call swap on 0x5FbD…0aa3`, `Call a function`. */
export function heading(one: Permission, networks: readonly NetworkView[]): string {
  const native = networks[0]?.nativeSymbol ?? "ETH";
  switch (one.kind) {
    case "payToken": {
      const token = one.token === OTHER_TOKEN ? one.otherToken : one.token;
      const symbol = tokensOf(networks).find(({ address }) => address.toLowerCase() === token.trim().toLowerCase())?.symbol;
      return `Pay ${symbol ?? (place(token) || "a token")}${to(one.recipient)}`;
    }
    case "payNative":
      return `Pay ${native}${to(one.recipient)}`;
    case "callFunction": {
      const name = parseSignature(one.function)?.name ?? "a function";
      return `Call ${name}${place(one.contract) === "" ? "" : ` on ${place(one.contract)}`}`;
    }
    case "raw":
      return `Call ${one.selector || "anything"}${place(one.contract) === "" ? "" : ` on ${place(one.contract)}`}`;
  }
}

function to(recipient: string): string {
  const list = recipient.split(",").map((part) => part.trim()).filter(Boolean);
  if (list.length > 1) return ` to ${list.length} addresses`;
  return isAddress(list[0] ?? "") ? ` to ${short(list[0] ?? "")}` : "";
}
