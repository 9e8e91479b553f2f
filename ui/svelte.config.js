/** Svelte in runes mode only; TypeScript is checked by svelte-check, not rewritten. */
import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: undefined, css: "external" },
};
