/** What is said of a contract: where its functions are known from, and whether it is there. Pure; unknown is a state. */
import type { ContractFacts, Presence } from "../../api";
import type { SignName } from "../../components/signs";
import { clip, plural } from "../../lib/format";

/** `USDC: 12 functions, built into Latchkey.` */
export function sourceWords(facts: ContractFacts): string {
  const name = facts.name ? `${clip(facts.name, 40)}: ` : "";
  const many = plural(facts.functions.length, "function");
  switch (facts.source) {
    case "builtIn":
      return `${name}${many}, built into Latchkey.`;
    case "pasted":
      return `${name}${many}, from the ABI you gave.`;
    case "sourcify":
      return `${name}${many}, verified at Sourcify.`;
    case "etherscan":
      return `${name}${many}, verified at Etherscan.`;
    case "none":
      return name ? `${name}its functions are not known. Write one, or give its ABI.` : "Its functions are not known. Write one, or give its ABI.";
  }
}

export interface PresenceView {
  tone: "ok" | "stop" | "neutral";
  sign: SignName;
  text: string;
  title: string;
}

/** Whether there is a contract at the address on one network. */
export function presenceView({ code, why }: Presence, network: string): PresenceView {
  const title = why ?? "";
  switch (code) {
    case "yes":
      return { tone: "ok", sign: "check", text: `on ${network}`, title: title || `There is a contract at this address on ${network}.` };
    case "no":
      return { tone: "stop", sign: "square", text: `not on ${network}`, title: title || `There is no contract at this address on ${network}.` };
    case "unknown":
      return { tone: "neutral", sign: "question", text: `unknown on ${network}`, title: title || `${network} could not be read.` };
  }
}
