/**
 * Looks at every screen in a real browser over the mock build: takes its picture in light and dark,
 * runs axe-core over it, and refuses serious accessibility findings, errors on the console, blocked
 * content and sideways scrolling. `node screens/run.mjs [FOLDER] [NAME]`; pictures go to FOLDER, or to
 * a new temporary one, which is named at the end.
 */
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { byKeyboard, PLACES } from "./keyboard.mjs";
import { SHOTS } from "./shots.mjs";

const ROOT = fileURLToPath(new URL("../dist-mock/", import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml" };
const POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'";
const WIDE = { width: 1200, height: 780 };
const SMALL = { width: 900, height: 640 };
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), "latchkey-screens-"));
const only = process.argv[3];
mkdirSync(folder, { recursive: true });

function serve() {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const file = join(ROOT, path === "/" ? "index.html" : path);
    try {
      const body = readFileSync(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain", "content-security-policy": POLICY });
      response.end(body);
    } catch {
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function look(browser, base, shot, theme, size) {
  const context = await browser.newContext({ viewport: size, colorScheme: theme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const found = [];
  page.on("console", (message) => message.type() === "error" && found.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => found.push(`page: ${error.message}`));
  try {
    await page.goto(`${base}/?scene=${shot.scene ?? "busy"}#/${shot.route ?? "home"}`);
    await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
    for (const step of shot.steps) await step(page);
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(folder, `${shot.name}-${theme}${size === SMALL ? "-small" : ""}.png`) });
    found.push(...(await audit(page)));
  } catch (error) {
    await page.screenshot({ path: join(folder, `${shot.name}-${theme}-failed.png`) }).catch(() => {});
    found.push(String(error.message).split("\n").slice(0, 4).join(" "));
  } finally {
    await context.close();
  }
  return found;
}

async function audit(page) {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const options = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
    const { violations } = await window.axe.run(document, options);
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical" || impact === "moderate");
    const notes = serious.map(({ id, impact, nodes }) => `axe ${impact} ${id}: ${nodes.slice(0, 3).map((n) => `${n.target} ${n.any[0]?.message ?? ""}`).join(" | ")}`);
    const wide = [document.documentElement, ...document.querySelectorAll(".content, .body")].filter((e) => e.scrollWidth > e.clientWidth + 1);
    const tall = document.documentElement.scrollHeight - document.documentElement.clientHeight;
    if (tall > 0) notes.push(`the whole page scrolls, by ${tall}`);
    return [...notes, ...wide.map((e) => `scrolls sideways: ${e.className || e.tagName} by ${e.scrollWidth - e.clientWidth}`)];
  });
}

async function main() {
  const server = await serve();
  const base = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS, ignoreDefaultArgs: ["--hide-scrollbars"] });
  let passed = 0;
  let failed = 0;
  const count = (title, found) => {
    if (found.length === 0) passed += 1;
    else failed += 1;
    console.log(found.length === 0 ? `ok   ${title}` : `FAIL ${title}\n     ${found.join("\n     ")}`);
  };
  for (const shot of SHOTS.filter(({ name }) => !only || name.startsWith(only))) {
    const looks = [["light", WIDE], ["dark", WIDE], ...(shot.small ? [["light", SMALL], ["dark", SMALL]] : [])];
    for (const [theme, size] of looks) {
      const found = await look(browser, base, shot, theme, size);
      count(`${shot.name} ${theme} ${size.width}x${size.height}`, found);
    }
  }
  for (const place of only ? [] : PLACES) {
    const page = await browser.newPage({ viewport: WIDE });
    count(`keyboard ${place.name}`, await byKeyboard(page, base, place));
    await page.close();
  }
  await browser.close();
  server.close();
  console.log(`pictures in ${folder}`);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

await main();
