// @vitest-environment node
/** The rules can fail: each is shown one file that breaks it and one that does not. */
import { describe, expect, it } from "vitest";
import { RULES } from "./rules.mjs";

const HEAD = "/** What it is. */\n";
const rule = (name: string) => RULES.find((one) => one.name.startsWith(name))!;

describe.each([
  ["features stand alone", "features/keys/a.ts", 'import { x } from "../home/model";', 'import { x } from "../../lib/hex";'],
  ["components and lib", "components/a.ts", 'import { x } from "../features/home/model";', 'import { x } from "../lib/hex";'],
  ["api.ts is the only door", "app/a.ts", 'import { invoke } from "@tauri-apps/api/core";', 'import { act } from "../api";'],
  ["api.ts is the only door", "app/a.ts", 'import { commands } from "../bindings";', 'import type { KeyView } from "../api";'],
  ["sizes, times and colours", "app/a.svelte", "<style>p { margin: 3px; }</style>", "<style>p { margin: var(--space-s); }</style>"],
  ["sizes, times and colours", "app/a.svelte", "<style>p { color: #fff; }</style>", "<style>p { color: var(--color-text); }</style>"],
  ["sizes, times and colours", "app/a.css", "p { transition: all 90ms; }", "p { transition: all var(--motion-fast); }"],
  ["no inline style", "app/a.svelte", '<p style="margin: 0">', '<p class="style">'],
  ["no inline style", "app/a.svelte", "{@html text}", "{text}"],
])("%s (%s)", (name, path, bad, good) => {
  it("finds what breaks it", () => expect(rule(name).broken({ path, text: HEAD + bad })).not.toEqual([]));
  it("lets the rest be", () => expect(rule(name).broken({ path, text: HEAD + good })).toEqual([]));
});

it("wants a head, and no barrel, and no long file", () => {
  expect(rule("a head").broken({ path: "a.ts", text: "export {};" })).not.toEqual([]);
  expect(rule("no barrels").broken({ path: "lib/index.ts", text: HEAD })).not.toEqual([]);
  expect(rule("at most").broken({ path: "a.ts", text: "\n".repeat(501) })).not.toEqual([]);
});
