//! The states, each with its own name (spec 9.1).
//!
//! Why: two that look alike are ended by different calls, or by none.
//! Refuses: a state that stands for several; what was not read says why it was not.

/// Where a key stands on a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The account does not exist there yet; the approval can deploy it and install the key.
    NotDeployed,
    /// Approved, never used: live, and invisible on chain.
    ApprovedUnused,
    /// The approval was signed for a later nonce: it comes to life when the account gets there.
    ApprovalDormant,
    /// The account has another owner or root than the one who approved; it would come back with
    /// them.
    ApprovalStale,
    /// Installed and usable.
    Installed,
    /// Ended by raising the nonce. If it is installed, it may still sign messages up to 0.3.2.
    Invalidated,
    /// Ended by uninstalling, or its approval burnt.
    Uninstalled,
    /// Past its end. If it is installed, it may still sign messages.
    Expired,
    /// No uses or no gas left. If it is installed, it may still sign messages.
    Exhausted,
    /// Installed, but not as it was approved.
    Drifted(Drift),
    /// Could not be read.
    Unknown(Unclear),
}

/// How an installed key differs from what was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Drift {
    /// Another signer, or other policies.
    Contents,
    /// The function `execute` is not granted to it: installed by the owner without it, or paused
    /// (`grantAccess`, 0.3.3). It sends nothing and may sign messages.
    MayNotExecute,
}

/// Why a key could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unclear {
    /// The chain did not answer, or the account itself could not be read.
    NotRead,
    /// An answer about the key is missing or does not decode.
    Unreadable,
}
