//! Who asks, in words.
//!
//! Why: a person must see whether they themselves asked (law 4).
//! Refuses: to draw an agent's name as anything but a quotation.

use super::Fact;
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
    format!("{who}, at {}", date::words(provenance.at_unix_secs))
}

/// The program that asks, as it names itself.
pub(super) fn program(provenance: &Provenance) -> Option<Fact> {
    let path = text::clean(provenance.program.as_ref()?, PROGRAM_MAX);
    (!path.is_empty()).then(|| Fact::new("Asking program", path))
}

pub(super) fn warning(provenance: &Provenance) -> Option<String> {
    match provenance.who {
        Asker::Person | Asker::CommandLine => None,
        Asker::Agent { .. } => {
            Some("An agent asked for this. If you did not expect it, refuse.".to_owned())
        }
    }
}
