/** A wallet that cannot be read still has its off switch. Alone in a file: nothing was read before. */
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { SCENES } from "../../mocks/scenes";
import App from "./App.svelte";

afterEach(() => clearMocks());

it("says why the wallet cannot be read, and keeps Stop all keys in reach", async () => {
  const asked: string[] = [];
  const answers = SCENES.unreadable!();
  mockIPC(
    async (command) => {
      asked.push(command);
      const value = answers[command]?.({});
      if (typeof value === "object" && value !== null && "code" in value) throw value;
      return value;
    },
    { shouldMockEvents: true },
  );
  render(App);
  expect(await screen.findByText(/newer Latchkey/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Stop all keys" }));
  await vi.waitFor(() => expect(asked).toContain("stop_local"));
});
