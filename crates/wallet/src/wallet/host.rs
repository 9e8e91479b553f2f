//! What the program around the wallet knows of itself, and what it tells the wallet as it runs.
//!
//! Why: the status on every screen says where agents connect and what needs a look.
//! Refuses: to be asked of the web view; only the host sets these.

use crate::views::{FunctionFacts, Notice};

/// Facts that do not change while the program runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// App version.
    pub version: String,
    /// Path of the running program, as provenance of what it asks.
    pub program: Option<String>,
    /// Path of the shim that agents start.
    pub shim_path: String,
    /// Who presses the buttons: a person at a window, or at the command line.
    pub asker: latchkey_core::approval::Asker,
}

/// Facts that change.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// Address of the agents' HTTP endpoint while it listens.
    pub(crate) http_url: Option<String>,
    /// The stop that was taken note of, by its id.
    pub(crate) stop: Option<String>,
    /// What the person should see.
    pub(crate) notices: Vec<Notice>,
    /// Whether the off switch needs to be signed anew, as last read.
    pub(crate) switch_needs_renewal: bool,
    /// Nobody looks at the app now.
    pub(crate) unwatched: bool,
    /// Functions that the person pasted, by contract.
    pub(crate) pasted: std::collections::HashMap<alloy_primitives::Address, Vec<FunctionFacts>>,
}
