/**
 * Turns `assets/tokens.json` into `src/styles/tokens.css`, the only place where a colour, a size or
 * a time is written down for the web view. `--check` writes nothing and fails when the checked-in
 * file differs. Refuses names that do not resolve.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const SOURCE = here("../../assets/tokens.json");
const TARGET = here("../src/styles/tokens.css");

const step = (scale, name) => {
  if (!(name in scale)) throw new Error(`tokens.json: nothing is called "${name}"`);
  return scale[name];
};

const group = (prefix, entries, value) =>
  Object.entries(entries).map(([name, entry]) => `  --${prefix}-${name}: ${value(entry)};`);

const typeLines = (types) =>
  Object.entries(types).flatMap(([name, face]) => [
    `  --type-${name}: ${face.weight} ${face.size / 16}rem / ${face.line / 1000} var(--font-${face.font});`,
    `  --size-${name}: ${face.size / 16}rem;`,
  ]);

/** The style sheet for a token file, as text. */
export function css(tokens) {
  const { color, step: steps } = tokens.raw;
  const px = (name) => `${step(steps, name)}px`;
  const lines = [
    ...group("color", tokens.color, (c) => `light-dark(${step(color, c.light)}, ${step(color, c.dark)})`),
    ...group("space", tokens.space, px),
    ...group("radius", tokens.radius, px),
    ...group("stroke", tokens.stroke, px),
    ...group("font", tokens.font, (f) => `"${f}", ${f.includes("Mono") ? "ui-monospace, monospace" : "system-ui, sans-serif"}`),
    ...typeLines(tokens.type),
    ...group("motion", tokens.motion, (ms) => `${ms}ms`),
  ];
  return [
    "/** GENERATED from assets/tokens.json by scripts/tokens.mjs. Edit that file, then `npm run tokens`. */",
    ":root {",
    "  color-scheme: light dark;",
    ...lines,
    "}",
    "",
  ].join("\n");
}

function main() {
  const text = css(JSON.parse(readFileSync(SOURCE, "utf8")));
  if (!process.argv.includes("--check")) return writeFileSync(TARGET, text);
  if (readFileSync(TARGET, "utf8") === text) return;
  console.error("src/styles/tokens.css is not what assets/tokens.json says. Run `npm run tokens`.");
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
