/**
 * What is known of the contract in a field: its functions, where they come from, and whether it is
 * there on each chosen network. Read when the address is whole, again when it or the networks change.
 * Refuses: to show what was read for another address, and to call an unread network empty.
 */
import { act, toError, type ContractFacts, type FunctionFacts, type WalletError } from "../../api";
import { isAddress } from "../../lib/hex";

const PAUSE_MILLIS = 250;

export class Contract {
  facts = $state.raw<ContractFacts>();
  error = $state.raw<WalletError>();
  #pasted = $state.raw<readonly FunctionFacts[]>([]);
  #asked = 0;
  readonly #again = $state({ count: 0 });

  constructor(address: () => string, chainIds: () => number[]) {
    $effect(() => {
      const [at, chains, again] = [address().trim(), chainIds(), this.#again.count];
      const mine = ++this.#asked;
      this.facts = undefined;
      this.error = undefined;
      if (!isAddress(at)) return;
      const timer = setTimeout(() => void this.#read(mine, at, chains), again > 0 ? 0 : PAUSE_MILLIS);
      return () => clearTimeout(timer);
    });
  }

  /** Its functions, those of a pasted ABI first. */
  get functions(): readonly FunctionFacts[] {
    return this.#pasted.length > 0 ? this.#pasted : (this.facts?.functions ?? []);
  }

  /** Takes the functions of an ABI that was pasted or opened. */
  take(functions: readonly FunctionFacts[]): void {
    this.#pasted = functions;
  }

  /** Reads again. */
  refresh(): void {
    this.#again.count += 1;
  }

  async #read(mine: number, address: string, chainIds: number[]): Promise<void> {
    try {
      const facts = await act.contractFacts(address, chainIds);
      if (mine === this.#asked) this.facts = facts;
    } catch (thrown) {
      if (mine === this.#asked) this.error = toError(thrown);
    }
  }
}
