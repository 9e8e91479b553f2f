/** The scenes of the mock build: what the wallet would say in each. Values are made up; shapes are not. */
import type { Error as WalletError, KeyView } from "../src/bindings";
import { building } from "./building";
import { ending } from "./ending";
import { error } from "./failure";
import { jobs, waitingJob } from "./jobs";
import { ACCOUNT, activity, agent, drift, form, holdings, meters, key, network, newAgent, onChain, ownerChain, ownerChange, ownerKey, HASH, OWNER, RECIPIENT, status, TOKEN } from "./make";
import { exits } from "./exit";
import { offSwitch } from "./offSwitch";

export type Answers = Record<string, (payload: Record<string, unknown>) => unknown>;

const LONG_NAME = "Quarterly settlement for the Donaudampfschifffahrtsgesellschaft, second account";

const nowSecs = () => Math.floor(Date.now() / 1000);
const BASE = network({
  chainId: 8453,
  name: "Base",
  rpcUrl: "https://node.example/a-very-long-path/with-a-project-id/4c1d7f0e9a8b7c6d5e4f30211223344556677889",
  bundlerUrl: "https://bundler.example/rpc",
  builtIn: false,
  tokens: [],
  explorerUrl: "https://explorer.example",
  reach: { kind: "down", why: "It did not answer within 5 seconds. Keys there are shown as unknown; check the address or try later." },
});

function keys(): KeyView[] {
  const base = (change: object) => onChain({ chainId: 8453, network: "Base", ...change });
  return [
    key({ id: 1, name: "Rebalancer", agent: "Claude Code", used: 3, uses: 7, endsAt: nowSecs() + 6 * 86400, sentence: "Call swap on 0x5FbD\u20260aa3, up to 100 DUSD a call, one operation a day, until 26 Nov 2026, on Local and Base. Nothing else.", states: [onChain(), base({ state: "approvedUnused", words: "Approved, never used: live, and invisible on chain" })] }),
    key({ id: 2, name: "Rent", agent: "billing bot", agentId: 2, holder: "agent" }),
    key({ id: 3, name: LONG_NAME, agent: "an agent with quite a long name of its own", used: 0, uses: null, endsAt: null, states: [onChain({ state: "approvalStale", words: "The approval was signed for another nonce than the account has now" }), base({ state: "unknown", words: "Base has not answered for 2 min", readAt: null })] }),
    key({ id: 4, name: "Old trader", agent: "script", used: 40, uses: 40, endsAt: nowSecs() - 86400, states: [onChain({ state: "expired", words: "Past its end, still installed" })] }),
    key({ id: 5, name: "Trial", agent: "script", used: 2, uses: 5, ended: true, states: [onChain({ state: "uninstalled", words: "Uninstalled" })] }),
  ];
}

function owners(): unknown[] {
  const base = (owns: boolean | null) => ownerChain({ chainId: 8453, network: "Base", owns, deployed: owns === null ? null : true, readAt: null });
  const label = "passkey 0x7f3a90c15e42d8b60fa1c29e8d7340b5a6c1f2e3d4958677869504a3b2c18b0d";
  return [
    ownerKey({ chains: [ownerChain(), base(null)] }),
    ownerKey({ id: 2, kind: "securityKeySealed", owns: false, label: ACCOUNT, locks: [{ kind: "securityKey", label: "blue" }], testedAt: null, backedUpAt: nowSecs() - 86400 * 3, chains: [ownerChain({ owns: false })] }),
    ownerKey({ id: 3, kind: "securityKey", owns: false, label, keptIn: "device", locks: [], canBackUp: false, canAddLock: false, chains: [ownerChain({ owns: false }), base(true)] }),
  ];
}

function log(): unknown[] {
  const at = nowSecs();
  return [
    activity({ seq: 9, at: at - 60, title: "Refused: send 26 DUSD to 0x70E4\u2026F20b", detail: "Rule call, calls[0].args[1]: 26 DUSD is over 25 DUSD. The most that passes is 25 DUSD. Nothing was signed.", outcome: "refused", operation: null, transaction: null }),
    activity({ seq: 8, at: at - 120 }),
    activity({ seq: 7, at: at - 300, title: "Swap on 0x5FbD\u20260aa3", outcome: "pending", transaction: null, network: "Base", who: "an agent with quite a long name of its own" }),
    activity({ seq: 6, at: at - 4000, title: "Granted Rent to billing bot", who: "You", operation: null, transaction: null, network: null }),
    activity({ seq: 5, at: at - 90000, title: "Claim rewards", detail: "The call reverted: NothingToClaim. Gas was paid, nothing else moved.", outcome: "failed" }),
    activity({ seq: 4, at: at - 91000, title: "Uninstall Trial", who: "You", outcome: "unknown", transaction: null, network: "Base" }),
    activity({ seq: 1, at: at - 92000, title: "Made the account Main account", who: "You", operation: null, transaction: null, network: null }),
  ];
}

const busy = (): Answers => ({
  status: () => status({ notices: [] }),
  account_create: () => status().account,
  account_import: () => status().account,
  owner_list: owners,
  owner_add: () => error({ code: "refused", message: "You refused in Latchkey's window. No key was made.", advice: "Nothing changed; you can ask again." }),
  owner_import: () => error({ code: "locked", message: "This computer's vault holds that owner key already.", advice: "Nothing changed; you can ask again." }),
  owner_backup: () => ownerKey({ backedUpAt: nowSecs() }),
  owner_add_lock: () => ownerKey(),
  owner_test: () => ownerKey({ testedAt: nowSecs() }),
  owner_change: () => ownerChange(),
  owner_remove: () => error({ code: "stale", message: "On Local this key owns the account.", advice: "Nothing was removed. Change the owner there first, or remove the network." }),
  holdings: () => [holdings(), holdings({ chainId: 8453, network: "Base", readAt: null, deployed: null, amounts: [], problem: "Base did not answer within 5 seconds. What the account holds there is not known." })],
  faucet: () => null,
  network_list: () => [network(), BASE],
  network_add: () => error({ code: "invalid", message: "The node answers with chain id 10, not 8454.", advice: "Correct the chain id or the node address.", field: "chainId" }),
  network_remove: () => error({ code: "stale", message: "A live key was approved for Base.", advice: "Revoke it first." }),
  key_list: keys,
  keys_refresh: keys,
  key_approval: () => ({ key: "Rent", permissionId: "0x8f31c07a", account: OWNER, chainId: 31337, network: "Local", approval: "eyJwZXJtaXNzaW9uUGFyYW1zIjp7fX0=" }),
  grant: () => key(),
  ...building(),
  ...ending(),
  ...jobs(),
  ...exits(),
  stop_local: () => ({ millis: 38, stillOnChain: 3 }),
  agent_list: () => [agent({ shadow: true }), agent({ id: 2, name: "billing bot", lastSeenAt: null, liveKeys: 0 }), agent({ id: 3, name: LONG_NAME, liveKeys: 12 })],
  agent_create: () => newAgent(),
  agent_remove: () => null,
  agent_access_set: ({ on }) => ({ ...status().agentAccess, on }),
  activity_list: log,
  log_verify: () => ({ lines: 1204, whole: true, fault: null, faultAt: null, head: HASH, checkedAt: nowSecs() }),
  store_backup_save: () => "/home/you/Documents/latchkey-backup.db",
  notice_settings: () => ({ on: true, quietKeys: [2] }),
  notice_settings_set: ({ settings }) => settings,
});

const empty = (): Answers => ({
  ...busy(),
  status: () => status({ liveKeys: 0, agentAccess: { on: false, httpUrl: null, shimPath: "/opt/latchkey/latchkey-mcp" } }),
  holdings: () => [holdings({ deployed: false, amounts: holdings().amounts.map((held) => ({ ...held, amount: { ...held.amount, atomic: "0", formatted: "0" } })) })],
  network_list: () => [network()],
  key_list: () => [],
  keys_refresh: () => [],
  agent_list: () => [],
  activity_list: () => [],
  stop_local: () => ({ millis: 4, stillOnChain: 0 }),
  end_jobs: () => [],
  end_preview: () => ({ chains: [] }),
  switch_health: () => ({ keys: [], needsRenewal: false }),
});

const failing = (): Answers => ({
  ...busy(),
  status: () =>
    status({
      account: { ...status().account!, keptIn: "sealedFile" },
      notices: [
        { severity: "warn", text: "The local network's data was damaged and has been set aside; a new one was started. Test money is gone, keys are kept." },
        { severity: "info", text: "Port 8545 was taken, so the local network listens on 40123." },
      ],
    }),
  holdings: () => error(),
  key_list: () => error(),
  owner_list: () => error(),
  owner_change: () => ownerChange({ proven: false, chains: [...ownerChange().chains, { chainId: 8453, network: "Base", status: "submitted", transaction: null, changed: false, readAt: null, problem: "Base did not answer within 30 seconds." }] }),
  agent_list: () => error({ code: "store", message: "The wallet's file cannot be read.", advice: "Close other copies of Latchkey and try again." }),
  activity_list: () => error(),
  drift_list: () => error(),
  end_preview: () => error(),
  key_revoke: () => error({ code: "refused", message: "You refused in Latchkey's window. No key was ended.", advice: "Nothing was sent; the keys go on." }),
  switch_health: () => error(),
  log_verify: () => ({ lines: 311, whole: false, fault: "line 312 of the log was altered.", faultAt: 312, head: HASH, checkedAt: nowSecs() }),
  grant: () => error({ code: "refused", message: "You refused in Latchkey's window. Nothing was signed.", advice: "Change the grant and try again, or leave it." }),
  stop_local: () => error({ code: "signer", message: "The session signer did not end within 2 seconds.", advice: "Try again; if it stays, end the process latchkey-signer." }),
});

const stopped = () => status({ agentAccess: { on: false, httpUrl: null, shimPath: "/opt/latchkey/latchkey-mcp" } });

/** A key in each state, so that each sign is seen once. */
function everyState(): KeyView[] {
  const of = (id: number, name: string, change: object, more: object = {}) => key({ id, name, states: [onChain(change)], ...more });
  return [
    of(1, "Installed", { readAt: { block: 1184, at: nowSecs() - 200 } }),
    of(2, "Never used", { state: "approvedUnused", words: "Approved, not used yet. It is live, though the chain does not show it.", meters: meters({ usesLeft: 3, operations: 0, spent: [], nextAllowedAt: null }) }),
    of(3, "For later", { state: "approvalDormant", words: "The approval is for a later number than the account has reached.", todo: "Revoke it to be sure.", meters: null }),
    of(4, "Stale", { state: "approvalStale", words: "The account has another owner there than the one who approved it.", todo: "Revoke it to be sure.", meters: null }),
    of(5, "Changed", { state: "drifted", messages: "unknown", words: "What the chain holds does not fit what was approved.", todo: "Revoke it, then grant it again.", meters: null }),
    of(6, "Silent", { state: "unknown", messages: "unknown", words: "Base has not answered for 2 min. This is the last reading.", readAt: { block: 24118902, at: nowSecs() - 1500 }, network: "Base", meters: null }),
    of(7, "Over, and able", { state: "expired", messages: "anybody", words: "Ended: its time is over.", todo: "Uninstall it: it can still sign messages.", meters: meters({ usesLeft: 0, nextAllowedAt: null }) }),
    of(8, "Used up", { state: "exhausted", words: "Ended: nothing is left of its uses or gas.", meters: meters({ usesLeft: 0, nextAllowedAt: null }) }),
    of(9, "Gone", { state: "uninstalled", words: "Ended: uninstalled.", meters: null }),
  ];
}

/** Every scene by name. */
export const SCENES: Record<string, () => Answers> = {
  busy,
  empty,
  failing,
  kept: () => ({ ...busy(), draft_last: () => JSON.stringify(form()) }),
  refusing: () => ({ ...busy(), key_revoke: () => error({ code: "refused", message: "You refused in Latchkey's window. No key was ended.", advice: "Nothing was sent; the keys go on." }), grant: () => error({ code: "refused", message: "You refused in Latchkey's window. Nothing was signed.", advice: "Change the grant and try again, or leave it." }) }),
  first: () => ({ ...busy(), status: () => status({ account: null, liveKeys: 0 }) }),
  firstNotice: () => ({
    ...busy(),
    status: () => status({ account: null, liveKeys: 0, notices: [{ severity: "info", text: "Port 8545 is taken by another program, so the local network listens on 40123." }] }),
  }),
  creating: () => ({ ...busy(), status: () => status({ account: null, liveKeys: 0 }), account_create: () => "never" }),
  waiting: () => ({ ...busy(), owner_backup: () => "never", owner_add: () => "never", owner_change: () => "never", owner_import: () => "never", grant: () => "never", key_revoke: () => "never", switch_renew: () => "never", switch_fire: () => "never", stop_on_chain: () => "never" }),
  stopped: () => ({ ...busy(), status: () => stopped(), end_jobs: () => [waitingJob()], agent_access_set: () => "never" }),
  theft: () => ({
    ...busy(),
    activity_list: () => [activity({ seq: 10, title: "Not done by this app", detail: drift().text, who: "the chain", outcome: "foreign", operation: null }), ...log()],
    drift_list: () => [
      drift(),
      drift({ kind: "foreignPermission", permissionId: "0x51a7c0de", keyId: null, severity: "warn", transaction: null, text: "A key that was not granted here is installed on Local. If you granted it in another wallet, all is well; otherwise somebody has your owner key.", todo: "If you do not know it, change the owner under Settings, then end all keys." }),
      drift({ kind: "contentsDiffer", keyId: 3, chainId: 8453, network: "Base", severity: "stop", transaction: null, text: "Rebalancer has other rules on Base than the ones you approved.", todo: "Revoke it, and grant it again if you still want it." }),
      drift({ kind: "keyGone", keyId: 5, severity: "info", transaction: null, text: "Trial is gone from Local; it was ended somewhere else.", todo: "Nothing needs doing." }),
    ],
  }),
  states: () => ({ ...busy(), key_list: everyState }),
  worn: () => ({ ...busy(), ...offSwitch() }),
  renewing: () => ({ ...busy(), ...offSwitch(), switch_renew: () => "never" }),
  loading: () => Object.fromEntries(Object.keys(busy()).map((name) => [name, name === "status" ? () => status() : () => "never"])),
  unreadable: () => ({ ...busy(), status: () => error({ code: "store", message: "The wallet's file was written by a newer Latchkey.", advice: "Install that version again. Nothing was changed." }) }),
};

export { RECIPIENT, TOKEN };
