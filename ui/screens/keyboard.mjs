/**
 * Walks a screen with the Tab key alone: every control that can be pressed is reached, and shows that
 * it has the focus. A mouse is never needed.
 */
const CONTROLS = "a[href], button:not(:disabled), input:not(:disabled), [tabindex='0']";
const MOST_STEPS = 160;

export const PLACES = [
  { name: "welcome", scene: "first", route: "home" },
  { name: "builder", scene: "busy", route: "grant?key=2" },
  ...["home", "keys", "grant", "agents", "activity", "settings", "off"].map((route) => ({ name: route, scene: "busy", route })),
];

/** What is wrong with reaching a screen's controls; nothing when all is well. */
export async function byKeyboard(page, base, { scene, route }) {
  page.setDefaultTimeout(5000);
  await page.goto(`${base}/?scene=${scene}#/${route}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForTimeout(400);
  await page.evaluate(mark, CONTROLS);
  const unseen = new Set();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(focused);
    if (at && !at.shown) unseen.add(at.name);
    if (at?.again) break;
  }
  const missed = await page.evaluate(unreached);
  return [...missed.map((name) => `not reached: ${name}`), ...[...unseen].map((name) => `focus not shown: ${name}`)];
}

function mark(selector) {
  const radios = new Set();
  for (const element of document.querySelectorAll(selector)) {
    if (element.closest("[inert], [aria-hidden='true']") || element.tabIndex < 0) continue;
    if (element.type === "radio") {
      if (radios.has(element.name)) continue;
      radios.add(element.name);
    }
    element.dataset.expected = "yes";
  }
}

function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const again = element.dataset.reached === "yes";
  element.dataset.reached = "yes";
  if (element.type === "radio") for (const other of document.getElementsByName(element.name)) other.dataset.reached = "yes";
  const rings = [element, element.parentElement].map((one) => getComputedStyle(one));
  const shown = rings.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  return { again, shown, name: element.getAttribute("aria-label") ?? element.textContent?.trim() ?? element.tagName };
}

function unreached() {
  return [...document.querySelectorAll("[data-expected]:not([data-reached])")].map(
    (element) => `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? ""}`,
  );
}
