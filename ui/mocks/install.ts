/**
 * The mock build's wallet: answers every command with views from `make.ts`, in the scene that the
 * address names (`?scene=first`, `?scene=empty` …). Never part of the ordinary build.
 */
import { mockIPC, mockWindows } from "@tauri-apps/api/mocks";
import { SCENES, type Answers } from "./scenes";

/** Puts the mock in place of the shell. */
export function installMocks(): void {
  const name = new URLSearchParams(window.location.search).get("scene") ?? "busy";
  const scene = SCENES[name];
  if (!scene) throw new Error(`no scene is called ${name}`);
  mockWindows("main");
  const answers = scene();
  mockIPC((command, payload) => answer(answers, command, payload as Record<string, unknown>), { shouldMockEvents: true });
}

async function answer(answers: Answers, command: string, payload: Record<string, unknown>): Promise<unknown> {
  const found = answers[command];
  if (!found) throw new Error(`the mock has no answer to ${command}`);
  const value = found(payload);
  if (value === "never") return new Promise(() => {});
  if (typeof value === "object" && value !== null && "code" in value) throw value;
  return value;
}
