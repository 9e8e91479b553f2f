/**
 * Puts text on the clipboard, and says honestly whether it did.
 * Falls back to the selection command where the clipboard API is missing or refused.
 */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "visually-hidden";
  const holder = document.activeElement?.closest("[role=dialog]") ?? document.body;
  holder.append(box);
  const before = document.activeElement;
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
