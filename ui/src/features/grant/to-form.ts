/**
 * What the typed form asks the wallet for. Pure; amounts stay text.
 * Refuses to drop what cannot be read: it goes through as typed, and the wallet says what is wrong.
 */
import type { Allow, GrantForm, MessageForm, SessionForm } from "../../api";
import { OTHER_TOKEN, SPACING_UNITS, type Draft, type Permission, type SpacingUnit } from "./draft";
import { fromFieldText } from "./until";

/** One permission. */
export function toAllow(typed: Permission): Allow {
  switch (typed.kind) {
    case "payToken":
      return {
        kind: "payToken",
        token: (typed.token === OTHER_TOKEN ? typed.otherToken : typed.token).trim(),
        recipient: typed.recipient.trim(),
        maxPerCall: typed.maxPerCall.trim(),
      };
    case "payNative":
      return { kind: "payNative", recipient: typed.recipient.trim(), maxPerCall: typed.maxPerCall.trim() };
    case "callFunction":
      return {
        kind: "callFunction",
        contract: typed.contract.trim(),
        function: typed.function.trim(),
        args: typed.args.map((rule) => (rule.operator === "any" ? { ...rule, value: "" } : { ...rule, value: rule.value.trim() })),
        maxValue: typed.maxValue.trim(),
      };
    case "raw":
      return {
        kind: "raw",
        contract: typed.contract.trim(),
        selector: typed.selector.trim(),
        callType: typed.callType,
        maxValue: typed.maxValue.trim(),
        rules: typed.rules.map((rule) => ({ ...rule, params: rule.params.map((word) => word.trim()) })),
      };
  }
}

function sessionOf(draft: Draft): SessionForm {
  switch (draft.session) {
    case "made":
      return { kind: "made" };
    case "address":
      return { kind: "address", address: draft.keyAddress.trim() };
    case "passkey":
      return { kind: "passkey", x: draft.passkeyX.trim(), y: draft.passkeyY.trim(), credentialIdHash: draft.passkeyId.trim() };
  }
}

function messagesOf({ messages, messageContracts }: Draft): MessageForm {
  return messages === "contracts" ? { kind: "contracts", addresses: messageContracts.trim() } : { kind: messages };
}

/** Seconds between operations as the wallet wants them; what is no whole number goes through as typed. */
export function spacingSecs(count: string, unit: SpacingUnit): string {
  const text = count.trim();
  if (!/^\d{1,9}$/.test(text)) return text;
  const secs = Number(text) * SPACING_UNITS[unit];
  return secs === 0 ? "" : secs.toString();
}

/** Stands for words that are wanted and not typed yet, so that the wallet says which. */
const NO_WORDS_YET = "?";

/** What the form asks the wallet for. */
export function toForm(draft: Draft): Required<GrantForm> {
  return {
    name: draft.name.trim(),
    agentId: draft.agentId === "" ? null : Number(draft.agentId),
    session: sessionOf(draft),
    chainIds: [...draft.chainIds].sort((a, b) => a - b),
    allow: draft.unlocking ? [] : draft.permissions.map(toAllow),
    uses: draft.uses.trim(),
    everySecs: spacingSecs(draft.spacing, draft.spacingUnit),
    from: fromFieldText(draft.from),
    until: fromFieldText(draft.until),
    gasBudget: draft.gasBudget.trim(),
    paymaster: draft.paymaster.trim(),
    messages: messagesOf(draft),
    everything: draft.unlocking ? draft.everything.trim() || NO_WORDS_YET : "",
    replaces: draft.replaces,
  };
}
