/**
 * The rules of this folder that a compiler does not hold, each with its reason. Prints what breaks
 * them and ends with counts. `node scripts/rules.mjs`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../src/", import.meta.url));
const LONGEST_FILE = 500;
const COLOUR = /#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab)a?\(/;
const LENGTH = /(?<![\w.#-])\d*\.?\d+(?:px|ms)\b/;

/** The CSS of a file: all of a style sheet, the style blocks of a component. */
const styles = ({ path, text }) =>
  path.endsWith(".css") ? text : [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((m) => m[1]).join("\n");

/** What a file imports, as paths below `src/` (or bare names). */
function imports({ path, text }) {
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map((m) => m[1]);
  return found.map((name) => (name.startsWith(".") ? join(dirname(path), name) : name));
}

const featureOf = (path) => /^features\/([^/]+)\//.exec(path)?.[1];
const generated = (path) => path === "bindings.ts" || path === "styles/tokens.css";
const test = (path) => path.endsWith(".test.ts") || path === "test-setup.ts";

/** One rule: its name, why, and what breaks it in a file. */
export const RULES = [
  {
    name: "features stand alone",
    why: "a feature that imports another cannot be changed or removed by itself",
    broken: (file) =>
      featureOf(file.path)
        ? imports(file).filter((to) => to.startsWith("app/") || (featureOf(to) && featureOf(to) !== featureOf(file.path)))
        : [],
  },
  {
    name: "components and lib know no feature",
    why: "what is shared must not lean on what uses it",
    broken: (file) => (/^(components|lib)\//.test(file.path) ? imports(file).filter((to) => /^(features|app)\//.test(to)) : []),
  },
  {
    name: "api.ts is the only door",
    why: "one place knows that commands exist",
    broken: (file) =>
      file.path === "api.ts" || generated(file.path) || test(file.path)
        ? []
        : imports(file).filter((to) => to.startsWith("@tauri-apps") || to === "bindings"),
  },
  {
    name: "sizes, times and colours are tokens",
    why: "one look, set in one place",
    broken: (file) => {
      if (generated(file.path) || file.path === "styles/base.css" || file.path === "styles/fonts.css") return [];
      return styles(file).split("\n").filter((line) => COLOUR.test(line) || LENGTH.test(line));
    },
  },
  {
    name: "no inline style, no raw markup",
    why: "the content security policy refuses the first, and the second lets foreign text become code",
    broken: (file) =>
      file.path.endsWith(".svelte") ? [...file.text.matchAll(/\sstyle=|\sstyle:|\{@html/g)].map((m) => m[0]) : [],
  },
  {
    name: "no barrels",
    why: "a file that only hands on hides where things are",
    broken: (file) => (/(^|\/)index\.ts$/.test(file.path) ? [file.path] : []),
  },
  {
    name: "a head on every file",
    why: "what it is, why, what it refuses",
    broken: (file) => (/^(\/\*\*|\/\/|<!--)/.test(file.text) ? [] : ["no header"]),
  },
  {
    name: `at most ${LONGEST_FILE} lines`,
    why: "a room that outgrows itself is two rooms",
    broken: (file) => {
      const lines = file.text.split("\n").length;
      return generated(file.path) || lines <= LONGEST_FILE ? [] : [`${lines} lines`];
    },
  },
];

function main() {
  const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((full) => ({ path: relative(SRC, full).replaceAll("\\", "/"), text: readFileSync(full, "utf8") }));
  let failed = 0;
  for (const rule of RULES) {
    const broken = files.flatMap((file) => rule.broken(file).map((what) => `  ${file.path}: ${what.trim()}`));
    console.log(`${broken.length === 0 ? "ok  " : "FAIL"} ${rule.name} (${rule.why})`);
    for (const line of broken) console.log(line);
    failed += broken.length > 0 ? 1 : 0;
  }
  console.log(`${RULES.length - failed} passed, ${failed} failed`);
  if (failed > 0 || files.length === 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
