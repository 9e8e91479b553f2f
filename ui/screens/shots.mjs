/**
 * The list of pictures: every screen, its scene, and what a person does on it before the picture is
 * taken. Each is taken in light and dark, and the wide ones also in a small window.
 */
const byLabel = (label) => (page) => page.getByLabel(label, { exact: true });
const button = (name) => (page) => page.getByRole("button", { name, exact: true });
const click = (find) => (page) => find(page).click();
const fill = (label, text) => (page) => byLabel(label)(page).fill(text);
const pick = (label, option) => async (page) => {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  await page.getByRole("option", { name: option }).click();
};
const radio = (label) => (page) => page.getByText(label, { exact: true }).click();
const seen = (text) => (page) => page.getByText(text).first().waitFor();

const RECIPIENT = "0x70E4a91C9A1c55B2aa00c4b5B3e0D1131F2cF20b";

const grantFilled = [
  click(button("Pay someone")),
  pick("Agent", "Claude Code"),
  (page) => page.getByRole("checkbox", { name: "Local" }).check(),
  fill("At most, each time", "25"),
  fill("Recipient", RECIPIENT),
  seen("Send up to 25 DUSD"),
];
const custom = [
  click(button("Custom")),
  fill("Contract", "0x5FbDB2315678afecb367f032d93F642f64180aa3"),
  seen("built into Latchkey"),
];

export const SHOTS = [
  { name: "welcome", scene: "first", steps: [] },
  { name: "welcome-notice", scene: "firstNotice", steps: [seen("Port 8545")], small: true },
  { name: "welcome-problem", scene: "first", steps: [fill("Account name", " "), click(button("Create account…"))] },
  { name: "welcome-waiting", scene: "creating", steps: [click(button("Create account…")), seen("A separate Latchkey window")] },
  { name: "welcome-kind", scene: "first", steps: [radio("Inside a security key"), seen("cannot be backed up")], small: true },
  { name: "lost", route: "lost", steps: [seen("no second way in")], small: true },
  { name: "lost-locked", route: "lost", steps: [seen("no second way in"), click(button("Bring a key back from a backup…")), seen("holds that owner key already")] },
  { name: "home", route: "home", steps: [seen("12")], small: true },
  { name: "home-empty", scene: "empty", route: "home", steps: [seen("faucet")] },
  { name: "home-theft", scene: "theft", route: "home", steps: [seen("Possible theft")] },
  { name: "home-worn", scene: "worn", route: "home", steps: [seen("Needs renewal")], small: true },
  { name: "home-failing", scene: "failing", route: "home", steps: [seen("does not answer")] },
  { name: "home-loading", scene: "loading", route: "home", steps: [] },
  { name: "unreadable", scene: "unreadable", route: "home", steps: [seen("newer Latchkey")] },
  { name: "keys", route: "keys", steps: [seen("Rebalancer")], small: true },
  { name: "keys-details-off", route: "keys", steps: [click(button("Details of Rebalancer")), (page) => button("Fire for this key…")(page).scrollIntoViewIfNeeded()] },
  { name: "keys-details", route: "keys", steps: [click(button("Details of Rebalancer")), seen("Permission id")], small: true },
  { name: "keys-agent-held", route: "keys", steps: [click(button("Details of Rent")), seen("Approval to hand over")], small: true },
  { name: "keys-ended", route: "keys", steps: [(page) => page.getByRole("tab", { name: /Ended/ }).click(), seen("Trial")] },
  { name: "keys-empty", scene: "empty", route: "keys", steps: [seen("No keys yet")] },
  { name: "keys-failing", scene: "failing", route: "keys", steps: [seen("does not answer")] },
  { name: "keys-states", scene: "states", route: "keys", steps: [seen("signs messages"), click(button("Details of Over, and able")), seen("still sign messages")], small: true },
  { name: "keys-silent", scene: "states", route: "keys", steps: [click(button("Details of Silent")), seen("This is the last reading")] },
  { name: "keys-theft", scene: "theft", route: "keys", steps: [seen("Possible theft")], small: true },
  { name: "keys-revoke-waiting", scene: "waiting", route: "keys", steps: [click(button("Revoke Rent")), seen("Read and approve")] },
  { name: "off", route: "off", steps: [seen("Ready: every live key")], small: true },
  { name: "off-worn", scene: "worn", route: "off", steps: [seen("Needs renewal")], small: true },
  { name: "off-empty", scene: "empty", route: "off", steps: [seen("no live key")] },
  { name: "off-failing", scene: "failing", route: "off", steps: [seen("does not answer")] },
  { name: "off-fire", scene: "worn", route: "off", steps: [click(button("Fire now…")), seen("cannot be taken back")], small: true },
  { name: "off-fired", scene: "worn", route: "off", steps: [click(button("Fire now…")), click(button("Fire now")), seen("nothing is proven there")], small: true },
  { name: "off-firing", scene: "waiting", route: "off", steps: [click(button("Fire now…")), click(button("Fire now")), seen("Each network is sent")] },
  { name: "off-renewing", scene: "renewing", route: "off", steps: [click(button("Renew…")), seen("new off switch")] },
  { name: "grant", route: "grant", steps: [seen("What is the key for")], small: true },
  { name: "grant-kept", scene: "kept", route: "grant", steps: [seen("unfinished key")] },
  { name: "grant-pay", route: "grant", steps: [click(button("Pay someone")), seen("Choose the agent that")], small: true },
  { name: "grant-filled", route: "grant", steps: grantFilled, small: true },
  { name: "grant-problem", route: "grant", steps: [click(button("Pay someone")), fill("Recipient", "0x70E4"), seen("wrong length")] },
  {
    name: "grant-brought",
    route: "grant",
    steps: [
      click(button("Pay someone")),
      pick("Holder", /by its address/),
      fill("Address of the agent's key", RECIPIENT),
      seen("cannot switch it off here"),
    ],
    small: true,
  },
  { name: "grant-passkey", route: "grant", steps: [click(button("Pay someone")), pick("Holder", /by a passkey/), seen("Hash of the credential id")] },
  { name: "grant-select", route: "grant", steps: [click(button("Pay someone")), (page) => page.getByRole("combobox", { name: "Agent", exact: true }).click()] },
  { name: "grant-swap", route: "grant", steps: [click(button("Swap on a router")), pick("Unit 1", "DUSD"), fill("Value 1", "100")], small: true },
  { name: "grant-function", route: "grant", steps: [...custom, click(button("Choose a function")), seen("moves money")], small: true },
  { name: "grant-arguments", route: "grant", steps: [...custom, fill("Function", "transfer(address,uint256)"), fill("Value 2", "25"), pick("Argument 1", "one of")], small: true },
  { name: "grant-abi", route: "grant", steps: [...custom, click(button("Paste its ABI…")), fill("ABI", "[]")] },
  { name: "grant-several", route: "grant", steps: [...grantFilled, click(button("Allow something else too")), seen("Pay DUSD to")], small: true },
  { name: "grant-more", route: "grant", steps: [...grantFilled, pick("Who may have messages signed", /Anybody/), (page) => page.getByRole("checkbox", { name: "Let it do everything" }).check(), seen("can empty the account")], small: true },
  { name: "grant-try", route: "grant", steps: [...grantFilled, click(button("Try a call")), seen("Would change")], small: true },
  { name: "grant-try-refused", route: "grant", steps: [...grantFilled, click(button("Try a call")), seen("Would change"), fill("2. amount", "26"), click(button("Try again")), seen("Would pass")] },
  { name: "grant-json", route: "grant", steps: [...grantFilled, click(button("JSON")), fill("JSON", '{\n  "name": oops\n}'), click(button("Put it back into the form")), seen("Line 2")], small: true },
  { name: "grant-book", route: "grant", steps: [click(button("Pay someone")), click(button("Address book for Recipient")), seen("Landlord")], small: true },
  { name: "grant-change", route: "grant?key=2", steps: [seen("It may do more"), (page) => page.getByText("For example").scrollIntoViewIfNeeded()], small: true },
  { name: "keys-replaced", route: "keys?replaced=2", steps: [seen("goes on until")] },
  { name: "grant-no-agent", scene: "empty", route: "grant", steps: [click(button("Pay someone")), seen("New agent's name")] },
  { name: "grant-waiting", scene: "waiting", route: "grant", steps: [...grantFilled, click(button("Review and approve…")), seen("Waiting for your approval")] },
  { name: "grant-refused", scene: "refusing", route: "grant", steps: [...grantFilled, click(button("Review and approve…")), seen("You refused")] },
  { name: "home-ceiling", route: "home", steps: [(page) => page.getByRole("button", { name: "Limit for DUSD on Local" }).click(), click(button("Set the limit")), seen("above zero")], small: true },
  { name: "settings-builder", route: "settings", steps: [seen("Look contracts up online"), (page) => page.getByText("Look contracts up online").first().scrollIntoViewIfNeeded()], small: true },
  { name: "agents", route: "agents", steps: [seen("billing bot")], small: true },
  { name: "agents-learn", route: "agents", steps: [click(button("Learn from Claude Code")), seen("operations collected")], small: true },
  { name: "grant-proposal", route: "grant?agent=1", steps: [seen("narrowest key")], small: true },
  { name: "agents-empty", scene: "empty", route: "agents", steps: [seen("No agents yet")] },
  { name: "agents-token", route: "agents", steps: [fill("Agent name", "Codex"), click(button("Add agent")), seen("shown once")], small: true },
  { name: "agents-token-json", route: "agents", steps: [fill("Agent name", "Codex"), click(button("Add agent")), (page) => page.getByRole("tab", { name: "Claude Desktop" }).click()] },
  { name: "agents-remove", route: "agents", steps: [click(button("Remove Claude Code")), seen("stops working")] },
  { name: "activity", route: "activity", steps: [seen("26 DUSD is over")], small: true },
  { name: "activity-empty", scene: "empty", route: "activity", steps: [seen("Nothing has happened")] },
  { name: "settings", route: "settings", steps: [seen("Base")], small: true },
  { name: "settings-notices", route: "settings", steps: [seen("Tell me when a key is used"), (page) => page.getByRole("checkbox", { name: "Rent of billing bot" }).scrollIntoViewIfNeeded()], small: true },
  { name: "settings-add", route: "settings", steps: [click(button("Add a network")), click(button("Add network")), seen("Give the network a name")], small: true },
  { name: "settings-owner", route: "settings", steps: [seen("owns the account"), seen("kept ready")], small: true },
  { name: "settings-owner-failing", scene: "failing", route: "settings", steps: [seen("does not answer")] },
  { name: "settings-owner-waiting", scene: "waiting", route: "settings", steps: [seen("kept ready"), click(button("Back up Passphrase")), seen("read back before")] },
  { name: "settings-owner-add", route: "settings", steps: [click(button("Add an owner key")), radio("Ledger"), seen("recovery words")], small: true },
  { name: "settings-owner-add-refused", route: "settings", steps: [click(button("Add an owner key")), click(button("Add owner key…")), seen("No key was made")] },
  { name: "settings-owner-change", route: "settings", steps: [seen("kept ready"), (page) => page.getByRole("button", { name: "Make it the owner…" }).last().click(), seen("approves this once more")], small: true },
  { name: "settings-owner-changed", route: "settings", steps: [seen("kept ready"), (page) => page.getByRole("button", { name: "Make it the owner…" }).last().click(), click(button("Change the owner…")), seen("Keep the old key")] },
  { name: "settings-owner-remove", route: "settings", steps: [seen("kept ready"), (page) => page.getByRole("button", { name: "Remove Security key" }).click(), seen("owns the account.")] },
  {
    name: "settings-refused",
    route: "settings",
    steps: [
      click(button("Add a network")),
      fill("Network name", "Test"),
      fill("Chain id", "8454"),
      fill("Node address (JSON-RPC)", "https://node.example"),
      fill("Bundler address (ERC-4337)", "https://bundler.example"),
      click(button("Add network")),
      seen("chain id 10"),
    ],
  },
  { name: "stop", route: "keys", steps: [click(button("Stop all keys")), seen("38 ms")], small: true },
  { name: "stop-shortcut", route: "activity", steps: [seen("26 DUSD"), (page) => page.keyboard.press("Control+Shift+K"), seen("38 ms")] },
  { name: "stop-on-chain", route: "home", steps: [click(button("Stop all keys")), click(button("End them on chain…")), seen("Still able to act")] },
  { name: "stop-waiting", scene: "waiting", route: "home", steps: [click(button("Stop all keys")), click(button("End them on chain…")), seen("Read and approve")] },
  { name: "stop-nothing", scene: "empty", route: "home", steps: [click(button("Stop all keys")), seen("nothing left to end")] },
  { name: "stop-failing", scene: "failing", route: "home", steps: [click(button("Stop all keys")), seen("did not end")] },
];
