/**
 * Shapes that the wallet is about to have, until the generated bindings carry them; then this file
 * goes. Refuses: to add meaning; it only says which fields there will be.
 */
import type { GrantForm } from "./api";

export interface FunctionFacts {
  signature: string;
  selector: string;
  args: { name: string; type: string }[];
  payable: boolean;
  movesValue: boolean;
}
export interface Presence {
  chainId: number;
  code: "yes" | "no" | "unknown";
  why: string | null;
}
export interface ContractFacts {
  name: string | null;
  source: "builtIn" | "pasted" | "sourcify" | "etherscan" | "none";
  functions: FunctionFacts[];
  presence: Presence[];
}
export interface Contact {
  id: number;
  name: string;
  address: string;
}
export interface TryCall {
  to: string;
  value: string;
  data: string;
  function: string;
  args: string[];
}
export interface GrantTry {
  form: GrantForm | null;
  keyId: number | null;
  chainId: number | null;
  calls: TryCall[];
  simulate: boolean;
}
export interface TryFailure {
  rule: string;
  path: string;
  text: string;
  wouldPass: string | null;
}
export interface TryChange {
  kind: "balance" | "allowance" | "operator";
  holder: string;
  own: boolean;
  spender: string | null;
  token: string | null;
  amount: string;
  text: string;
}
export interface TryAnswer {
  chainId: number;
  network: string;
  what: string;
  allowed: boolean;
  firstFailure: TryFailure | null;
  counters: { source: "draft" | "chain" | "unknown"; words: string; usesLeft: string | null; gasLeft: string | null; nextAt: number | null };
  simulation: { ok: boolean; revert: string | null; changes: TryChange[]; gasUsed: number; block: number; notes: string[] } | null;
  simulationMissing: string | null;
  fee: { atMost: string; words: string } | null;
  feeMissing: string | null;
}
export interface ShadowProposal {
  form: GrantForm;
  refused: string[];
}
