/**
 * One end of keys on chain, as a dialog goes through it: what it would do, the owner's one approval,
 * the job that follows until each network is proven, the proof as a file.
 * Refuses to ask the owner by itself, and to forget what was approved when the dialog closes: the
 * job lives in the wallet, this only watches it.
 */
import { act, read, toError, type EndJobView, type EndPreview, type EndReport, type WalletError } from "../api";
import { asksAgain } from "./end-job";
import { toast } from "./toast";

export class Ending {
  readonly keyId: number | null;
  /** What would be called, once read. */
  preview = $state.raw<EndPreview>();
  looking = $state(false);
  /** The owner is being asked, or work is being started. */
  asking = $state(false);
  report = $state.raw<EndReport>();
  error = $state.raw<WalletError>();

  constructor(keyId: number | null) {
    this.keyId = keyId;
  }

  /** The work under way, as the wallet keeps it. */
  get job(): EndJobView | undefined {
    const { jobId } = this.report ?? {};
    return read.jobs.value?.find(({ id }) => id === jobId);
  }

  get proven(): boolean {
    return this.job?.proven ?? this.report?.proven ?? false;
  }

  /** Reads what it would do; asks nobody. */
  async look(): Promise<void> {
    this.looking = true;
    await this.#try(async () => {
      this.preview = await act.endPreview(this.keyId);
    });
    this.looking = false;
  }

  /** Asks the owner, and starts. */
  async start(): Promise<void> {
    this.asking = true;
    await this.#try(async () => {
      this.report = await (this.keyId === null ? act.stopOnChain() : act.keyRevoke(this.keyId));
    });
    this.asking = false;
  }

  /** Has the wallet try the rest of a job now; asks the owner only where nothing that was signed fits any more. */
  async retry(job: EndJobView): Promise<void> {
    await this.#try(() => act.endRetry(job.id, asksAgain(job)));
  }

  /** The proof as a file that the person chooses. */
  async save(jobId: number): Promise<void> {
    await this.#try(async () => {
      const path = await act.endProofSave(jobId);
      if (path !== null) toast("ok", `Saved the proof as ${path}`);
    });
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.error = undefined;
    try {
      await work();
    } catch (thrown) {
      this.error = toError(thrown);
    }
  }
}
