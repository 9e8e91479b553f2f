//! The settings that outlive a start.
//!
//! Why: a closed list, so that no two rooms spell the same setting differently.
//! Refuses: anything secret, and anything that could change an endpoint that is signed for.

/// Names of the settings; values are short text, parsed by whoever owns the setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setting {
    /// Whether agents were let in when the app last ran: `on` or `off`.
    AgentAccess,
    /// TCP port of the agents' HTTP endpoint, decimal, so that pasted addresses stay true.
    McpPort,
    /// Whether the desktop tells of each use of a key: `on` or `off`.
    UseNotices,
    /// Row ids of keys that nothing is told of, decimal, with commas.
    QuietKeys,
    /// Language of sentences about keys: `en` or `de`.
    Language,
    /// Whether contracts are looked up in public directories: `on` or `off`.
    OnlineLookup,
    /// The person's key for Etherscan's directory; it opens no money.
    EtherscanKey,
    /// Id of the stop that the log has its line of.
    StopLogged,
    /// The form that was being filled, as the builder wrote it; empty = none.
    GrantDraft,
    /// Address of the panic key, checksummed; its key is the vault's.
    PanicKey,
}

impl Setting {
    /// The name in the table; never changed once released.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgentAccess => "agent-access",
            Self::McpPort => "mcp-port",
            Self::UseNotices => "use-notices",
            Self::QuietKeys => "quiet-keys",
            Self::Language => "language",
            Self::OnlineLookup => "online-lookup",
            Self::EtherscanKey => "etherscan-key",
            Self::StopLogged => "stop-logged",
            Self::GrantDraft => "grant-draft",
            Self::PanicKey => "panic-key",
        }
    }
}
