//! The stdio shim: forwards an agent's lines to the app's local socket; holds no key.
//!
//! Why: agents start a program and speak over its pipes. This one answers within milliseconds even
//! while the app is closed, and finds the app again when it is back.
//! Refuses: a secret in its arguments, to print anything but the protocol on its output, and to
//! log its environment. It has no policy, no network and no key.

mod arguments;
mod flight;
mod link;
mod offline;
mod output;
mod places;
mod relay;
mod wire;

use std::io::{BufRead, Write};
use std::process::ExitCode;

use arguments::{Started, Who};
use relay::Relay;

/// Longest line that is taken from the agent, in bytes.
const LINE_MAX: usize = 256 * 1024;

fn main() -> ExitCode {
    match arguments::read(std::env::args().skip(1), std::env::var("LATCHKEY_TOKEN").ok()) {
        Ok(Started::Serve(who)) => serve(who),
        Ok(Started::Say(text)) => {
            let said = writeln!(std::io::stdout(), "{text}");
            if said.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(advice) => {
            drop(writeln!(std::io::stderr(), "latchkey-mcp: {advice}"));
            ExitCode::from(2)
        }
    }
}

/// Runs until the agent closes its end.
fn serve(who: Who) -> ExitCode {
    let relay = Relay::new(who, places::sockets(), places::lock());
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        match input.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return ExitCode::SUCCESS,
            Ok(_) => {}
        }
        if line.len() > LINE_MAX {
            relay.too_long();
        } else if !line.trim_ascii().is_empty() {
            relay.forward(line.trim_ascii());
        }
        if relay.output_gone() {
            return ExitCode::SUCCESS;
        }
    }
}
