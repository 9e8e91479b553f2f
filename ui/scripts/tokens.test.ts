// @vitest-environment node
/** The checked-in style sheet is what the tokens say, and every text can be read on its ground. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import tokens from "../../assets/tokens.json";
import { css } from "./tokens.mjs";

type Theme = "light" | "dark";
type Name = keyof typeof tokens.color;

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function hex(name: Name, theme: Theme): string {
  const raw: Record<string, string> = tokens.raw.color;
  return raw[tokens.color[name][theme]]!;
}

function contrast(a: Name, b: Name, theme: Theme): number {
  const [low, high] = [luminance(hex(a, theme)), luminance(hex(b, theme))].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS: Name[] = ["canvas", "surface", "sunken", "hover"];
const TEXT: [Name, Name][] = [
  ...GROUNDS.flatMap((ground): [Name, Name][] => [["text", ground], ["muted", ground]]),
  ...(["accent", "warn", "stop", "ok"] as const).flatMap((tone): [Name, Name][] => [
    [tone, "surface"],
    [tone, "canvas"],
    [tone, `${tone}-soft`],
    ["text", `${tone}-soft`],
  ]),
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
];

describe.each(["light", "dark"] as const)("contrast, %s", (theme) => {
  it.each(TEXT)("%s on %s is at least 4.5", (text, ground) => {
    expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(["canvas", "surface"] as const)("edges of controls and focus show on %s, at least 3", (ground) => {
    expect(contrast("line-strong", ground, theme)).toBeGreaterThanOrEqual(3);
    expect(contrast("focus", ground, theme)).toBeGreaterThanOrEqual(3);
  });
});

it("the style sheet is what the tokens say", () => {
  expect(readFileSync("src/styles/tokens.css", "utf8")).toBe(css(tokens));
});

it("a name that does not resolve is refused", () => {
  const broken = structuredClone(tokens);
  broken.color.canvas.light = "paper-9000";
  expect(() => css(broken)).toThrow(/paper-9000/);
});
