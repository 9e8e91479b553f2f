/** The mock wallet's answers to the builder: gaps and findings by what is in the form, a try that refuses what is over the limit. */
import type { Contact, GrantForm, GrantTry, Problem } from "../src/api";
import { error } from "./failure";
import { amount, contractFacts, exposure, form as someForm, preview, RECIPIENT, TOKEN, tryAnswer } from "./make";

type Answers = Record<string, (payload: Record<string, unknown>) => unknown>;

const found = (field: string, severity: Problem["severity"], text: string, fix: Problem["fix"] = null): Problem => ({ field, code: "made-up", severity, text, fix });

function gaps(form: GrantForm): Problem[] {
  const list: Problem[] = [];
  const need = (field: string, filled: boolean, text: string) => filled || list.push(found(field, "stop", text));
  need("agentId", form.agentId !== null, "Choose the agent that gets the key.");
  form.allow.forEach((allow, i) => {
    if (allow.kind === "callFunction" || allow.kind === "raw") return need(`allow.${i}.contract`, allow.contract !== "", "Say which contract it may call.");
    need(`allow.${i}.recipient`, allow.recipient !== "", "Say whom it may pay.");
    if (allow.recipient !== "" && allow.recipient.length < 42) list.push(found(`allow.${i}.recipient`, "stop", "This is not an address: it has the wrong length."));
    return need(`allow.${i}.maxPerCall`, allow.maxPerCall !== "", "Say how much it may pay each time.");
  });
  return list;
}

function risks(form: GrantForm): Problem[] {
  const list: Problem[] = [];
  if (form.everything !== "") list.push(found("everything", "stop", "To allow everything, type \u201cthis key can take everything\u201d. To limit the key, leave it empty."));
  if (form.messages?.kind === "anybody") list.push(found("messages", "stop", "Anybody could have messages signed, permits among them.", { label: "Let nobody", form: { ...form, messages: { kind: "nobody" } } }));
  if (form.uses === "") list.push(found("uses", "warn", "Nothing says how many times it may act.", { label: "At most 10 times", form: { ...form, uses: "10" } }));
  if (form.gasBudget === "") list.push(found("gasBudget", "warn", "One operation may hold several transfers. Cap gas at 0.0009 ETH and one fits.", { label: "Cap gas at 0.0009 ETH", form: { ...form, gasBudget: "0.0009" } }));
  return list;
}

function grantPreview({ form }: Record<string, unknown>): unknown {
  const asked = form as GrantForm;
  const missing = gaps(asked);
  const problems = [...missing, ...risks(asked)];
  const ready = problems.every((problem) => problem.severity !== "stop");
  if (missing.length > 0) return preview({ sentence: null, rules: [], tree: [], notLimited: [], atWorst: [], problems, ready });
  const diff = {
    wider: ["At most 25 DUSD in each call; it was 10 DUSD"],
    new: ["3 operations in all"],
    gone: ["transfer on DUSD to 0x4f2a\u202691C7"],
    same: ["gas up to 0.004 ETH in all", "cannot sign messages"],
    anew: ["The count of operations begins again: 2 of 5 were used"],
    examples: [
      { allowed: true, text: "transfer 25 DUSD to 0x70E4\u2026F20b" },
      { allowed: false, text: "transfer 1 DUSD to 0x4f2a\u202691C7" },
    ],
  };
  return preview({ problems, ready, diff: asked.replaces === null ? null : diff });
}

function formJson({ text }: Record<string, unknown>): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    const lines = String(text).split("\n");
    const line = lines.findIndex((one) => /[^,{[]\s*$/.test(one) && one.trim() !== "") + 1;
    return error({ code: "invalid", message: `Line ${line}: this is no JSON.`, advice: "Correct it there; nothing was taken.", field: `line:${line}` });
  }
}

function tried({ asked }: Record<string, unknown>): unknown {
  const { calls } = asked as GrantTry;
  const atoms = calls[0]?.args?.[1] ?? "0";
  if (!/^\d+$/.test(atoms) || BigInt(atoms) <= 25_000_000n) return tryAnswer();
  return tryAnswer({
    what: "transfer more than 25 DUSD to 0x70E4\u2026F20b",
    allowed: false,
    firstFailure: { rule: "call", path: "calls[0].args[1]", text: "The amount is over 25 DUSD.", wouldPass: "25 DUSD" },
    simulation: null,
    simulationMissing: "A call that the key refuses is not run.",
    fee: null,
  });
}

const CONTACTS: Contact[] = [
  { id: 1, name: "Landlord", address: RECIPIENT },
  { id: 2, name: "A supplier whose name is longer than any field of this form", address: TOKEN },
];

/** Answers to everything that the builder asks. */
export const building = (): Answers => ({
  grant_preview: grantPreview,
  grant_form_of_key: ({ keyId }) => someForm({ replaces: Number(keyId) }),
  grant_form_json: formJson,
  grant_try: tried,
  contract_facts: ({ address }) => (address === TOKEN ? contractFacts() : contractFacts({ name: null, source: "none", functions: [], presence: [{ chainId: 31337, code: "no", why: null }] })),
  abi_read: () => contractFacts().functions,
  abi_open: () => contractFacts().functions,
  contact_list: () => CONTACTS,
  contact_add: ({ name, address }) => ({ id: 3, name, address }),
  contact_remove: () => null,
  shadow_set: () => null,
  shadow_calls: () => [
    { id: 2, at: 1_800_000_000, chainId: 31337, network: "Local", what: "transfer 12 DUSD to 0x70E4\u2026F20b", outcome: "It would have succeeded.", calls: 1 },
    { id: 1, at: 1_799_990_000, chainId: 31337, network: "Local", what: "approve 0x5FbD\u20260aa3 to take 1\u2009000 DUSD, and call swapExactTokensForTokens there", outcome: "It would have failed: INSUFFICIENT_OUTPUT_AMOUNT.", calls: 2 },
  ],
  shadow_propose: () => ({ form: someForm({ name: "" }), covered: 2, refused: ["approve 0x5FbD\u20260aa3: an approval outlives the key"], notes: ["Amounts are the largest that were seen."] }),
  shadow_clear: () => null,
  exposure: () => [
    exposure({ token: null, symbol: "ETH", worst: amount("0.024", "ETH"), balance: amount("9.9982", "ETH"), atRisk: amount("0.024", "ETH") }),
    exposure({ ceiling: amount("100"), over: true }),
    exposure({ chainId: 8453, network: "Base", symbol: "USDC", worst: null, unlimited: true, balance: null, atRisk: null }),
  ],
  ceiling_list: () => [],
  ceiling_set: () => error({ code: "invalid", message: "A limit is a number above zero.", advice: "Write it in DUSD.", field: "amount" }),
  ceiling_remove: () => [],
  builder_settings: () => ({ language: "english", onlineLookup: false, hasEtherscanKey: false }),
  language_set: ({ language }) => ({ language, onlineLookup: false, hasEtherscanKey: false }),
  online_lookup_set: ({ on }) => ({ language: "english", onlineLookup: on, hasEtherscanKey: false }),
  etherscan_key_set: () => ({ language: "english", onlineLookup: true, hasEtherscanKey: true }),
  draft_keep: () => null,
  draft_last: () => null,
  draft_drop: () => null,
});
