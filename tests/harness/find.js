// Finds the visible control with a role and an accessible name (an empty name: any). Exact names;
// runs inside the page.
const [role, name] = arguments;
const clean = (text) => (text || "").replace(/\s+/g, " ").trim();
const byRole = {
  button: "button, [role=button]",
  link: "a[href], [role=link]",
  textbox: "input:not([type=checkbox]):not([type=radio]), textarea, [role=textbox], [role=combobox]",
  combobox: "select, [role=combobox], button[aria-haspopup=listbox]",
  switch: "[role=switch]",
  checkbox: "input[type=checkbox], [role=checkbox]",
  radio: "input[type=radio], [role=radio]",
  option: "option, [role=option]",
  tab: "[role=tab]",
  heading: "h1, h2, h3, [role=heading]",
  dialog: "dialog, [role=dialog], [role=alertdialog]",
};
// The words inside, without what is hidden from assistive technology.
function wordsOf(el) {
  const copy = el.cloneNode(true);
  copy.querySelectorAll("[aria-hidden=true]").forEach((inner) => inner.remove());
  return clean(copy.textContent);
}
function nameOf(el) {
  const labelled = el.getAttribute("aria-labelledby");
  if (labelled) {
    return clean(labelled.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(" "));
  }
  if (el.getAttribute("aria-label")) return clean(el.getAttribute("aria-label"));
  if (el.labels && el.labels.length) {
    return clean([...el.labels].map((l) => {
      const copy = l.cloneNode(true);
      copy.querySelectorAll("input, select, textarea, button").forEach((inner) => inner.remove());
      return copy.textContent;
    }).join(" "));
  }
  return wordsOf(el) || clean(el.getAttribute("title"));
}
const visible = (el) => el.getClientRects().length > 0 && getComputedStyle(el).visibility !== "hidden";
const all = [...document.querySelectorAll(byRole[role] || `[role=${role}]`)].filter(visible);
return all.find((el) => name === "" || nameOf(el) === name) || null;
