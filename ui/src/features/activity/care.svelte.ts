/**
 * Care of the log: checking that no line was changed or taken out, and saving a copy of all that
 * Latchkey keeps. Refuses to say whole before the wallet has walked the log.
 */
import { act, toError, type LogCheckView, type WalletError } from "../../api";
import { toast } from "../../components/toast";

export class Care {
  checked = $state.raw<LogCheckView>();
  busy = $state<"check" | "copy">();
  error = $state.raw<WalletError>();

  check = (): Promise<void> =>
    this.#run("check", async () => {
      this.checked = await act.logVerify();
    });

  copy = (): Promise<void> =>
    this.#run("copy", async () => {
      const path = await act.storeBackupSave();
      if (path !== null) toast("ok", `Saved a copy as ${path}. It holds everything but the keys; latchkey restore brings it back.`);
    });

  async #run(what: "check" | "copy", work: () => Promise<void>): Promise<void> {
    this.busy = what;
    this.error = undefined;
    try {
      await work();
    } catch (thrown) {
      this.error = toError(thrown);
    } finally {
      this.busy = undefined;
    }
  }
}
