/** How one network's part of an `EndReport` is drawn. Pure. Only a read-back counts as ended. */
import type { EndOnChain } from "../api";
import type { SignName } from "./signs";

export interface EndRow {
  tone: "ok" | "warn" | "stop" | "neutral";
  sign: SignName;
  words: string;
}

export function endRow(chain: EndOnChain): EndRow {
  if (chain.alive.length > 0) return { tone: "stop", sign: "square", words: "not ended" };
  switch (chain.status) {
    case "included":
      return chain.readAt
        ? { tone: "ok", sign: "check", words: "ended" }
        : { tone: "warn", sign: "triangle", words: "sent, not read back" };
    case "reverted":
      return { tone: "stop", sign: "square", words: "reverted" };
    case "rejected":
      return { tone: "stop", sign: "square", words: "refused by the bundler" };
    case "signed":
      return { tone: "warn", sign: "triangle", words: "signed, not sent" };
    case "submitted":
      return { tone: "warn", sign: "triangle", words: "sent, waiting" };
    case "unknown":
      return { tone: "neutral", sign: "question", words: "no answer" };
  }
}
