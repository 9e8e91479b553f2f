/**
 * The grant form as it is typed. Pure; every field is text, the wallet parses and judges it.
 * Refuses to know what a grant means: that is the wallet's preview.
 */
import type { Allow, ArgRule, MessageForm, RawCallType, RawRule, SessionForm } from "../../api";

/** A rule on one argument, with nothing left out. */
export type ArgDraft = Required<ArgRule>;

export type AllowKind = Allow["kind"];
export type SessionKind = SessionForm["kind"];
export type MessageKind = MessageForm["kind"];
export const OTHER_TOKEN = "other";

/** One thing the key may do. Fields of other kinds are kept, so that switching back loses nothing. */
export interface Permission {
  /** For the screen only. */
  id: number;
  kind: AllowKind;
  token: string;
  otherToken: string;
  recipient: string;
  maxPerCall: string;
  contract: string;
  function: string;
  args: ArgDraft[];
  maxValue: string;
  selector: string;
  callType: RawCallType;
  rules: RawRule[];
}

/** Units of the spacing field, in seconds. */
export const SPACING_UNITS = { seconds: 1, minutes: 60, hours: 3600, days: 86400, weeks: 604800 } as const;
export type SpacingUnit = keyof typeof SPACING_UNITS;

/** The form as typed. */
export interface Draft {
  name: string;
  agentId: string;
  chainIds: number[];
  session: SessionKind;
  keyAddress: string;
  passkeyX: string;
  passkeyY: string;
  passkeyId: string;
  permissions: Permission[];
  uses: string;
  spacing: string;
  spacingUnit: SpacingUnit;
  from: string;
  until: string;
  gasBudget: string;
  paymaster: string;
  messages: MessageKind;
  messageContracts: string;
  /** No rules at all are wanted; the words that unlock it stand in `everything`. */
  unlocking: boolean;
  everything: string;
  /** The key this one takes the place of. */
  replaces: number | null;
}

/** A permission with nothing typed yet. */
export function emptyPermission(id: number, change: Partial<Permission> = {}): Permission {
  return {
    id,
    kind: "payToken",
    token: "",
    otherToken: "",
    recipient: "",
    maxPerCall: "",
    contract: "",
    function: "",
    args: [],
    maxValue: "",
    selector: "",
    callType: "call",
    rules: [],
    ...change,
  };
}

/** An empty form with one empty permission. */
export function emptyDraft(change: Partial<Draft> = {}): Draft {
  return {
    name: "",
    agentId: "",
    chainIds: [],
    session: "made",
    keyAddress: "",
    passkeyX: "",
    passkeyY: "",
    passkeyId: "",
    permissions: [emptyPermission(1)],
    uses: "",
    spacing: "",
    spacingUnit: "days",
    from: "",
    until: "",
    gasBudget: "",
    paymaster: "",
    messages: "nobody",
    messageContracts: "",
    unlocking: false,
    everything: "",
    replaces: null,
    ...change,
  };
}

/** An id that no permission of the list has. */
export function freshId(permissions: readonly Permission[]): number {
  return Math.max(0, ...permissions.map(({ id }) => id)) + 1;
}

/** The list with a copy of one permission right behind it. */
export function duplicated(permissions: readonly Permission[], id: number): Permission[] {
  return permissions.flatMap((one) => (one.id === id ? [one, { ...one, ...copied(one), id: freshId(permissions) }] : [one]));
}

function copied({ args, rules }: Permission): Pick<Permission, "args" | "rules"> {
  return { args: args.map((rule) => ({ ...rule, unit: { ...rule.unit } })), rules: rules.map((rule) => ({ ...rule, params: [...rule.params] })) };
}
