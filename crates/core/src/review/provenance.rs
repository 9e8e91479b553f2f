//! Who asks, in words.
//!
//! Why: a person must see whether they themselves asked (law 4).
//! Refuses: to draw an agent's name as anything but a quotation.

use crate::{
    approval::{Asker, Provenance},
    date, text,
};

const PROGRAM_MAX: usize = 120;

pub(super) fn words(provenance: &Provenance) -> String {
    let who = match &provenance.who {
        Asker::Person => "Asked by you, in Latchkey".to_owned(),
        Asker::CommandLine => "Asked by you, on the command line".to_owned(),
        Asker::Agent { name } => {
            format!("Asked by the agent {}", text::quote(name, text::NAME_MAX, "without a name"))
        }
    };
    let program = provenance.program.as_ref().map(|p| text::clean(p, PROGRAM_MAX));
    let program = program.filter(|p| !p.is_empty()).map(|p| format!(", through {p}"));
    format!("{who}{}, at {}", program.unwrap_or_default(), date::words(provenance.at_unix_secs))
}

pub(super) fn warning(provenance: &Provenance) -> Option<String> {
    match provenance.who {
        Asker::Person | Asker::CommandLine => None,
        Asker::Agent { .. } => {
            Some("An agent asked for this. If you did not expect it, refuse.".to_owned())
        }
    }
}
