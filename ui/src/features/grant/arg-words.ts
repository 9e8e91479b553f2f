/** What arguments and units are called on the form. Pure; a name comes from the ABI and is only shown. */
import type { ArgUnit, FunctionFacts, NetworkView } from "../../api";
import type { Choice } from "../../components/choice";
import { tokensOf } from "./permission-words";

/** The name that the ABI gives to an argument, if it gives one. */
export function nameOf(facts: FunctionFacts | undefined, path: string): string | undefined {
  const place = /^args\[(\d+)\]/.exec(path)?.[1];
  const name = place === undefined ? undefined : facts?.args[Number(place)]?.name;
  return name === "" ? undefined : name;
}

/** Smallest units, the coin, and every known token. */
export function unitChoices(networks: readonly NetworkView[]): Choice[] {
  const tokens = tokensOf(networks).map(({ address, symbol }) => ({ value: address, label: symbol }));
  return [{ value: "plain", label: "as it is" }, ...tokens, { value: "native", label: networks[0]?.nativeSymbol ?? "ETH" }];
}

/** A unit as the choice knows it. */
export function unitValue(unit: ArgUnit): string {
  return unit.kind === "token" ? unit.token : unit.kind;
}

/** The other way round. */
export function unitOf(value: string): ArgUnit {
  return value === "plain" || value === "native" ? { kind: value } : { kind: "token", token: value };
}

const AMOUNT_LAST = /^(transfer|transferFrom|approve|increaseAllowance|decreaseAllowance|mint|burn|burnFrom)\(.*uint256\)$/;

/** The place of the amount in a token's own function, which is then counted in that token. */
export function tokenAmount(signature: string): string | undefined {
  const text = signature.replace(/\s/g, "");
  return AMOUNT_LAST.test(text) ? `args[${text.split(",").length - 1}]` : undefined;
}
