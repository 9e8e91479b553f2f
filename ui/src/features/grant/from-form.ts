/**
 * The typed form out of what the wallet hands over: a key to edit, a fix, a proposal, JSON, a kept
 * draft. Pure. Refuses to lose a field: what goes in here comes out of `toForm` the same, but for
 * seconds of a time, which the field shows to the minute.
 */
import type { Allow, GrantForm, NetworkView } from "../../api";
import { fitArgs } from "./arguments";
import { emptyDraft, emptyPermission, OTHER_TOKEN, SPACING_UNITS, type Draft, type Permission, type SpacingUnit } from "./draft";
import { toFieldText } from "./until";

/** The largest unit that states it whole. */
export function spacingOf(secs: string): { spacing: string; spacingUnit: SpacingUnit } {
  if (!/^\d{1,15}$/.test(secs)) return { spacing: secs, spacingUnit: "days" };
  const count = Number(secs);
  const units: SpacingUnit[] = ["weeks", "days", "hours", "minutes"];
  const unit = units.find((one) => count > 0 && count % SPACING_UNITS[one] === 0) ?? "seconds";
  return { spacing: (count / SPACING_UNITS[unit]).toString(), spacingUnit: unit };
}

function toPermission(allow: Allow, id: number, known: ReadonlyMap<string, string>): Permission {
  switch (allow.kind) {
    case "payToken": {
      const listed = known.get(allow.token.toLowerCase());
      const token = allow.token === "" ? {} : { token: listed ?? OTHER_TOKEN, otherToken: listed ? "" : allow.token };
      return emptyPermission(id, { kind: "payToken", recipient: allow.recipient, maxPerCall: allow.maxPerCall, ...token });
    }
    case "payNative":
      return emptyPermission(id, { ...allow });
    case "callFunction":
      return emptyPermission(id, { ...allow, args: fitArgs(allow.function, allow.args) });
    case "raw":
      return emptyPermission(id, { ...allow, rules: allow.rules.map((rule) => ({ ...rule, params: [...rule.params] })) });
  }
}

function holder(form: GrantForm): Partial<Draft> {
  const session = form.session ?? { kind: "made" };
  switch (session.kind) {
    case "made":
      return { session: "made" };
    case "address":
      return { session: "address", keyAddress: session.address };
    case "passkey":
      return { session: "passkey", passkeyX: session.x, passkeyY: session.y, passkeyId: session.credentialIdHash };
  }
}

const timeOf = (at: number | null | undefined) => (typeof at === "number" ? toFieldText(at) : "");

/** The form as a person would have typed it. */
export function fromForm(form: GrantForm, networks: readonly NetworkView[]): Draft {
  const known = new Map(networks.flatMap((network) => network.tokens).map(({ address }) => [address.toLowerCase(), address]));
  const everything = form.everything ?? "";
  return emptyDraft({
    name: form.name,
    agentId: form.agentId?.toString() ?? "",
    chainIds: [...form.chainIds],
    ...holder(form),
    permissions: form.allow.length > 0 ? form.allow.map((allow, i) => toPermission(allow, i + 1, known)) : [emptyPermission(1)],
    uses: form.uses,
    ...(form.everySecs === "" ? {} : spacingOf(form.everySecs)),
    from: timeOf(form.from),
    until: timeOf(form.until),
    gasBudget: form.gasBudget,
    paymaster: form.paymaster ?? "",
    messages: form.messages?.kind ?? "nobody",
    messageContracts: form.messages?.kind === "contracts" ? form.messages.addresses : "",
    unlocking: everything !== "",
    everything,
    replaces: form.replaces ?? null,
  });
}
