/**
 * The form of a new network: what is wrong with it before the wallet looks at the node itself. Pure.
 */
import type { NetworkForm, NetworkView, Reach } from "../../api";
import type { SignName } from "../../components/signs";
import { count, plural } from "../../lib/format";

export interface NetworkDraft {
  name: string;
  chainId: string;
  rpcUrl: string;
  bundlerUrl: string;
  nativeSymbol: string;
  explorerUrl: string;
}

export type DraftField = keyof NetworkDraft;
export type Problems = Partial<Record<DraftField, string>>;

/** An empty form. */
export function emptyNetwork(): NetworkDraft {
  return { name: "", chainId: "", rpcUrl: "", bundlerUrl: "", nativeSymbol: "ETH", explorerUrl: "" };
}

const LARGEST_CHAIN_ID = 4_294_967_295;

function urlProblem(text: string): string | undefined {
  const url = URL.parse(text.trim());
  if (!url) return "This is not an address; it begins with https:// or http://.";
  return url.protocol === "https:" || url.protocol === "http:" ? undefined : "Only https:// and http:// are used.";
}

function chainIdProblem(text: string, known: readonly NetworkView[]): string | undefined {
  if (!/^\d+$/.test(text.trim())) return "A whole number, such as 8453.";
  const id = Number(text);
  if (id < 1 || id > LARGEST_CHAIN_ID) return "This number is out of range.";
  const same = known.find((network) => network.chainId === id);
  return same && `${same.name} already has this chain id.`;
}

/** What is wrong, by field. The wallet then asks the node for its chain id and contracts. */
export function networkProblems(draft: NetworkDraft, known: readonly NetworkView[]): Problems {
  const found: [DraftField, string | undefined][] = [
    ["name", draft.name.trim() === "" ? "Give the network a name." : undefined],
    ["chainId", chainIdProblem(draft.chainId, known)],
    ["rpcUrl", urlProblem(draft.rpcUrl)],
    ["bundlerUrl", urlProblem(draft.bundlerUrl)],
    ["nativeSymbol", draft.nativeSymbol.trim() === "" ? "What its own coin is called, such as ETH." : undefined],
    ["explorerUrl", draft.explorerUrl.trim() === "" ? undefined : urlProblem(draft.explorerUrl)],
  ];
  return Object.fromEntries(found.filter(([, problem]) => problem !== undefined));
}

/** What the wallet is asked to add. Call only without problems. */
export function toNetworkForm(draft: NetworkDraft): NetworkForm {
  return {
    chainId: Number(draft.chainId),
    name: draft.name.trim(),
    rpcUrl: draft.rpcUrl.trim(),
    bundlerUrl: draft.bundlerUrl.trim(),
    nativeSymbol: draft.nativeSymbol.trim(),
    explorerUrl: draft.explorerUrl.trim() || null,
  };
}

/** Whether a network answers, in a pill and a sentence. */
export function reachView(reach: Reach): { tone: "ok" | "warn" | "stop"; sign: SignName; word: string; text?: string } {
  switch (reach.kind) {
    case "ok":
      return { tone: "ok", sign: "dot", word: `answers, block ${count(reach.block)}` };
    case "down":
      return { tone: "warn", sign: "question", word: "does not answer", text: reach.why };
    case "missing": {
      const what = plural(reach.contracts.length, "contract");
      return { tone: "stop", sign: "square", word: `${what} missing`, text: `Latchkey needs these there: ${reach.contracts.join(", ")}.` };
    }
  }
}
