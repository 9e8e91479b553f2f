/** The builder over a mock shell: from a wish to the approval, and everything a person can do on the way. */
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { form as someForm } from "../../mocks/make";
import { RECIPIENT, SCENES, TOKEN, type Answers } from "../../mocks/scenes";
import { invalidate, type GrantForm } from "../api";
import App from "./App.svelte";

const PATIENCE = { timeout: 60_000 };

let answers: Answers;
let asked: [string, unknown][];

beforeEach(() => {
  asked = [];
  mockIPC(
    async (command, payload) => {
      asked.push([command, payload]);
      const value = answers[command]?.(payload as Record<string, unknown>);
      if (value === "never") return new Promise(() => {});
      if (typeof value === "object" && value !== null && "code" in value && "advice" in value) throw value;
      return value;
    },
    { shouldMockEvents: true },
  );
});

afterEach(() => clearMocks());

function open(change: Answers = {}, route = "grant") {
  answers = { ...SCENES.busy!(), ...change };
  window.location.hash = `#/${route}`;
  invalidate(["status", "holdings", "networks", "keys", "agents", "activity"]);
  render(App);
  return userEvent.setup();
}

const payloads = (command: string) => asked.filter(([name]) => name === command).map(([, payload]) => payload);
const forms = (command: string) => (payloads(command) as { form: GrantForm }[]).map(({ form }) => form);
const lastForm = () => forms("grant_preview").at(-1);
const button = (name: string | RegExp) => screen.findByRole("button", { name }, PATIENCE);
const field = (name: string) => screen.getByLabelText(name) as HTMLInputElement;
const until = (check: () => void) => vi.waitFor(check, PATIENCE);

async function payment(user: ReturnType<typeof userEvent.setup>) {
  await user.click(await button("Pay someone"));
  await user.click(await screen.findByRole("checkbox", { name: "Local" }));
  await user.type(field("At most, each time"), "25");
  await user.type(field("Recipient"), RECIPIENT);
  await user.click(await screen.findByRole("combobox", { name: "Agent" }));
  await user.click(await screen.findByRole("option", { name: /billing bot/ }));
}

it("asks for exactly the grant that was filled in, with the limits that were put in without asking", async () => {
  const user = open();
  await payment(user);
  const review = await button("Review and approve…");
  await until(() => expect(review).toBeEnabled());
  await user.click(review);
  await until(() => expect(payloads("grant")).toHaveLength(1));
  const [form] = forms("grant");
  expect(form).toMatchObject({
    agentId: 2,
    chainIds: [31337],
    allow: [{ kind: "payToken", token: TOKEN, recipient: RECIPIENT, maxPerCall: "25" }],
    uses: "3",
    everySecs: "",
    messages: { kind: "nobody" },
    everything: "",
    replaces: null,
  });
  expect(Math.abs(form!.until! - (Date.now() / 1000 + 7 * 86400))).toBeLessThan(120);
  await until(() => expect(payloads("draft_drop")).toHaveLength(1));
});

it("cannot send a grant that the wallet does not call ready", async () => {
  const user = open();
  await user.click(await button("Pay someone"));
  await until(() => expect(payloads("grant_preview").length).toBeGreaterThan(0));
  expect(await button("Review and approve…")).toBeDisabled();
});

it("fixes a finding at one press, and takes the fix back by undo", async () => {
  const user = open();
  await payment(user);
  await user.click(await button("Cap gas at 0.0009 ETH"));
  await until(() => expect(lastForm()?.gasBudget).toBe("0.0009"));
  expect(field("Gas budget").value).toBe("0.0009");
  await user.click(await button("Undo"));
  await until(() => expect(lastForm()?.gasBudget).toBe(""));
  await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
  await until(() => expect(lastForm()?.gasBudget).toBe("0.0009"));
});

it("undoes what was typed, step by step, by the keyboard", async () => {
  const user = open();
  await user.click(await button("Pay someone"));
  await user.type(field("Recipient"), "0x12");
  await until(() => expect(lastForm()?.allow[0]).toMatchObject({ recipient: "0x12" }));
  await user.keyboard("{Control>}z{/Control}");
  await until(() => expect(field("Recipient").value).not.toBe("0x12"));
  expect(await button("Redo")).toBeEnabled();
});

it("holds several permissions: added, copied and taken away where they stand", async () => {
  const user = open();
  await payment(user);
  await user.click(await button("Allow something else too"));
  await user.click(screen.getByText("Call a function"));
  await user.type(field("Contract"), TOKEN);
  await until(() => expect(lastForm()?.allow.map(({ kind }) => kind)).toEqual(["payToken", "callFunction"]));
  await user.click(await button("Copy Pay DUSD to 0x70E4\u2026F20b"));
  await until(() => expect(lastForm()?.allow).toHaveLength(3));
  await user.click(await button(/^Remove Call a function/));
  await until(() => expect(lastForm()?.allow.map(({ kind }) => kind)).toEqual(["payToken", "payToken"]));
});

it("offers a contract's functions, and counts a token's amount in that token", async () => {
  const user = open();
  await user.click(await button("Custom"));
  await user.type(field("Contract"), TOKEN);
  expect(await screen.findByText(/4 functions, built into Latchkey/, {}, PATIENCE)).toBeVisible();
  await user.click(await button("Choose a function"));
  await user.type(field("Search"), "transfer to");
  await user.click(await button("transfer(address,uint256)"));
  await user.type(field("Value 2"), "25");
  await until(() =>
    expect(lastForm()?.allow[0]).toMatchObject({
      function: "transfer(address,uint256)",
      args: [
        { path: "args[0]", operator: "any" },
        { path: "args[1]", operator: "atMost", value: "25", unit: { kind: "token", token: TOKEN } },
      ],
    }),
  );
});

it("tries a call and takes the most that passes", async () => {
  const user = open();
  await payment(user);
  await user.click(await button("Try a call"));
  const answer = () => screen.findByRole("status", { name: "What became of it" }, PATIENCE);
  expect(await within(await answer()).findByText("allowed")).toBeVisible();
  const amount = screen.getByLabelText("2. amount");
  await user.clear(amount);
  await user.type(amount, "26");
  await user.click(await button("Try again"));
  expect(await within(await answer()).findByText("refused", {}, PATIENCE)).toBeVisible();
  await user.click(await button("Use the most that passes"));
  expect(await within(await answer()).findByText("allowed", {}, PATIENCE)).toBeVisible();
  expect(amount).toHaveValue("25");
});

it("takes JSON back into the form, and says in which line it is wrong", async () => {
  const user = open();
  await payment(user);
  await user.click(await button("JSON"));
  const text = (await screen.findByLabelText("JSON")) as HTMLTextAreaElement;
  const form = JSON.parse(text.value) as GrantForm;
  expect(form.allow).toHaveLength(1);
  await user.clear(text);
  await user.paste('{\n  "name": oops\n}');
  await user.click(await button("Put it back into the form"));
  expect(await screen.findByText(/Line 2: this is no JSON/)).toBeVisible();
  await user.clear(text);
  await user.paste(JSON.stringify({ ...form, uses: "7" }));
  await user.click(await button("Put it back into the form"));
  await until(() => expect(lastForm()?.uses).toBe("7"));
});

it("keeps what is typed, and offers it when the person comes back", async () => {
  const user = open();
  await payment(user);
  await until(() => expect(payloads("draft_keep").at(-1)).toMatchObject({ text: expect.stringContaining(RECIPIENT) }));
  const { text } = payloads("draft_keep").at(-1) as { text: string };
  answers = { ...answers, draft_last: () => text };
  await user.click(await button("Back to keys"));
  await user.click(await button("Grant a key"));
  await user.click(await button("Continue your draft"));
  await until(() => expect(field("Recipient").value).toBe(RECIPIENT));
});

it("changes a key: filled from it, with what becomes different, and then offers to revoke the old one", async () => {
  const user = open({}, "keys");
  await user.click(await screen.findByRole("link", { name: "Change Rent" }, PATIENCE));
  expect(await screen.findByRole("heading", { name: "Change a key" }, PATIENCE)).toBeVisible();
  expect(await screen.findByText("It may do more", {}, PATIENCE)).toBeVisible();
  expect(screen.getByText("refused now")).toBeVisible();
  const review = await button("Review and approve…");
  await until(() => expect(review).toBeEnabled());
  await user.click(review);
  await until(() => expect(forms("grant")[0]?.replaces).toBe(2));
  await user.click(await button("Revoke Rent now"));
  await user.click(await button("Revoke…"));
  await until(() => expect(payloads("key_revoke")).toEqual([{ keyId: 2 }]));
});

it("takes an address out of the address book", async () => {
  const user = open();
  await user.click(await button("Pay someone"));
  await user.click(await button("Address book for Recipient"));
  await user.click(await button("Landlord"));
  await until(() => expect(lastForm()?.allow[0]).toMatchObject({ recipient: RECIPIENT }));
});

it("unlocks a key without rules only by words, and lists nothing then", async () => {
  const user = open({ draft_last: () => JSON.stringify(someForm()) });
  await user.click(await button("Pay someone"));
  await user.click(await screen.findByRole("checkbox", { name: "Let it do everything" }));
  expect((await screen.findAllByText(/this key can take everything/, {}, PATIENCE))[0]).toBeVisible();
  await user.type(screen.getByLabelText("Type the words that unlock it"), "this key can take everything");
  await until(() => expect(lastForm()).toMatchObject({ allow: [], everything: "this key can take everything" }));
});
