/** The door: answers are unwrapped, failures typed, readings follow their tags. */
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { emit } from "@tauri-apps/api/event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { effectRoot } from "../mocks/effect-root.svelte";
import { agent, holdings, key } from "../mocks/make";
import { act, approvals, connect, Failure, read, toError } from "./api";

let answers: Record<string, () => unknown>;
let asked: string[];

beforeEach(() => {
  asked = [];
  answers = {};
  mockIPC(
    async (command) => {
      asked.push(command);
      return answers[command]?.();
    },
    { shouldMockEvents: true },
  );
});

afterEach(() => clearMocks());

describe("actions", () => {
  it("throw the wallet's own error, with code and advice", async () => {
    const error = { code: "refused", message: "You refused.", advice: "Try again.", field: null, rule: null };
    answers.key_revoke = () => Promise.reject(error);
    const thrown = await act.keyRevoke(1).catch((e: unknown) => e);
    expect(thrown).toBeInstanceOf(Failure);
    expect(toError(thrown)).toEqual(error);
  });

  it("turn a bare refusal of the shell into a fault with its text", async () => {
    answers.stop_local = () => Promise.reject("stop_local not allowed by ACL");
    const thrown = await act.stopLocal().catch((e: unknown) => e);
    expect(toError(thrown)).toMatchObject({ code: "bug", message: expect.stringContaining("not allowed by ACL") });
  });

  it("say that Latchkey's window is open, until it has answered", async () => {
    let finish: (value: unknown) => void = () => {};
    answers.grant = () => new Promise((resolve) => (finish = resolve));
    const granting = act.grant({} as never);
    expect(approvals.open).toEqual(["your approval of a new key"]);
    await vi.waitFor(() => expect(asked).toContain("grant"));
    finish(key());
    await granting;
    expect(approvals.open).toEqual([]);
  });

  it("send the arguments under the names that the shell expects", async () => {
    const seen: unknown[] = [];
    mockIPC(async (command, payload) => void seen.push([command, payload]), { shouldMockEvents: true });
    await act.faucet(31337);
    await act.keyRevoke(7);
    await act.activityPage(null, 50);
    expect(seen).toEqual([
      ["faucet", { chainId: 31337 }],
      ["key_revoke", { keyId: 7 }],
      ["activity_list", { before: null, limit: 50 }],
    ]);
  });
});

describe("readings", () => {
  it("are read when first looked at, and again when their tag changes", async () => {
    answers.holdings = () => [holdings()];
    answers.key_list = () => [key()];
    const stop = await connect();
    const done = effectRoot(() => void read.holdings.value);
    await vi.waitFor(() => expect(asked).toEqual(["holdings"]));
    await emit("changed", { tags: ["keys"] });
    await emit("changed", { tags: ["holdings"] });
    await vi.waitFor(() => expect(asked).toEqual(["holdings", "holdings"]));
    done();
    await stop();
  });

  it("give way to the screen that a notice on the desktop asks for", async () => {
    const stop = await connect();
    await emit("show", { screen: "activity" });
    await vi.waitFor(() => expect(window.location.hash).toBe("#/activity"));
    window.location.hash = "";
    await stop();
  });

  it("keep the last answer when the next reading fails, and show the failure beside it", async () => {
    answers.agent_list = () => [agent()];
    const done = effectRoot(() => void read.agents.value);
    await vi.waitFor(() => expect(read.agents.value).toHaveLength(1));
    answers.agent_list = () => Promise.reject({ code: "store", message: "m", advice: "a", field: null, rule: null });
    await read.agents.refresh();
    expect(read.agents.value).toHaveLength(1);
    expect(read.agents.error?.code).toBe("store");
    done();
  });
});
