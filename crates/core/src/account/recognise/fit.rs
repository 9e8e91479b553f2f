//! Whether what was found is the account that was expected.
//!
//! Why: an owner, a root or a version can change after the account was made; approvals signed by
//! the old owner stop verifying (spec 9.2), and digests carry the version (spec 12.2).
//! Refuses: to call anything the same that was not read.

use super::{Kind, Read, Recognised, Root};
use crate::{account::AccountSpec, kernel::version::KernelVersion};

/// Whether an account is the expected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The same version, root and owner; or not deployed, where the spec decides.
    Same,
    /// Not the same.
    Changed(Change),
    /// Not all was read.
    Unknown,
}

/// What is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It runs another version of Kernel.
    Version(KernelVersion),
    /// It is no Kernel of a version that permissions work on.
    NotKernel,
    /// Another root decides.
    Root(Root),
    /// The same validator checks another owner.
    Owner,
}

impl Recognised {
    /// Compares with a spec. `owner` is the answer of the spec's validator to
    /// [`crate::account::RootValidator::storage_call`].
    #[must_use]
    pub fn fits(&self, spec: &AccountSpec, owner: &Read) -> Fit {
        match &self.kind {
            Kind::Unread => return Fit::Unknown,
            Kind::NotDeployed => return Fit::Same,
            Kind::Kernel(version) if *version == spec.version => {}
            Kind::Kernel(version) => return Fit::Changed(Change::Version(*version)),
            Kind::Claimed(_) | Kind::Other if self.is_unknown() => return Fit::Unknown,
            Kind::Legacy(_) | Kind::Claimed(_) | Kind::Delegated(_) | Kind::Other => {
                return Fit::Changed(Change::NotKernel);
            }
        }
        match self.root {
            Root::Unread => Fit::Unknown,
            Root::Known(kind) if kind == spec.owner.kind() => {
                match owner.answer().and_then(|answer| spec.owner.is_stored(answer)) {
                    Some(true) => Fit::Same,
                    Some(false) => Fit::Changed(Change::Owner),
                    None => Fit::Unknown,
                }
            }
            Root::Known(_)
            | Root::Unsafe(..)
            | Root::Permission(_)
            | Root::OwnKey
            | Root::Foreign(_) => Fit::Changed(Change::Root(self.root)),
        }
    }

    const fn is_unknown(&self) -> bool {
        matches!(self.granting, super::Granting::Unknown(_))
    }
}
