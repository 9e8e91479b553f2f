/**
 * Where in the app we are, kept in the address after `#/`, and what was asked for there, after `?`.
 * Unknown places lead home.
 */
import { createSubscriber } from "svelte/reactivity";

export const ROUTES = ["home", "keys", "grant", "agents", "activity", "settings", "lost", "off"] as const;
export type Route = (typeof ROUTES)[number];

/** The place an address names. */
export function routeOf(hash: string): Route {
  const name = hash.replace(/^#\/?/, "").replace(/\?.*$/s, "");
  return ROUTES.find((route) => route === name) ?? "home";
}

/** A whole number that an address gives under a name; nothing when it gives none. */
export function numberOf(hash: string, name: string): number | undefined {
  const text = new URLSearchParams(hash.replace(/^[^?]*\??/s, "")).get(name) ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
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

/** What the present place was asked for, by name; reactive inside components. */
export function asked(name: string): number | undefined {
  watch();
  return numberOf(window.location.hash, name);
}

/** Goes somewhere, asking for something there. */
export function go(to: Route, ask: Record<string, number> = {}): void {
  const query = Object.entries(ask).map(([name, value]) => `${name}=${value}`).join("&");
  window.location.hash = query === "" ? `#/${to}` : `#/${to}?${query}`;
}
