/**
 * The builder's state: the form as typed, what the wallet says of it, and every step back and forth.
 * Why a class: the screen only draws; what happens when is here, in one place.
 * Refuses: to show an answer to an older form as one to this, and to lose what was typed.
 */
import { untrack } from "svelte";
import { act, toError, type GrantForm, type GrantPreview, type NetworkView, type ShadowProposal, type WalletError } from "../../api";
import { emptyDraft, type Draft } from "./draft";
import { fromForm } from "./from-form";
import { begin, record, redo, undo, type History } from "./history";
import { toForm } from "./to-form";

const PREVIEW_PAUSE_MILLIS = 200;
const STEP_PAUSE_MILLIS = 500;

export class Builder {
  /** As typed. */
  draft = $state<Draft>(emptyDraft());
  /** A form is being filled; otherwise somebody still chooses where to start. */
  started = $state(false);
  /** Which permission is open. */
  editing = $state<number>();
  preview = $state.raw<GrantPreview>();
  previewError = $state.raw<WalletError>();
  /** What the preview answers. */
  answered = $state.raw<Draft>(emptyDraft());
  /** The proposal that this form began with, if it began with one. */
  proposal = $state.raw<ShadowProposal>();
  /** The preview is that of the form as it stands. */
  settled = $state(false);
  #history = $state.raw<History<Draft>>(begin(emptyDraft()));
  #asked = 0;
  #seen = emptyDraft();
  readonly #networks: () => readonly NetworkView[];

  constructor(networks: () => readonly NetworkView[]) {
    this.#networks = networks;
    $effect(() => this.#afterPause(PREVIEW_PAUSE_MILLIS, (typed) => this.#ask(typed)));
    $effect(() => this.#afterPause(STEP_PAUSE_MILLIS, (typed) => this.#keep(typed)));
    $effect(() => {
      const typed = $state.snapshot(this.draft);
      untrack(() => this.#beforeListChanges(typed));
    });
  }

  /** Starts with this form; nothing before it can be undone to. */
  start(draft: Draft): void {
    this.#show(draft);
    this.#history = begin(draft);
    this.started = true;
  }

  /** Back to the choice of a start. The kept draft stays. */
  leave(): void {
    this.started = false;
    this.preview = undefined;
    this.proposal = undefined;
  }

  /** Takes a whole form: a fix, JSON, a proposal. One step, which can be undone. */
  take(form: GrantForm): void {
    this.#record();
    const draft = fromForm(form, this.#networks());
    this.#history = record(this.#history, draft);
    this.#show(draft);
  }

  get canUndo(): boolean {
    return this.#history.past.length > 0 || JSON.stringify(this.#history.present) !== JSON.stringify(this.draft);
  }

  get canRedo(): boolean {
    return this.#history.future.length > 0;
  }

  undo(): void {
    this.#record();
    this.#history = undo(this.#history);
    this.#show(this.#history.present);
  }

  redo(): void {
    this.#record();
    this.#history = redo(this.#history);
    this.#show(this.#history.present);
  }

  /** The form that is asked for as it stands. */
  form(): GrantForm {
    return toForm($state.snapshot(this.draft));
  }

  /** A permission that comes or goes is a step of its own, however fast it follows on typing. */
  #beforeListChanges(typed: Draft): void {
    const before = this.#seen;
    this.#seen = typed;
    if (this.started && before.permissions.length !== typed.permissions.length) this.#history = record(this.#history, before);
  }

  #record(): void {
    this.#history = record(this.#history, $state.snapshot(this.draft));
  }

  #show(draft: Draft): void {
    this.#seen = draft;
    this.draft = $state.snapshot(draft) as Draft;
    const stays = draft.permissions.some(({ id }) => id === this.editing);
    if (!stays) this.editing = draft.permissions[0]?.id;
  }

  #afterPause(millis: number, work: (typed: Draft) => void): (() => void) | undefined {
    const typed = $state.snapshot(this.draft);
    if (!this.started) return undefined;
    this.settled = false;
    const timer = setTimeout(() => work(typed), millis);
    return () => clearTimeout(timer);
  }

  async #ask(typed: Draft): Promise<void> {
    const mine = ++this.#asked;
    try {
      const answer = await act.grantPreview(toForm(typed));
      if (mine !== this.#asked) return;
      [this.preview, this.answered, this.previewError, this.settled] = [answer, typed, undefined, true];
    } catch (thrown) {
      if (mine === this.#asked) [this.previewError, this.settled] = [toError(thrown), true];
    }
  }

  /** A step to undo to, and a copy that survives a crash. A copy that fails costs nothing now. */
  #keep(typed: Draft): void {
    this.#history = record(this.#history, typed);
    if (this.#history.past.length > 0) act.draftKeep(JSON.stringify(toForm(typed))).catch(() => {});
  }
}
