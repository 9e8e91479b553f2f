/**
 * Shapes that the wallet is about to have, until the generated bindings carry them; then this file
 * goes. Refuses: to add meaning; it only says which fields there will be.
 */
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
