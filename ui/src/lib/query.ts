/**
 * One reading that screens can watch: fetched when first looked at, fetched again when a tag it is
 * made of goes stale, never dropped while the next answer is on its way.
 * Why here: knows nothing of Latchkey; `api.ts` gives it the fetchers.
 * Refuses: to turn a failed reading into an empty one. The old value stays, with the failure beside.
 */
import { createSubscriber } from "svelte/reactivity";

/** A reading with its state. Use the getters inside a component or an effect. */
export class Query<T, E> {
  readonly #fetch: () => Promise<T>;
  readonly #toError: (thrown: unknown) => E;
  readonly #watch: () => void;
  #notify: () => void = () => {};
  #value: T | undefined;
  #error: E | undefined;
  #stale = true;
  #watched = false;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(fetch: () => Promise<T>, toError: (thrown: unknown) => E) {
    this.#fetch = fetch;
    this.#toError = toError;
    this.#watch = createSubscriber((update) => {
      this.#notify = update;
      this.#watched = true;
      if (this.#stale) void this.refresh();
      return () => {
        this.#watched = false;
        this.#notify = () => {};
      };
    });
  }

  /** The newest answer, if there ever was one. */
  get value(): T | undefined {
    this.#watch();
    return this.#value;
  }

  /** Why the newest reading failed, if it did. */
  get error(): E | undefined {
    this.#watch();
    return this.#error;
  }

  /** Neither an answer nor a failure yet. */
  get waiting(): boolean {
    this.#watch();
    return this.#value === undefined && this.#error === undefined;
  }

  /** Marks it stale; reads again at once if somebody is looking. */
  invalidate(): void {
    this.#stale = true;
    if (this.#watched) void this.refresh();
  }

  /** Reads again. Calls during a reading lead to exactly one more. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#read().finally(() => {
      this.#running = undefined;
      if (!this.#again) return;
      this.#again = false;
      void this.refresh();
    });
    return this.#running;
  }

  async #read(): Promise<void> {
    this.#stale = false;
    try {
      this.#value = await this.#fetch();
      this.#error = undefined;
    } catch (thrown) {
      this.#error = this.#toError(thrown);
    }
    this.#notify();
  }
}
