//! The bundle's README: what it is, what it can do, who may send it, and how, in plain words.
//!
//! Refuses: to assume that the reader knows this app.

use std::fmt::Write as _;

use latchkey_core::date;

use super::KillBundle;

const WHAT: &str = "\
WHAT THIS IS

Prepared kills of session keys of the smart account below. A session key is a
narrow key that was given to a program. Each kill is a transaction part (an
ERC-4337 operation) that the account's owner has signed already.

WHAT IT CAN DO

It can end keys, and nothing else: it moves no money, changes no owner and
gives nobody a right. It holds no private key and no password. Whoever has it
can only end keys with it, so keep it where you find it in a hurry.

WHO MAY SEND IT

Anybody, from anywhere, as often as they like: each works once. Nobody can
change it. Latchkey is not needed, nor the owner's key.
";

const HOW: &str = "\
HOW TO SEND IT (any one of these; the numbers are listed below)

1. With Node 18 or newer, through any ERC-4337 bundler of that network:
     node kill.mjs list
     node kill.mjs send BUNDLER_URL CHAIN_ID            (ends every key)
     node kill.mjs send BUNDLER_URL CHAIN_ID KEY        (ends one key, 0x…)

2. With curl, through a bundler:
     sh send.sh BUNDLER_URL NUMBER

3. With any wallet and a little coin of that network, no bundler: send a
   transaction with amount 0 to the EntryPoint
     ENTRY_POINT
   and paste calldata/NUMBER.txt into the field for data (hex). With Foundry:
     cast send ENTRY_POINT $(cat calldata/NUMBER.txt) --rpc-url NODE_URL --interactive
   Where two numbers differ only in “creates the account”, one of them fails,
   and your wallet warns you: take the other.

HOW TO SEE THAT IT WORKED

That a transaction was mined proves nothing. Read the chain:
     node kill.mjs state NODE_URL CHAIN_ID
Every key must be called dead. If a key is not, send a kill of “every key”.
What a key did before stays done: transfers, allowances, orders.
";

/// The text.
pub(super) fn of(bundle: &KillBundle) -> String {
    let mut out = String::from("LATCHKEY KILL BUNDLE\n\n");
    let (day, account) = (date::words(bundle.made_at), &bundle.account);
    let _ = writeln!(out, "Account     {account} (Kernel {})", bundle.kernel);
    let _ = writeln!(out, "EntryPoint  {}", bundle.entry_point);
    let _ = writeln!(out, "Made        {day}\n");
    out.push_str(WHAT);
    out.push('\n');
    out.push_str(&HOW.replace("ENTRY_POINT", &bundle.entry_point.to_checksum(None)));
    out.push_str("\nTHE KILLS\n\n");
    if bundle.kills.is_empty() {
        out.push_str(
            "None: no key may be live, or none has prepared kills. Renew the off switch.\n",
        );
    }
    for kill in &bundle.kills {
        let creates = if kill.creates_account { ", creates the account" } else { "" };
        let pays = if kill.pays { "the account pays: bundlers only" } else { "the sender pays" };
        let _ = writeln!(
            out,
            "{:>4}  {} (chain {}): ends {}, {} {}{creates}; {pays}",
            kill.number, kill.network, kill.chain_id, kill.ends, kill.permission_id, kill.key
        );
    }
    out
}
