/**
 * A call to try, as it is typed, and what the wallet is asked. Pure; amounts move between units as text.
 * Refuses to say whether a call would pass: that is the wallet's dry run.
 */
import type { NetworkView, TryCall, TryFailure } from "../../api";
import { toAtoms } from "../../lib/units";
import { tokenAmount } from "./arg-words";
import { leaves } from "./arguments";
import { OTHER_TOKEN, type Permission } from "./draft";
import { tokensOf } from "./permission-words";
import { parseSignature } from "../../lib/signature";

/** One value of a call; `unit`: typed in units of a token. */
export interface TryValue {
  value: string;
  unit: { symbol: string; decimals: number } | null;
}

/** One call as typed. */
export interface TryDraft {
  to: string;
  function: string;
  args: TryValue[];
  value: string;
}

const firstOf = (list: string) => list.split(",")[0]?.trim() ?? "";

/** A value for an argument that has no rule. */
function plain(type: string, account: string): string {
  if (type === "address") return account;
  if (type === "bool") return "false";
  if (/^u?int\d*$/.test(type)) return "0";
  if (/\]$/.test(type)) return "[]";
  const size = /^bytes(\d+)$/.exec(type)?.[1];
  return size === undefined ? (type === "bytes" ? "0x" : "") : `0x${"00".repeat(Number(size))}`;
}

/** A call at the very edge of a permission: as much as it allows, to whom it allows. */
export function atTheEdge(one: Permission, networks: readonly NetworkView[], account: string): TryDraft {
  const tokens = tokensOf(networks);
  const tokenAt = (address: string) => tokens.find((token) => token.address.toLowerCase() === address.trim().toLowerCase());
  switch (one.kind) {
    case "payToken": {
      const to = (one.token === OTHER_TOKEN ? one.otherToken : one.token).trim();
      const token = tokenAt(to);
      const args = [{ value: firstOf(one.recipient), unit: null }, { value: one.maxPerCall.trim(), unit: token ? { symbol: token.symbol, decimals: token.decimals } : null }];
      return { to, function: "transfer(address,uint256)", args, value: "" };
    }
    case "payNative":
      return { to: firstOf(one.recipient), function: "", args: [], value: one.maxPerCall.trim() };
    case "callFunction": {
      const types = parseSignature(one.function)?.types ?? [];
      const amount = tokenAmount(one.function);
      const args = types.map((type, i): TryValue => {
        const rule = one.args.find(({ path }) => path === `args[${i}]`);
        const ruled = rule && (rule.operator === "is" || rule.operator === "atMost" || rule.operator === "atLeast" || rule.operator === "oneOf");
        const token = rule?.unit.kind === "token" ? tokenAt(rule.unit.token) : amount === `args[${i}]` ? tokenAt(one.contract) : undefined;
        const unit = token ? { symbol: token.symbol, decimals: token.decimals } : rule?.unit.kind === "native" ? { symbol: networks[0]?.nativeSymbol ?? "ETH", decimals: 18 } : null;
        return { value: ruled ? firstOf(rule.value) : leaves(`f(${type})`).length > 1 ? "" : plain(type, account), unit };
      });
      return { to: one.contract.trim(), function: one.function.trim(), args, value: one.maxValue.trim() };
    }
    case "raw":
      return { to: one.contract.trim(), function: "", args: [], value: one.maxValue.trim() };
  }
}

/** What the wallet is asked to try. */
export function toCall(typed: TryDraft): TryCall {
  const args = typed.args.map(({ value, unit }) => (unit ? (toAtoms(value, unit.decimals) ?? value.trim()) : value.trim()));
  return { to: typed.to.trim(), value: typed.value.trim(), data: "", function: typed.function.trim(), args };
}

/** The call with the value that would pass put where the failure is; nothing when that place is not a field here. */
export function withPassing(calls: readonly TryDraft[], failure: TryFailure): TryDraft[] | undefined {
  const passing = failure.wouldPass;
  const found = /^calls\[(\d+)\]\.(?:args\[(\d+)\]|(value))$/.exec(failure.path);
  const call = calls[Number(found?.[1])];
  if (passing === null || !found || !call) return undefined;
  const arg = found[2] === undefined ? undefined : call.args[Number(found[2])];
  const place = found[2] === undefined ? undefined : Number(found[2]);
  const text = valueIn(passing, place === undefined ? undefined : arg?.unit?.symbol);
  if (text === undefined || (place !== undefined && !arg)) return undefined;
  return calls.map((one) => {
    if (one !== call) return one;
    if (place === undefined) return { ...one, value: text };
    return { ...one, args: one.args.map((each, i) => (i === place ? { ...each, value: text } : each)) };
  });
}

/** `25` out of `at most 25 DUSD`, an address out of `only 0x…`; nothing where a text holds neither. */
function valueIn(text: string, symbol: string | undefined): string | undefined {
  const number = /(\d[\d\u2009\u202f]*(?:\.\d+)?)(?:[\s\u00a0]+([^\s.,]+))?/;
  const hex = /0x[0-9a-fA-F]{40,}/.exec(text)?.[0];
  if (hex) return hex;
  const match = number.exec(text);
  if (!match?.[1] || (symbol !== undefined && match[2] !== symbol)) return undefined;
  return match[1].replace(/[\u2009\u202f]/g, "");
}
