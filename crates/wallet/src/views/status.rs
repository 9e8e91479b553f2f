//! The state of the app as a whole: account, agent access, notices, the date of a reading.
//!
//! Refuses: secrets; nothing here says more of a key than that it exists.

use serde::{Deserialize, Serialize};
use specta::Type;

use latchkey_core::approval::{KeptIn, OwnerKind};

/// The state of the app as a whole; drawn on every screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// App version.
    pub version: String,
    /// The account, once there is one.
    pub account: Option<AccountView>,
    /// Whether agents are let in, and where.
    pub agent_access: AgentAccess,
    /// When everything was stopped, unix seconds, 0 when nobody knows; `None` = it is not. Letting
    /// agents in then asks the owner.
    pub stopped_at: Option<u32>,
    /// Keys that are not ended.
    pub live_keys: u32,
    /// How an owner key can be held on this system, the recommended way first.
    pub owner_kinds: Vec<OwnerKind>,
    /// The off switch of a key is missing or stale and can be signed anew, as last read; see
    /// [`super::SwitchHealth`].
    pub switch_needs_renewal: bool,
    /// Something the person should see at once (damaged local network set aside, port changed …).
    pub notices: Vec<Notice>,
}

/// Something to tell the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// How bad.
    pub severity: Severity,
    /// What happened and what to do.
    pub text: String,
}

/// How bad a notice or problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Needs a look.
    Warn,
    /// Blocks.
    Stop,
}

/// The MCP server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentAccess {
    /// On or off. Off at first.
    pub on: bool,
    /// Address of the HTTP endpoint while on.
    pub http_url: Option<String>,
    /// Path of the shim program to put into a client's settings.
    pub shim_path: String,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Row id.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Checksummed address, the same on every chain.
    pub address: String,
    /// Checksummed address of the owner key, or what names a passkey.
    pub owner: String,
    /// How the owner key is held.
    pub owner_kind: OwnerKind,
    /// `0.3.1` …
    pub kernel_version: String,
    /// Where the owner key rests.
    pub kept_in: KeptIn,
}

/// The date of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadAt {
    /// Block number.
    pub block: u32,
    /// When this app read it, unix seconds.
    pub at: u32,
}
