/**
 * How the screens are built: plain Vite into `dist/`, embedded by the desktop shell.
 * Nothing is inlined (fonts, scripts and styles stay files) so that the content security policy
 * can refuse inline code. `--mode mock` builds the same screens over made-up answers into
 * `dist-mock/`; that code is not part of the ordinary build.
 */
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: {
    port: 1420,
    strictPort: true,
    fs: { allow: [fileURLToPath(new URL("..", import.meta.url))] },
  },
  build: {
    target: ["safari17.5", "es2022"],
    outDir: mode === "mock" ? "dist-mock" : "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts", "scripts/**/*.test.ts"],
    setupFiles: ["./src/test-setup.ts"],
    restoreMocks: true,
    testTimeout: 240_000,
  },
}));
