/** The whole app over a mock shell: what a person presses is what the wallet is asked. */
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SCENES, TOKEN, type Answers } from "../../mocks/scenes";
import { activity } from "../../mocks/make";
import { invalidate } from "../api";
import App from "./App.svelte";

let answers: Answers;
let asked: [string, unknown][];

beforeEach(() => {
  asked = [];
  mockIPC(
    async (command, payload) => {
      asked.push([command, payload]);
      const value = answers[command]?.(payload as Record<string, unknown>);
      if (value === "never") return new Promise(() => {});
      if (typeof value === "object" && value !== null && "code" in value) throw value;
      return value;
    },
    { shouldMockEvents: true },
  );
});

afterEach(() => clearMocks());

const PATIENCE = { timeout: 60_000 };

function open(scene: keyof typeof SCENES, route: string, change: Answers = {}) {
  answers = { ...SCENES[scene]!(), ...change };
  window.location.hash = `#/${route}`;
  invalidate(["status", "holdings", "networks", "keys", "agents", "activity", "jobs"]);
  render(App);
  return userEvent.setup();
}

const payloads = (command: string) => asked.filter(([name]) => name === command).map(([, payload]) => payload);
const button = (name: string | RegExp) => screen.findByRole("button", { name });

it("makes an account under the name that was typed, and refuses an empty one", async () => {
  const user = open("first", "home");
  const field = await screen.findByLabelText("Account name");
  await user.clear(field);
  await user.click(await button("Create account…"));
  expect(payloads("account_create")).toEqual([]);
  expect(field).toBeInvalid();
  await user.type(field, "Mine");
  await user.click(await button("Create account…"));
  await vi.waitFor(() => expect(payloads("account_create")).toEqual([{ name: "Mine", kind: "passphrase" }]));
});

it("stops all keys at one press, without asking, and then offers the chain", async () => {
  const user = open("busy", "home");
  await user.click(await button("Stop all keys"));
  expect(await screen.findByText(/38\sms after you asked/)).toBeVisible();
  expect(payloads("stop_local")).toHaveLength(1);
  expect(payloads("stop_on_chain")).toHaveLength(0);
  await user.click(await button("End them on chain…"));
  const dialog = screen.getByRole("dialog");
  expect(await within(dialog).findByText(/still able to act: Rebalancer/i)).toBeVisible();
});

it("stops all keys by the shortcut from any screen", async () => {
  const user = open("busy", "settings");
  await screen.findByRole("heading", { name: "Settings" });
  await user.keyboard("{Control>}{Shift>}{k}{/Shift}{/Control}");
  await vi.waitFor(() => expect(payloads("stop_local")).toHaveLength(1));
});

it("says that the stop failed, and what to do", async () => {
  const user = open("failing", "home");
  await user.click(await button("Stop all keys"));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText(/did not end within 2 seconds/)).toBeVisible();
  expect(within(dialog).queryByText(/are stopped/)).toBeNull();
});


it("shows an unread balance as unknown, never as nothing", async () => {
  open("busy", "home");
  expect(await screen.findByText(/What the account holds there is not known/)).toBeVisible();
});

it("turns agent access on and off by one switch", async () => {
  const user = open("empty", "agents");
  const control = await screen.findByRole("switch", { name: "Agent access" });
  await vi.waitFor(() => expect(control).toBeEnabled());
  await user.click(control);
  await vi.waitFor(() => expect(payloads("agent_access_set")).toEqual([{ on: true }]));
});

it("shows a new agent's token once", async () => {
  const user = open("busy", "agents");
  await user.type(await screen.findByLabelText("Agent name"), "Codex");
  await user.click(await button("Add agent"));
  expect(await screen.findByText(/^lk_/)).toBeVisible();
  await user.click(await button("I have copied it"));
  await vi.waitFor(() => expect(screen.queryByText(/^lk_/)).toBeNull());
});

it("reads the log page by page", async () => {
  const page = (from: number) => Array.from({ length: 50 }, (_, i) => activity({ seq: from - i }));
  const user = open("busy", "activity", { activity_list: ({ before }) => page(before === null ? 200 : Number(before) - 1) });
  await user.click(await button("Load more"));
  await vi.waitFor(() => expect(payloads("activity_list")).toContainEqual({ before: 151, limit: 50 }));
});

it("proposes a key from what a watched agent asked for, and says what it would have refused", async () => {
  const user = open("busy", "agents");
  await user.click(await button("Learn from Claude Code"));
  expect(await screen.findByText("2 operations collected")).toBeVisible();
  await user.click(screen.getByRole("switch", { name: "Only watch Claude Code" }));
  await vi.waitFor(() => expect(payloads("shadow_set")).toEqual([{ agentId: 1, on: false }]), PATIENCE);
  await user.click(await button("Propose a policy"));
  expect(await screen.findByText(/an approval outlives the key/)).toBeVisible();
  expect(payloads("shadow_propose")).toEqual([{ agentId: 1 }]);
});

it("sets a limit for all keys together, and says why one is refused", async () => {
  const user = open("busy", "home");
  await user.click(await button("Change limit for DUSD on Local"));
  await user.click(await button("Set the limit"));
  expect(await screen.findByText(/A limit is a number above zero/)).toBeVisible();
  expect(payloads("ceiling_set")).toEqual([{ form: { chainId: 31337, token: TOKEN, amount: "100" } }]);
});

it("looks contracts up online only after it was switched on", async () => {
  const user = open("busy", "settings");
  const control = await screen.findByRole("switch", { name: "Look contracts up online" });
  expect(control).not.toBeChecked();
  await user.click(control);
  await vi.waitFor(() => expect(payloads("online_lookup_set")).toEqual([{ on: true }]), PATIENCE);
});
