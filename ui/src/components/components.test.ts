/** The shared components say what they are, and never more than they know. */
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { endReport, HASH, RECIPIENT } from "../../mocks/make";
import { endRow } from "./end-report";
import EndReport from "./EndReport.svelte";
import ErrorNote from "./ErrorNote.svelte";
import Hex from "./Hex.svelte";
import Switch from "./Switch.svelte";
import TextField from "./TextField.svelte";

describe("Hex", () => {
  it("shows the ends, names the whole, and copies the whole", async () => {
    const user = userEvent.setup();
    render(Hex, { value: RECIPIENT, what: "recipient" });
    expect(screen.getByText("0x70E4\u2026F20b")).toHaveAttribute("title", RECIPIENT);
    await user.click(screen.getByRole("button", { name: "Copy recipient" }));
    expect(await navigator.clipboard.readText()).toBe(RECIPIENT);
  });
  it("shows all of it in groups when asked to", () => {
    const { container } = render(Hex, { value: RECIPIENT, what: "address", whole: true });
    expect(container.querySelector("[data-value]")?.textContent?.replace(/\s/g, "")).toBe(RECIPIENT);
  });
});

describe("TextField", () => {
  it("ties label, hint and failure to the control", () => {
    render(TextField, { label: "Recipient", name: "allow.recipient", value: "0x", error: "Too short." });
    const input = screen.getByLabelText("Recipient");
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription("Too short.");
    expect(input).toHaveAttribute("data-field", "allow.recipient");
  });
});

describe("Switch", () => {
  it("asks, and shows only what it is told", async () => {
    const onchange = vi.fn();
    render(Switch, { label: "Agent access", checked: false, onchange });
    const control = screen.getByRole("switch", { name: "Agent access" });
    await userEvent.click(control);
    expect(onchange).toHaveBeenCalledExactlyOnceWith(true);
    expect(control).not.toBeChecked();
  });
});

describe("ErrorNote", () => {
  const error = { code: "policy" as const, message: "Refused.", advice: "Ask for less.", field: null, rule: null };
  it("says what happened and what to do, and offers another try only where there is one", async () => {
    const retry = vi.fn();
    render(ErrorNote, { error, retry });
    expect(screen.getByRole("alert")).toHaveTextContent("Refused. Ask for less.");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(retry).toHaveBeenCalledOnce();
  });
  it("names the rule and the numbers", () => {
    const rule = { permissionId: "0x1", policy: "call", path: "calls[0].args[1]", operator: "<=", limit: "25 DUSD", got: "26 DUSD", chainError: null, nearest: "25 DUSD" };
    render(ErrorNote, { error: { ...error, rule } });
    expect(screen.getByRole("alert")).toHaveTextContent("call, calls[0].args[1] <= 25 DUSD; asked for 26 DUSD");
  });
});

describe("EndReport", () => {
  it("says proven only when every key was read back", () => {
    const { rerender } = render(EndReport, { report: endReport() });
    expect(screen.getByText(/Every key was read back/)).toBeVisible();
    void rerender({ report: endReport({ proven: false }) });
  });
  it("shows what still lives, and the problem", () => {
    const chain = { chainId: 8453, network: "Base", status: "unknown" as const, transaction: HASH, readAt: null, ended: [], alive: ["Rent"], problem: "No answer." };
    render(EndReport, { report: { proven: false, chains: [chain], jobId: 1 } });
    expect(screen.getByText(/Still able to act: Rent/)).toBeVisible();
    expect(screen.getByText("No answer.")).toBeVisible();
    expect(screen.getByText(/could be proven ended/)).toBeVisible();
  });
  it.each([
    ["included", true, "ok"],
    ["included", false, "warn"],
    ["submitted", false, "warn"],
    ["reverted", true, "stop"],
    ["rejected", false, "stop"],
    ["unknown", false, "neutral"],
  ] as const)("draws %s (read back: %s) as %s", (status, read, tone) => {
    const [chain] = endReport().chains;
    expect(endRow({ ...chain!, status, readAt: read ? { block: 1, at: 1 } : null }).tone).toBe(tone);
  });
});
