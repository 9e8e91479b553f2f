/** Makes views for tests and for the mock build: one good value each, changed where a test says so. */
import type { Amount, ContractFacts, ExposureRow, GrantForm, GrantPreview, TryAnswer } from "../src/api";
import type {
  ActivityView,
  AgentView,
  DriftView,
  EndReport,
  FireOnChain,
  Holdings,
  KeyOnChain,
  KeyView,
  Meters,
  NetworkView,
  NewAgent,
  OwnerChangeReport,
  OwnerKeyView,
  OwnerOnChain,
  Status,
  SwitchHealth,
  SwitchOfKey,
  SwitchOnChain,
} from "../src/bindings";

export const ACCOUNT = "0x4f2a6C0b1E7d3A9458c2F10B6e5D97aC3B8e91C7";
export const OWNER = "0x9c1D4E21b7F0c3A86D5e2F19B8a7C6d5E4f307Ae";
export const RECIPIENT = "0x70E4a91C9A1c55B2aa00c4b5B3e0D1131F2cF20b";
export const TOKEN = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
export const HASH = "0x7f3a90c15e42d8b60fa1c29e8d7340b5a6c1f2e3d4958677869504a3b2c18b0d";

const nowSecs = () => Math.floor(Date.now() / 1000);

export function status(change: Partial<Status> = {}): Status {
  return {
    version: "0.1.0",
    account: { id: 1, name: "Main account", address: ACCOUNT, owner: OWNER, kernelVersion: "0.3.1", ownerKind: "passphrase", keptIn: "keychain" },
    agentAccess: { on: true, httpUrl: "http://127.0.0.1:47811/mcp", shimPath: "/opt/latchkey/latchkey-mcp" },
    stoppedAt: null,
    liveKeys: 3,
    ownerKinds: ["securityKeySealed", "passphrase", "securityKey", "ledger"],
    switchNeedsRenewal: false,
    notices: [],
    ...change,
  };
}

export function ownerChain(change: Partial<OwnerOnChain> = {}): OwnerOnChain {
  return { chainId: 31337, network: "Local", owns: true, deployed: true, readAt: { block: 1184, at: nowSecs() - 4 }, ...change };
}

export function ownerKey(change: Partial<OwnerKeyView> = {}): OwnerKeyView {
  return {
    id: 1,
    kind: "passphrase",
    label: OWNER,
    keptIn: "keychain",
    owns: true,
    locks: [{ kind: "passphrase", label: "" }],
    canBackUp: true,
    canAddLock: true,
    madeAt: nowSecs() - 90000,
    testedAt: nowSecs() - 40000,
    backedUpAt: null,
    chains: [ownerChain()],
    ...change,
  };
}

export function ownerChange(change: Partial<OwnerChangeReport> = {}): OwnerChangeReport {
  const read = { block: 1190, at: nowSecs() - 2 };
  const local = { chainId: 31337, network: "Local", status: "included", transaction: HASH, changed: true, readAt: read, problem: null } as const;
  return { chains: [local], proven: true, ...change };
}

export function holdings(change: Partial<Holdings> = {}): Holdings {
  return {
    chainId: 31337,
    network: "Local",
    readAt: { block: 1184, at: nowSecs() - 4 },
    deployed: true,
    amounts: [
      { token: null, amount: { atomic: "9998200000000000000", decimals: 18, symbol: "ETH", formatted: "9.9982" } },
      { token: TOKEN, amount: { atomic: "12480500000", decimals: 6, symbol: "DUSD", formatted: "12\u2009480.5" } },
    ],
    problem: null,
    ...change,
  };
}

export function network(change: Partial<NetworkView> = {}): NetworkView {
  return {
    chainId: 31337,
    name: "Local",
    rpcUrl: "http://127.0.0.1:8545",
    bundlerUrl: "http://127.0.0.1:8545",
    nativeSymbol: "ETH",
    explorerUrl: null,
    builtIn: true,
    tokens: [{ address: TOKEN, symbol: "DUSD", decimals: 6 }],
    reach: { kind: "ok", block: 1184 },
    ...change,
  };
}

export function agent(change: Partial<AgentView> = {}): AgentView {
  return { id: 1, name: "Claude Code", createdAt: nowSecs() - 90000, lastSeenAt: nowSecs() - 240, liveKeys: 1, shadow: false, ...change };
}

export function newAgent(change: Partial<NewAgent> = {}): NewAgent {
  const token = "lk_5xQ2mB7r0cYdT9vWnZ4hKaE8sUfG1jLpR6iXoD3tNqM";
  const config = JSON.stringify({ mcpServers: { latchkey: { command: "/opt/latchkey/latchkey-mcp", args: ["--agent", "1"] } } }, null, 2);
  return {
    agent: agent({ lastSeenAt: null, liveKeys: 0 }),
    token,
    snippets: [
      { client: "Claude Code", place: "Run this in a terminal.", text: "claude mcp add -s user latchkey -- /opt/latchkey/latchkey-mcp --agent 1" },
      { client: "Claude Desktop", place: "Into claude_desktop_config.json, then restart it.", text: config },
      { client: "Codex", place: "Into ~/.codex/config.toml.", text: '[mcp_servers.latchkey]\ncommand = "/opt/latchkey/latchkey-mcp"\nargs = ["--agent", "1"]' },
      { client: "Any client over HTTP", place: "The address and the header it must send.", text: `http://127.0.0.1:47811/mcp\nAuthorization: Bearer ${token}` },
    ],
    ...change,
  };
}

export function onChain(change: Partial<KeyOnChain> = {}): KeyOnChain {
  return {
    chainId: 31337,
    network: "Local",
    state: "installed",
    words: "Installed and usable.",
    readAt: { block: 1184, at: nowSecs() - 4 },
    messages: "nobody",
    meters: meters(),
    todo: null,
    ...change,
  };
}

export function key(change: Partial<KeyView> = {}): KeyView {
  return {
    id: 1,
    name: "Rent",
    agentId: 1,
    agent: "Claude Code",
    sentence: "Send up to 25 DUSD at a time to 0x70E4\u2026F20b, in 3 operations, until 14 Dec 2026, on Local. Nothing else.",
    rules: ["transfer on DUSD, to 0x70E4\u2026F20b only", "at most 25 DUSD in each call", "3 operations in all", "gas up to 0.004 ETH in all", "cannot sign messages"],
    notLimited: ["How many transfers fit into one operation, but for the gas budget"],
    address: OWNER,
    passkey: false,
    holder: "vault",
    permissionId: "0x8f31c07a",
    states: [onChain()],
    used: 1,
    uses: 3,
    endsAt: nowSecs() + 24 * 86400,
    grantedAt: nowSecs() - 86400,
    ended: false,
    ...change,
  };
}

export function activity(change: Partial<ActivityView> = {}): ActivityView {
  return {
    seq: 1,
    at: nowSecs() - 60,
    title: "Sent 10 DUSD to 0x70E4\u2026F20b",
    detail: null,
    who: "Claude Code",
    outcome: "done",
    operation: HASH,
    transaction: HASH,
    network: "Local",
    ...change,
  };
}

export function form(change: Partial<GrantForm> = {}): GrantForm {
  return {
    name: "Rent",
    agentId: 1,
    session: { kind: "made" },
    chainIds: [31337],
    allow: [{ kind: "payToken", token: TOKEN, recipient: RECIPIENT, maxPerCall: "25" }],
    uses: "3",
    everySecs: "604800",
    from: null,
    until: nowSecs() + 24 * 86400,
    gasBudget: "",
    paymaster: "",
    messages: { kind: "nobody" },
    everything: "",
    replaces: null,
    ...change,
  };
}

export function preview(change: Partial<GrantPreview> = {}): GrantPreview {
  return {
    sentence: "Send up to 25 DUSD at a time to 0x70E4\u2026F20b, in 3 operations, until 14 Dec 2026, on Local. Nothing else.",
    rules: ["transfer on DUSD, to 0x70E4\u2026F20b only", "at most 25 DUSD in each call", "cannot sign messages"],
    tree: [
      {
        path: "allow.0",
        text: "Call transfer on DUSD",
        children: [
          { path: "allow.0.recipient", text: "to is 0x70E4\u2026F20b", children: [] },
          { path: "allow.0.maxPerCall", text: "amount is at most 25 DUSD", children: [] },
        ],
      },
      { path: "uses", text: "3 operations in all", children: [] },
      { path: "until", text: "Until 14 Dec 2026, 09:00", children: [] },
      { path: "messages", text: "Cannot sign messages", children: [] },
    ],
    notLimited: ["How many transfers fit into one operation, but for the gas budget"],
    atWorst: [
      { label: "in one operation (up to 4 calls fit)", amount: "100 DUSD", unlimited: false },
      { label: "until it ends", amount: "300 DUSD", unlimited: false },
      { label: "gas", amount: "0.004 ETH", unlimited: false },
    ],
    problems: [],
    diff: null,
    ready: true,
    gasBudget: "0.004",
    ...change,
  };
}

export function amount(formatted: string, symbol = "DUSD"): Amount {
  return { atomic: formatted.replace(/[^\d]/g, ""), decimals: 6, symbol, formatted };
}

export function exposure(change: Partial<ExposureRow> = {}): ExposureRow {
  return {
    chainId: 31337,
    network: "Local",
    token: TOKEN,
    symbol: "DUSD",
    worst: amount("300"),
    unlimited: false,
    balance: amount("12\u2009480.5"),
    atRisk: amount("300"),
    ceiling: null,
    over: false,
    ...change,
  };
}

export function contractFacts(change: Partial<ContractFacts> = {}): ContractFacts {
  const args = (...names: string[]) => names.map((one) => ({ name: one.split(" ")[0] ?? "", type: one.split(" ")[1] ?? "uint256" }));
  return {
    name: "DUSD",
    source: "builtIn",
    functions: [
      { signature: "approve(address,uint256)", selector: "0x095ea7b3", args: args("spender address", "amount"), payable: false, movesValue: true },
      { signature: "transfer(address,uint256)", selector: "0xa9059cbb", args: args("to address", "amount"), payable: false, movesValue: true },
      { signature: "transferFrom(address,address,uint256)", selector: "0x23b872dd", args: args("from address", "to address", "amount"), payable: false, movesValue: true },
      { signature: "deposit()", selector: "0xd0e30db0", args: [], payable: true, movesValue: false },
    ],
    presence: [
      { chainId: 31337, code: "yes", why: null },
      { chainId: 8453, code: "unknown", why: "Base did not answer within 5 seconds." },
    ],
    lookupProblem: null,
    ...change,
  };
}

export function tryAnswer(change: Partial<TryAnswer> = {}): TryAnswer {
  return {
    chainId: 31337,
    network: "Local",
    what: "transfer 25 DUSD to 0x70E4\u2026F20b",
    allowed: true,
    firstFailure: null,
    counters: { source: "draft", words: "Nothing of it is used up yet.", usesLeft: "3", gasLeft: "0.004 ETH", nextAt: null },
    simulation: {
      ok: true,
      revert: null,
      changes: [{ kind: "balance", holder: ACCOUNT, own: true, spender: null, token: TOKEN, amount: "\u221225 DUSD", text: "Your account: \u221225 DUSD" }],
      gasUsed: 51_000,
      block: 1184,
      notes: [],
    },
    simulationMissing: null,
    fee: { atMost: "0.00041 ETH", words: "At the gas price of block 1 184." },
    feeMissing: null,
    ...change,
  };
}

export function endReport(change: Partial<EndReport> = {}): EndReport {
  return {
    jobId: 1,
    chains: [
      {
        chainId: 31337,
        network: "Local",
        status: "included",
        transaction: HASH,
        readAt: { block: 1186, at: nowSecs() },
        ended: ["Rent", "Rebalancer"],
        alive: [],
        problem: null,
      },
    ],
    proven: true,
    ...change,
  };
}

export function meters(change: Partial<Meters> = {}): Meters {
  return {
    usesLeft: 2,
    uses: 3,
    gasLeft: { ...amount("0.0031", "ETH"), atomic: "3100000000000000", decimals: 18 },
    gasBudget: { ...amount("0.004", "ETH"), atomic: "4000000000000000", decimals: 18 },
    gasSpent: amount("0.00042", "ETH"),
    nextAllowedAt: nowSecs() + 3 * 3600 + 720,
    spent: [amount("25")],
    operations: 1,
    readAt: { block: 1184, at: nowSecs() - 4 },
    ...change,
  };
}

export function drift(change: Partial<DriftView> = {}): DriftView {
  return {
    chainId: 31337,
    network: "Local",
    kind: "foreignOperation",
    permissionId: "0x8f31c07a",
    keyId: 2,
    text: "Rent sent an operation that is not in this app's log: 25 DUSD to 0x9c1D\u202607Ae. Somebody else may have a copy of the key.",
    todo: "Stop all keys now, end them on chain, then grant new ones.",
    severity: "stop",
    block: 1182,
    transaction: HASH,
    ...change,
  };
}

export function switchOnChain(change: Partial<SwitchOnChain> = {}): SwitchOnChain {
  return { chainId: 31337, network: "Local", state: "ready", why: "Signed with the grant; its place is unused.", todo: "", readAt: { block: 1184, at: nowSecs() - 4 }, ...change };
}

export function switchOfKey(change: Partial<SwitchOfKey> = {}): SwitchOfKey {
  return { keyId: 2, name: "Rent", chains: [switchOnChain()], ...change };
}

export function switchHealth(change: Partial<SwitchHealth> = {}): SwitchHealth {
  return { keys: [switchOfKey()], needsRenewal: false, ...change };
}

export function fireOnChain(change: Partial<FireOnChain> = {}): FireOnChain {
  return {
    chainId: 31337,
    network: "Local",
    fired: [{ what: "End all keys", by: "panicKey", status: "included", transaction: HASH, problem: null }],
    ended: ["Rent", "Rebalancer"],
    alive: [],
    readAt: { block: 1187, at: nowSecs() - 1 },
    problem: null,
    todo: null,
    ...change,
  };
}
