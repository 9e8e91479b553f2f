/** Ending keys through the whole app over a mock shell: previews first, one approval, then until it is proven. */
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SCENES, type Answers } from "../../mocks/scenes";
import { endJob, endJobChain } from "../../mocks/jobs";
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
  invalidate(["status", "holdings", "networks", "keys", "agents", "activity", "owners", "jobs", "drift"]);
  render(App);
  return userEvent.setup();
}

const payloads = (command: string) => asked.filter(([name]) => name === command).map(([, payload]) => payload);
const button = (name: string | RegExp) => screen.findByRole("button", { name }, PATIENCE);
const text = (words: RegExp | string) => screen.findByText(words, undefined, PATIENCE);

it("shows what a revocation calls and what else dies before it asks anybody", async () => {
  const user = open("busy", "keys");
  await user.click(await button("Revoke Rent"));
  expect(await text("Uninstall Rent")).toBeVisible();
  expect(screen.getByText(/its unused approval is for the same number/)).toBeVisible();
  expect(payloads("end_preview")).toEqual([{ keyId: 2 }]);
  expect(payloads("key_revoke")).toEqual([]);
  await user.click(await button("Revoke…"));
  expect(await text(/Every key was read back/)).toBeVisible();
  expect(payloads("key_revoke")).toEqual([{ keyId: 2 }]);
  await user.click(await button("Save proof…"));
  expect(await text(/Saved the proof as/)).toBeVisible();
  expect(payloads("end_proof_save")).toEqual([{ jobId: 1 }]);
});

it("says that a refused revocation changed nothing, and offers it again", async () => {
  const user = open("failing", "keys", { key_list: SCENES["busy"]!()["key_list"]!, end_preview: SCENES["busy"]!()["end_preview"]! });
  await user.click(await button("Revoke Rent"));
  await text("Uninstall Rent");
  await user.click(await button("Revoke…"));
  expect(await text(/No key was ended/)).toBeVisible();
  expect(await within(screen.getByRole("dialog")).findByRole("button", { name: "Revoke…" })).toBeEnabled();
});

it("waits for a silent network by itself, and says so on Home until it is proven", async () => {
  const user = open("busy", "home");
  await user.click(await button("Stop all keys"));
  expect(await text(/Signed now, sent by itself/)).toBeVisible();
  await user.click(await button("End them on chain…"));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText(/Waiting for Base/, undefined, PATIENCE)).toBeVisible();
  expect(within(dialog).getByText(/Tried again by itself in/)).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Hide" }));
  expect(await screen.findByRole("heading", { name: "End all keys: not proven yet" }, PATIENCE)).toBeVisible();
  await user.click(await button("Try now"));
  await vi.waitFor(() => expect(payloads("end_retry")).toEqual([{ jobId: 2 }]), PATIENCE);
  answers["end_jobs"] = () => [endJob({ id: 2, chains: [endJobChain()] })];
  invalidate(["jobs"]);
  await vi.waitFor(() => expect(screen.queryByRole("heading", { name: /not proven yet/ })).toBeNull(), PATIENCE);
});

it("says since when all is stopped, and lets agents in only through the owner's window", async () => {
  const user = open("stopped", "agents");
  expect(await text(/Stopped/)).toBeVisible();
  await user.click(await screen.findByRole("switch", { name: "Agent access" }));
  expect(await text(/Open your owner key in Latchkey's own window/)).toBeVisible();
  expect(await text(/asks for your owner key, to let agents in again/)).toBeVisible();
  expect(payloads("agent_access_set")).toEqual([{ on: true }]);
});

it("shows possible theft first, with what to do", async () => {
  open("theft", "home");
  expect(await screen.findByRole("heading", { name: /^Possible theft/ }, PATIENCE)).toBeVisible();
  const [first] = within(screen.getByRole("list", { name: "Differences" })).getAllByRole("listitem");
  expect(first).toHaveTextContent("Stop all keys now");
});

it("reads the chains again on demand and keeps the rows meanwhile", async () => {
  const user = open("busy", "keys", { keys_refresh: () => "never" });
  await user.click(await button("Read again"));
  expect(await button("Read again")).toBeDisabled();
  expect(screen.getByRole("heading", { name: "Rent" })).toBeVisible();
  expect(payloads("keys_refresh")).toHaveLength(1);
});

it("fires the off switch after one confirmation, and proves nothing that was not read", async () => {
  const user = open("worn", "off");
  await user.click(await button("Fire now…"));
  expect(payloads("switch_fire")).toEqual([]);
  await user.click(await button("Fire now"));
  expect(await text(/Base did not answer, so nothing is proven there/)).toBeVisible();
  expect(payloads("switch_fire")).toEqual([{ keyId: null }]);
});

it("asks for renewal on Home and renews by one approval", async () => {
  const user = open("worn", "home");
  await user.click(await button("Off switch…"));
  await user.click(await button("Renew…"));
  await vi.waitFor(() => expect(payloads("switch_renew")).toHaveLength(1), PATIENCE);
});

it("makes a panic key and saves the kill bundle", async () => {
  const user = open("unready", "off");
  await user.click(await button("Make a panic key"));
  await vi.waitFor(() => expect(payloads("panic_key_make")).toHaveLength(1), PATIENCE);
  await user.click(await button("Save kill bundle…"));
  expect(await text(/Saved the kill bundle as/)).toBeVisible();
});

it("says which ways work without a bundler, and why not", async () => {
  const user = open("busy", "off");
  expect(await text(/The owner key has no coin there/)).toBeVisible();
  await user.click(await button("End all keys directly…"));
  expect(payloads("exit_direct")).toEqual([]);
  await user.click(await button("End all keys…"));
  expect(await text(/Every key was read back/)).toBeVisible();
  expect(payloads("exit_direct")).toEqual([{ keyId: null }]);
});

it("checks the log and says where it breaks", async () => {
  const user = open("failing", "activity", { activity_list: () => [activity()] });
  await user.click(await button("Check the log"));
  expect(await text(/broken at line 871/)).toBeVisible();
  await user.click(await button("Save a copy…"));
  expect(await text(/Saved a copy as/)).toBeVisible();
});
