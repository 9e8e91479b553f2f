/**
 * The only door between the screens and the wallet: unwraps answers, keeps readings by tag and reads
 * again when the shell says `Changed`.
 * Why: one place that knows commands exist; screens see readings, actions and typed failures.
 * Refuses: anything that signs by itself. Actions that need the owner open Latchkey's own window and
 * wait for its verdict; `approvals` says so on every screen meanwhile.
 */
import { createSubscriber } from "svelte/reactivity";
import { commands, events } from "./bindings";
import type { CeilingForm, Error as WalletError, GrantForm, GrantTry, Language, LockKind, NetworkForm, NoticeSettings, OwnerKind, Tag } from "./bindings";
import { Query } from "./lib/query";
import { go } from "./lib/route";

export type * from "./bindings";
export type { WalletError };

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: WalletError };

/** A failure of the wallet as something that can be thrown; `detail` is what screens show. */
export class Failure extends globalThis.Error {
  readonly detail: WalletError;
  constructor(detail: WalletError) {
    super(detail.message);
    this.detail = detail;
  }
}

/** Whatever was thrown, as a wallet error. Foreign throws become a fault of ours, with their text. */
export function toError(thrown: unknown): WalletError {
  if (thrown instanceof Failure) return thrown.detail;
  if (isWalletError(thrown)) return thrown;
  const text = thrown instanceof globalThis.Error ? thrown.message : String(thrown);
  return {
    code: "bug",
    message: `Latchkey's window got no proper answer: ${text.slice(0, 300)}`,
    advice: "Nothing was sent by this step. Start Latchkey again; if it comes back, report it with this text.",
    field: null,
    rule: null,
  };
}

function isWalletError(thrown: unknown): thrown is WalletError {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "advice" in thrown;
}

async function ask<T>(answer: Promise<Answer<T>>): Promise<T> {
  const result = await answer;
  if (result.status === "ok") return result.data;
  throw new Failure(toError(result.error));
}

const registry: { tags: Tag[]; query: { invalidate(): void } }[] = [];

function reading<T>(tags: Tag[], command: () => Promise<Answer<T>>): Query<T, WalletError> {
  const query = new Query(() => ask(command()), toError);
  registry.push({ tags, query });
  return query;
}

/** What screens read. */
export const read = {
  status: reading(["status"], commands.status),
  holdings: reading(["holdings"], commands.holdings),
  networks: reading(["networks"], commands.networkList),
  keys: reading(["keys"], commands.keyList),
  drift: reading(["drift"], commands.driftList),
  jobs: reading(["jobs"], commands.endJobs),
  offSwitch: reading(["switch", "keys"], commands.switchHealth),
  panicKey: reading(["holdings"], commands.panicKey),
  exits: reading(["networks", "owners"], commands.exitWays),
  agents: reading(["agents", "keys"], commands.agentList),
  owners: reading(["owners"], commands.ownerList),
  notices: reading(["notices"], commands.noticeSettings),
  contacts: reading(["contacts"], commands.contactList),
  exposure: reading(["ceilings", "keys", "holdings"], commands.exposure),
  builder: reading(["builder"], commands.builderSettings),
};

/** Marks every reading stale that is made of one of these tags. */
export function invalidate(tags: readonly Tag[]): void {
  for (const entry of registry) {
    if (entry.tags.some((tag) => tags.includes(tag))) entry.query.invalidate();
  }
  for (const listener of listeners) listener(tags);
}

const listeners = new Set<(tags: readonly Tag[]) => void>();

/** Calls back on every change; returns the way to stop. For lists that are read in pages. */
export function onChanged(listener: (tags: readonly Tag[]) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Starts listening to the shell; returns the way to stop. */
export async function connect(): Promise<() => Promise<unknown>> {
  const stops = await Promise.all([
    events.changed.listen((event) => invalidate(event.payload.tags)),
    events.show.listen((event) => go(event.payload.screen)),
  ]);
  return () => Promise.all(stops.map((stop) => stop()));
}

let waitingFor: string[] = [];
let told: () => void = () => {};
const watchApprovals = createSubscriber((update) => {
  told = update;
  return () => {
    told = () => {};
  };
});

/** What Latchkey's own window is asking for right now. */
export const approvals = {
  get open(): readonly string[] {
    watchApprovals();
    return waitingFor;
  },
};

async function approved<T>(what: string, answer: () => Promise<Answer<T>>): Promise<T> {
  waitingFor = [...waitingFor, what];
  told();
  try {
    return await ask(answer());
  } finally {
    waitingFor = waitingFor.toSpliced(waitingFor.indexOf(what), 1);
    told();
  }
}

async function changing<T>(tags: Tag[], work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    invalidate(tags);
  }
}

/** What screens may ask for. Each throws a `Failure`. */
export const act = {
  accountCreate: (name: string, kind: OwnerKind) =>
    changing(["status", "holdings", "owners"], approved("the owner key of your new account", () => commands.accountCreate(name, kind))),
  accountImport: (name: string) =>
    changing(["status", "holdings", "owners"], approved("the backup of your owner key", () => commands.accountImport(name))),
  ownerAdd: (kind: OwnerKind) => changing(["owners"], approved("another owner key", () => commands.ownerAdd(kind))),
  ownerImport: () => changing(["owners", "status"], approved("the backup of an owner key", () => commands.ownerImport())),
  ownerBackup: (id: number) => changing(["owners"], approved("a backup of your owner key", () => commands.ownerBackup(id))),
  ownerAddLock: (id: number, lock: LockKind) =>
    changing(["owners"], approved("another lock for your owner key", () => commands.ownerAddLock(id, lock))),
  ownerTest: (id: number) => changing(["owners"], approved("a test of your owner key", () => commands.ownerTest(id))),
  ownerChange: (id: number) =>
    changing(["owners", "status", "keys", "activity"], approved("your approval to change the owner", () => commands.ownerChange(id))),
  ownerRemove: (id: number) => changing(["owners"], ask(commands.ownerRemove(id))),
  faucet: (chainId: number) => changing(["holdings"], ask(commands.faucet(chainId))),
  networkAdd: (form: NetworkForm) => changing(["networks"], ask(commands.networkAdd(form))),
  networkRemove: (chainId: number) => changing(["networks"], ask(commands.networkRemove(chainId))),
  grantPreview: (form: GrantForm) => ask(commands.grantPreview(form)),
  grantFormOfKey: (keyId: number) => ask(commands.grantFormOfKey(keyId)),
  grantFormJson: (text: string) => ask(commands.grantFormJson(text)),
  grantTry: (asked: GrantTry) => ask(commands.grantTry(asked)),
  contractFacts: (address: string, chainIds: number[]) => ask(commands.contractFacts(address, chainIds)),
  abiRead: (text: string, address: string) => ask(commands.abiRead(text, address)),
  abiOpen: (address: string) => ask(commands.abiOpen(address)),
  contactAdd: (name: string, address: string) => changing(["contacts"], ask(commands.contactAdd(name, address))),
  contactRemove: (id: number) => changing(["contacts"], ask(commands.contactRemove(id))),
  draftKeep: (text: string) => ask(commands.draftKeep(text)),
  draftLast: () => ask(commands.draftLast()),
  draftDrop: () => ask(commands.draftDrop()),
  shadowSet: (agentId: number, on: boolean) => changing(["agents"], ask(commands.shadowSet(agentId, on))),
  shadowCalls: (agentId: number) => ask(commands.shadowCalls(agentId)),
  ceilingSet: (form: CeilingForm) => changing(["ceilings"], ask(commands.ceilingSet(form))),
  ceilingRemove: (chainId: number, token: string | null) => changing(["ceilings"], ask(commands.ceilingRemove(chainId, token))),
  languageSet: (language: Language) => changing(["builder", "keys"], ask(commands.languageSet(language))),
  onlineLookupSet: (on: boolean) => changing(["builder"], ask(commands.onlineLookupSet(on))),
  etherscanKeySet: (key: string) => changing(["builder"], ask(commands.etherscanKeySet(key))),
  shadowPropose: (agentId: number) => ask(commands.shadowPropose(agentId)),
  shadowClear: (agentId: number) => changing(["agents"], ask(commands.shadowClear(agentId))),
  grant: (form: GrantForm) =>
    changing(["keys", "status", "activity", "agents"], approved("your approval of a new key", () => commands.grant(form))),
  keyApproval: (keyId: number, chainId: number) => ask(commands.keyApproval(keyId, chainId)),
  keysRefresh: () => changing(["keys", "drift"], ask(commands.keysRefresh())),
  endPreview: (keyId: number | null) => ask(commands.endPreview(keyId)),
  endProofSave: (jobId: number) => ask(commands.endProofSave(jobId)),
  endRetry: (jobId: number, asks: boolean) => {
    const work = () => commands.endRetry(jobId);
    return changing(["jobs", "keys", "status", "activity"], asks ? approved("your approval to end keys", work) : ask(work()));
  },
  switchRenew: () => changing(["switch", "status", "activity"], approved("your approval of a new off switch", () => commands.switchRenew())),
  switchFire: (keyId: number | null) => changing(["switch", "keys", "status", "activity"], ask(commands.switchFire(keyId))),
  panicKeyMake: () => changing(["holdings"], ask(commands.panicKeyMake())),
  exitDirect: (keyId: number | null) =>
    changing(["keys", "status", "activity"], approved("your approval of a direct transaction", () => commands.exitDirect(keyId))),
  killBundleSave: () => ask(commands.killBundleSave()),
  logVerify: () => ask(commands.logVerify()),
  storeBackupSave: () => ask(commands.storeBackupSave()),
  keyRevoke: (keyId: number) =>
    changing(["keys", "status", "activity", "jobs"], approved("your approval to revoke a key", () => commands.keyRevoke(keyId))),
  stopLocal: () => changing(["status", "keys", "activity"], ask(commands.stopLocal())),
  stopOnChain: () =>
    changing(
      ["keys", "status", "activity", "jobs"],
      approved("your approval to end all keys on chain", () => commands.stopOnChain()),
    ),
  agentCreate: (name: string) => changing(["agents"], ask(commands.agentCreate(name))),
  agentRemove: (id: number) => changing(["agents"], ask(commands.agentRemove(id))),
  agentAccessSet: (on: boolean) => changing(["status"], ask(commands.agentAccessSet(on))),
  agentAccessReopen: () =>
    changing(["status"], approved("your owner key, to let agents in again", () => commands.agentAccessSet(true))),
  noticesSet: (settings: NoticeSettings) => changing(["notices"], ask(commands.noticeSettingsSet(settings))),
  activityPage: (before: number | null, limit: number) => ask(commands.activityList(before, limit)),
};
