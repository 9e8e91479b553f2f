//! What stands at an address: which Kernel, which root, and whether keys can be granted there
//! (spec 1.1, 1.2, 1.3, 7.6).
//!
//! Why: an approval is worth what the account's contract makes of it, and contracts that look alike
//! are not. Every answer carries its reason.
//! Refuses: to call anything usable that was not read in full: unknown is an answer of its own.

mod fit;
mod reads;
#[cfg(test)]
mod tests;

use alloy_primitives::{Address, FixedBytes};

use super::{RootValidator, legacy::LegacyVersion};
use crate::{
    chain::{ENTRY_POINT_06, ENTRY_POINT_07, ENTRY_POINT_08, ENTRY_POINT_09},
    kernel::version::KernelVersion,
    permission::PermissionId,
    webauthn::{Flaw, WebAuthnModule},
};

pub use fit::{Change, Fit};
pub use reads::{Ask, IMPLEMENTATION_SLOT, Read, Reads};

/// What was found at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// What the contract is.
    pub kind: Kind,
    /// Its root, as far as it has one that was read.
    pub root: Root,
    /// Its EntryPoint, if it said one; enough to hash its operations even where keys cannot be
    /// granted.
    pub entry_point: Option<Address>,
    /// Whether keys can be granted there.
    pub granting: Granting,
}

/// What a contract is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The code was not read.
    Unread,
    /// No code there: not deployed yet, or the address of an ordinary key.
    NotDeployed,
    /// Kernel 0.3.x, by its implementation.
    Kernel(KernelVersion),
    /// Kernel 0.2.2 to 0.2.4, by its implementation.
    Legacy(LegacyVersion),
    /// Says it is a Kernel of this version, by an implementation that is not known.
    Claimed(String),
    /// An ordinary key's address that runs a contract's code (EIP-7702); the version if the code
    /// is Kernel's.
    Delegated(Option<KernelVersion>),
    /// Something else.
    Other,
}

/// Who decides for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// Not read, or nothing that has a root.
    Unread,
    /// A validator that a new account may have too.
    Known(RootValidator),
    /// A WebAuthn validator that takes replayed answers (spec 7.6).
    Unsafe(WebAuthnModule, Flaw),
    /// A permission is the root.
    Permission(PermissionId),
    /// The key of the address itself (EIP-7702, Kernel 0.3.3).
    OwnKey,
    /// Another validator.
    Foreign(Address),
}

/// Whether keys can be granted on an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Granting {
    /// Yes: this version, with an owner of this kind.
    Usable(KernelVersion, RootValidator),
    /// Nothing is there yet; what it will be follows from its spec.
    NotDeployed,
    /// No.
    Refused(Refusal),
    /// Cannot be said.
    Unknown(Missing),
}

/// Why no key is granted on an account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// EntryPoint 0.6 knows no permissions.
    #[error(
        "This is Kernel {0} on EntryPoint 0.6, which has no session keys. Make a Kernel 0.3 account."
    )]
    OldEntryPoint(String),
    /// No published 0.3.x answers to it (spec 1.1).
    #[error(
        "This Kernel {version} answers to {entry_point}, and session keys need EntryPoint 0.7. Its operations can be read, not granted."
    )]
    OtherEntryPoint {
        /// The version it says.
        version: String,
        /// Whom it answers to.
        entry_point: Address,
    },
    /// Says it is Kernel; its code is none of the published.
    #[error(
        "This says it is Kernel {version}, but its code at {implementation} is none of the published. Nothing is known about what an approval does there."
    )]
    UnknownImplementation {
        /// The version it says.
        version: String,
        /// Where its code is.
        implementation: Address,
    },
    /// No Kernel at all.
    #[error("There is a contract at this address that is no Kernel account.")]
    NotKernel,
    /// Its EIP-712 domain is not the one of its implementation.
    #[error("This runs Kernel {} but signs as {says}, so an approval would be void.", .runs.name())]
    Contradiction {
        /// By its implementation.
        runs: KernelVersion,
        /// By its domain.
        says: String,
    },
    /// An unpatched WebAuthn validator decides.
    #[error("This account is unsafe: its owner is checked by {}. {}", .0.name(), .1.words())]
    UnsafeRoot(WebAuthnModule, Flaw),
    /// A permission decides, whose rules are not known here.
    #[error("Permission {0} is the owner of this account, and Latchkey approves only for keys.")]
    PermissionRoot(PermissionId),
    /// Another contract decides.
    #[error("The owner of this account is checked by {0}, which is not known.")]
    ForeignRoot(Address),
    /// EIP-7702.
    #[error(
        "This is the address of an ordinary key that runs a contract's code (EIP-7702); Latchkey grants only on accounts of their own."
    )]
    Delegated,
}

/// What was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The code.
    #[error("Whether there is an account was not read. Ask again.")]
    Code,
    /// The implementation slot.
    #[error("Which code the account runs was not read. Ask again.")]
    Implementation,
    /// The EIP-712 domain.
    #[error("Which version the account signs with was not read. Ask again.")]
    Version,
    /// The EntryPoint.
    #[error("Which EntryPoint the account answers to was not read. Ask again.")]
    EntryPoint,
    /// The root.
    #[error("Who owns the account was not read. Ask again.")]
    Root,
}

/// What stands at an address, from what was read of it.
#[must_use]
pub fn recognise(reads: &Reads) -> Recognised {
    let entry_point = reads.entry_point();
    let found = |kind, root, granting| Recognised { kind, root, entry_point, granting };
    let Some(code) = reads.code.answer() else {
        return found(Kind::Unread, Root::Unread, Granting::Unknown(Missing::Code));
    };
    if code.is_empty() {
        return found(Kind::NotDeployed, Root::Unread, Granting::NotDeployed);
    }
    if let Some(delegate) = delegate(code) {
        let version = version_at(delegate);
        let root = version.map_or(Root::Unread, |version| root(reads, version));
        let refused = Granting::Refused(Refusal::Delegated);
        return found(Kind::Delegated(version), root, refused);
    }
    let Some(implementation) = reads.implementation() else {
        let kind = reads.claimed_version().map_or(Kind::Other, Kind::Claimed);
        return found(kind, Root::Unread, Granting::Unknown(Missing::Implementation));
    };
    if let Some(version) = version_at(implementation) {
        let root = root(reads, version);
        return found(Kind::Kernel(version), root, granting(reads, version, root));
    }
    if let Some(version) = LegacyVersion::at(implementation) {
        let refused = Refusal::OldEntryPoint(version.name().to_owned());
        return found(Kind::Legacy(version), Root::Unread, Granting::Refused(refused));
    }
    let (kind, granting) = unknown(reads, implementation);
    found(kind, Root::Unread, granting)
}

/// The address behind an EIP-7702 designator, `ef0100 ‖ address`.
fn delegate(code: &[u8]) -> Option<Address> {
    let address = code.strip_prefix(&[0xef, 0x01, 0x00])?;
    Address::try_from(address).ok()
}

fn version_at(implementation: Address) -> Option<KernelVersion> {
    KernelVersion::ALL.into_iter().find(|version| version.implementation() == implementation)
}

fn root(reads: &Reads, version: KernelVersion) -> Root {
    let Some(FixedBytes([kind, identifier @ ..])) = reads.root() else { return Root::Unread };
    let address = Address::from(identifier);
    match kind {
        0 if address.is_zero() => Root::OwnKey,
        1 => match (RootValidator::at(address, version), WebAuthnModule::at(address)) {
            (Some(known), _) => Root::Known(known),
            (None, Some(module)) => match module.flaw() {
                Some(flaw) => Root::Unsafe(module, flaw),
                None => Root::Foreign(address),
            },
            (None, None) => Root::Foreign(address),
        },
        2 => Root::Permission(PermissionId::from_slice(
            identifier.first_chunk::<4>().unwrap_or(&[0; 4]),
        )),
        _ => Root::Foreign(address),
    }
}

fn granting(reads: &Reads, version: KernelVersion, root: Root) -> Granting {
    match reads.signing_version() {
        None => return Granting::Unknown(Missing::Version),
        Some(says) if says != version.eip712_version() => {
            let says = crate::text::clean(&says, 32);
            return Granting::Refused(Refusal::Contradiction { runs: version, says });
        }
        Some(_) => {}
    }
    match reads.entry_point() {
        None => return Granting::Unknown(Missing::EntryPoint),
        Some(ENTRY_POINT_07) => {}
        Some(entry_point) => {
            let version = version.name().to_owned();
            return Granting::Refused(Refusal::OtherEntryPoint { version, entry_point });
        }
    }
    match root {
        Root::Known(kind) => Granting::Usable(version, kind),
        Root::Unread => Granting::Unknown(Missing::Root),
        Root::Unsafe(module, flaw) => Granting::Refused(Refusal::UnsafeRoot(module, flaw)),
        Root::Permission(id) => Granting::Refused(Refusal::PermissionRoot(id)),
        Root::OwnKey => Granting::Refused(Refusal::Delegated),
        Root::Foreign(address) => Granting::Refused(Refusal::ForeignRoot(address)),
    }
}

/// A contract whose implementation is none of the published.
fn unknown(reads: &Reads, implementation: Address) -> (Kind, Granting) {
    let Some(version) = reads.claimed_version() else {
        let unread = reads.domain == Read::Unread || reads.account_id == Read::Unread;
        let refused = Granting::Refused(Refusal::NotKernel);
        return (Kind::Other, if unread { Granting::Unknown(Missing::Version) } else { refused });
    };
    let kind = Kind::Claimed(version.clone());
    let refusal = match reads.entry_point() {
        Some(ENTRY_POINT_06) => Refusal::OldEntryPoint(version),
        Some(entry_point @ (ENTRY_POINT_08 | ENTRY_POINT_09)) => {
            Refusal::OtherEntryPoint { version, entry_point }
        }
        _ if ["0.0.", "0.1.", "0.2."].iter().any(|old| version.starts_with(old)) => {
            Refusal::OldEntryPoint(version)
        }
        _ => Refusal::UnknownImplementation { version, implementation },
    };
    (kind, Granting::Refused(refusal))
}
