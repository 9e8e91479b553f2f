//! What is known from outside an operation, and what an allowed operation leaves behind (spec 4.3).
//!
//! Why: counters are an input and an output, so that a chain of operations can be judged without a
//! chain. Refuses: to guess; a counter that was not read counts as untouched since the grant.

use alloy_primitives::Address;

/// What is known from outside the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The account the key belongs to.
    pub account: Address,
    /// Time on that chain, unix seconds.
    pub now_unix_secs: u64,
    /// Gas budget left, wei; `None` = as granted.
    pub gas_left: Option<u128>,
    /// Uses left for life; `None` = as granted.
    pub uses_left: Option<u64>,
    /// First second of the next use, unix; `None` = as granted.
    pub next_allowed_at: Option<u64>,
    /// The window of a resetting rate limit; `None` = as if installed now.
    pub window: Option<WindowLeft>,
}

/// Where the window of a resetting rate limit stands (`rateLimitState` of its contract).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WindowLeft {
    /// Uses left in it.
    pub uses: u64,
    /// First second of the next window, unix.
    pub ends_at: u64,
}

/// An operation that the policies let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// The facts after it: the same account and time, the counters as the chain would hold them.
    pub after: Facts,
    /// First second at which the EntryPoint takes it, unix; 0 = any.
    pub valid_after: u64,
    /// Last second at which the EntryPoint takes it, unix; 0 = no end.
    pub valid_until: u64,
}

impl Facts {
    /// Facts for a key whose counters have not been read.
    #[must_use]
    pub const fn fresh(account: Address, now_unix_secs: u64) -> Self {
        Self {
            account,
            now_unix_secs,
            gas_left: None,
            uses_left: None,
            next_allowed_at: None,
            window: None,
        }
    }
}
