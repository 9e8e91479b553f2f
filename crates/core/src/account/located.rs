//! An account with its address, computed once (spec 1.5).
//!
//! Why: the address takes five hashes, and whoever makes many operations or grants for one account
//! needs it in each.
//! Refuses: an address that is not the account's own; there is no way to state one.

use alloy_primitives::Address;

use super::{AccountSpec, root::RootInstall};

/// How an account is deployed, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    install: RootInstall,
    address: Address,
}

impl From<RootInstall> for Located {
    fn from(install: RootInstall) -> Self {
        Self { address: install.address(), install }
    }
}

impl From<&AccountSpec> for Located {
    fn from(account: &AccountSpec) -> Self {
        account.root_install().into()
    }
}

impl Located {
    /// The arguments of its deployment.
    #[must_use]
    pub const fn install(&self) -> &RootInstall {
        &self.install
    }

    /// The account's address, on every chain.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }
}
