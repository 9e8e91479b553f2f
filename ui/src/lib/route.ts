/** Where in the app we are, kept in the address after `#/`. Unknown places lead home. */
import { createSubscriber } from "svelte/reactivity";

export const ROUTES = ["home", "keys", "grant", "agents", "activity", "settings", "lost"] as const;
export type Route = (typeof ROUTES)[number];

/** The place an address names. */
export function routeOf(hash: string): Route {
  const name = hash.replace(/^#\/?/, "");
  return ROUTES.find((route) => route === name) ?? "home";
}

const watch = createSubscriber((update) => {
  window.addEventListener("hashchange", update);
  return () => window.removeEventListener("hashchange", update);
});

/** The present place; reactive inside components. */
export function route(): Route {
  watch();
  return routeOf(window.location.hash);
}

/** Goes somewhere. */
export function go(to: Route): void {
  window.location.hash = `#/${to}`;
}
