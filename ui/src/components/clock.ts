/**
 * The present second for screens that show ages; ticks only while something looks at it.
 * The one place of the screens that reads the clock.
 */
import { createSubscriber } from "svelte/reactivity";

const TICK_MILLIS = 1000;

const watch = createSubscriber((update) => {
  const timer = setInterval(update, TICK_MILLIS);
  return () => clearInterval(timer);
});

/** Unix seconds now; reactive inside components. */
export function now(): number {
  watch();
  return Math.floor(Date.now() / 1000);
}
