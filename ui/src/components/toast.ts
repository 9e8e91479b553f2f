/**
 * Short notes that something happened. They name the thing and go by themselves; failures stay until
 * they are closed. Refuses to be the only place where a failure is shown.
 */
import { createSubscriber } from "svelte/reactivity";

export type ToastTone = "ok" | "stop" | "info";

export interface Toast {
  id: number;
  tone: ToastTone;
  text: string;
}

const LINGER_MILLIS = 5000;

let list: Toast[] = [];
let next = 1;
let told: () => void = () => {};
const watch = createSubscriber((update) => {
  told = update;
  return () => {
    told = () => {};
  };
});

/** What is shown now. */
export const toasts = {
  get list(): readonly Toast[] {
    watch();
    return list;
  },
};

/** Shows a note. */
export function toast(tone: ToastTone, text: string): void {
  const id = next++;
  list = [...list.slice(-2), { id, tone, text }];
  told();
  if (tone !== "stop") setTimeout(() => closeToast(id), LINGER_MILLIS);
}

/** Takes a note away. */
export function closeToast(id: number): void {
  list = list.filter((entry) => entry.id !== id);
  told();
}
