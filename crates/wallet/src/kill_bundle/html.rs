//! The bundle as one page to print: the README, then the calldata of each kill that anybody can send.
//!
//! Why: paper survives computers; the hex can be scanned or typed.
//! Refuses: scripts, and names as anything but text.

use super::{KillBundle, readme};

const STYLE: &str = "body{font:11pt/1.4 serif;margin:2cm;max-width:18cm}\
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:8pt/1.3 monospace}\
h2{font-size:12pt;break-after:avoid}";

/// The page.
pub(super) fn of(bundle: &KillBundle) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Latchkey kill bundle \
         {}</title><style>{STYLE}</style></head><body>\n<pre>{}</pre>\n",
        escaped(&bundle.account),
        escaped(&readme::of(bundle))
    );
    for kill in &bundle.kills {
        let Some(calldata) = &kill.calldata else { continue };
        let creates = if kill.creates_account { ", creates the account" } else { "" };
        let head = format!(
            "{}. {} (chain {}): ends {}, {} {}{creates}",
            kill.number, kill.network, kill.chain_id, kill.ends, kill.permission_id, kill.key
        );
        let to = bundle.entry_point.to_checksum(None);
        out.push_str(&format!(
            "<h2>{}</h2>\n<p>To {to}, amount 0, data:</p>\n<pre>{calldata}</pre>\n",
            escaped(&head)
        ));
    }
    out.push_str("</body></html>\n");
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
