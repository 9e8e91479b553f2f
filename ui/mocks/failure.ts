/** A failure of the wallet, made up; changed where a scene or test says so. */
import type { Error as WalletError } from "../src/bindings";

export function error(change: Partial<WalletError> = {}): WalletError {
  return {
    code: "offline",
    message: "The network Local does not answer. Nothing was sent and no money moved.",
    advice: "Start Latchkey again, or look at its address under Settings.",
    field: null,
    rule: null,
    ...change,
  };
}
