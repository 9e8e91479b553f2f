//! Writing a serialized account: JSON in the published order, base64 around it (spec 8).
//!
//! Why: the published reader makes the enable data and the factory calldata again from what it
//! reads; what it forgets on the way would fail on the chain, after the owner has signed.
//! Refuses: everything that reader loses or stops at (spec 8.3).

use std::io::Write;

use alloy_primitives::Address;
use base64::Engine;
use zeroize::Zeroizing;

use super::{
    Action, BASE64, InitCode, MAX_POLICIES, MAX_TEXT, SerializedAccount, SessionKey, SourceFault,
    account,
    tree::{Tree, given},
};
use crate::{
    chain::ONLY_ENTRY_POINT_HOOK,
    kernel::version::KernelVersion,
    permission::PermissionId,
    policy::{DecodeError, Policy, PolicyFlag, PolicyKind},
};

/// What would be lost, or what contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The permission's own flag is not part of the format.
    #[error(
        "the format has no place for the permission flag {0:?}; to refuse message signatures add a signature-caller policy without callers"
    )]
    Flag(PolicyFlag),
    /// A hook of the permission is not part of the format.
    #[error("the format has no place for a hook; approve the key without one")]
    Hook,
    /// The published reader forgets the root's hook and would deploy another account.
    #[error("the reader forgets the hook this account starts with; deploy the account first")]
    RootHook,
    /// The published reader forgets the first calls on this version and would deploy another account.
    #[error("the reader forgets the first calls of Kernel {}; deploy the account first", .0.name())]
    FirstCalls(KernelVersion),
    /// The published reader puts another hook on the granted function.
    #[error("the reader forgets the hook of the granted function; grant it without one")]
    ActionHook,
    /// More policies than a permission can have.
    #[error("{0} policies are more than a permission can have")]
    TooMany(usize),
    /// Longer than [`MAX_TEXT`] characters.
    #[error("the text would have {0} characters, longer than any reader should take")]
    TooLong(usize),
    /// A policy that its own contract would take for another.
    #[error("policy {index} cannot be written as it is: {error}")]
    Policy {
        /// From 0.
        index: usize,
        /// What is wrong with its encoding.
        error: DecodeError,
    },
    /// A policy whose values do not fit its encoding.
    #[error("policy {0} has a value its contract cannot hold")]
    Values(usize),
    /// The published reader stops at what the rules were made from.
    #[error(
        "the published reader stops at policy {policy}, permission {permission}: {fault}; write the rules alone"
    )]
    Source {
        /// From 0.
        policy: usize,
        /// From 0.
        permission: usize,
        /// What it stops at.
        fault: SourceFault,
    },
    /// Neither a signature nor a permission that is already installed.
    #[error("the owner's signature is missing; approve the key first")]
    NoSignature,
    /// The approval is for something else.
    #[error("the owner approved another {0} than this one; approve the key again")]
    OtherApproval(&'static str),
    /// The private key is not that of the permission's signer.
    #[error("{key} is not the key of permission {permission}; take the key the owner approved")]
    WrongKey {
        /// The address of the key.
        key: Address,
        /// The permission.
        permission: PermissionId,
    },
    /// Not a private key of the curve.
    #[error("these 32 bytes are no private key; take the key the owner approved")]
    NotAKey,
    /// An authorization beside a factory, or for another account or contract.
    #[error("the EIP-7702 authorization is not that of this account; sign it again")]
    Authorization,
}

impl SerializedAccount {
    /// The text other programs open. It holds the private key if there is one, so it is wiped when
    /// dropped.
    ///
    /// # Errors
    /// [`EncodeError`] for what the published reader would lose.
    pub fn encode(&self) -> Result<Zeroizing<String>, EncodeError> {
        self.check_losses()?;
        let json = json_of(&self.write())?;
        let text = Zeroizing::new(BASE64.encode(json.as_slice()));
        if text.len() > MAX_TEXT { Err(EncodeError::TooLong(text.len())) } else { Ok(text) }
    }

    /// Whether the published reader keeps all of it.
    pub(super) fn check_losses(&self) -> Result<(), EncodeError> {
        if self.policies.len() > MAX_POLICIES {
            return Err(EncodeError::TooMany(self.policies.len()));
        }
        if self.enable_signature.is_none() && self.pre_installed != Some(true) {
            return Err(EncodeError::NoSignature);
        }
        for (index, policy) in self.policies.iter().enumerate() {
            check_policy(index, &policy.policy)?;
            check_sources(index, policy)?;
        }
        if self.action.is_some_and(|action| action.hook != action.hook_of_readers(self.version())) {
            return Err(EncodeError::ActionHook);
        }
        let InitCode::Factory { install, .. } = &self.init_code else {
            return if self.account.is_some() { Ok(()) } else { Err(EncodeError::Authorization) };
        };
        if self.authorization.is_some() {
            return Err(EncodeError::Authorization);
        }
        if install.hook != Address::ZERO || !install.hook_data.is_empty() {
            return Err(EncodeError::RootHook);
        }
        match install.version {
            version @ (KernelVersion::V0_3_0 | KernelVersion::V0_3_1)
                if !install.init_config.is_empty() =>
            {
                Err(EncodeError::FirstCalls(version))
            }
            KernelVersion::V0_3_0
            | KernelVersion::V0_3_1
            | KernelVersion::V0_3_2
            | KernelVersion::V0_3_3 => Ok(()),
        }
    }

    /// The version the account is made with; EIP-7702 needs 0.3.3.
    #[must_use]
    pub const fn version(&self) -> KernelVersion {
        match &self.init_code {
            InitCode::Factory { install, .. } => install.version,
            InitCode::Delegated => KernelVersion::V0_3_3,
        }
    }

    fn write(&self) -> Tree {
        let signature = self.enable_signature.as_ref().map(|bytes| Tree::text(bytes.to_string()));
        let mut fields = self.write_before();
        fields.extend(signature.map(|signature| ("enableSignature".to_owned(), signature)));
        fields.extend(self.write_after());
        Tree::Object(fields)
    }

    /// What is written before the owner's signature; no private key.
    pub(super) fn write_before(&self) -> Vec<(String, Tree)> {
        let policies = self.policies.iter().map(super::SerializedPolicy::write).collect();
        let id = self.permission_id.map(|id| Tree::text(id.to_string()));
        let permission =
            Tree::object([("policies", Some(Tree::List(policies))), ("permissionId", id)]);
        given([
            ("permissionParams", Some(permission)),
            ("action", self.action.map(|action| action.write())),
            ("validityData", self.validity.map(|times| times.write())),
            ("accountParams", Some(account::write(&self.init_code, self.account))),
        ])
    }

    /// What is written after it.
    pub(super) fn write_after(&self) -> Vec<(String, Tree)> {
        given([
            ("privateKey", self.session_key.as_ref().map(SessionKey::write)),
            ("eip7702Auth", self.authorization.map(|signed| signed.write())),
            ("isPreInstalled", self.pre_installed.map(Tree::Bool)),
        ])
    }
}

impl Action {
    /// The hook the published reader puts on it: on 0.3.0 one that lets only the EntryPoint call,
    /// else none.
    pub(super) fn hook_of_readers(&self, version: KernelVersion) -> Option<Address> {
        let own = (self.selector, self.target) == (Self::EXECUTE.selector, Self::EXECUTE.target);
        (version == KernelVersion::V0_3_0 && !own).then_some(ONLY_ENTRY_POINT_HOOK)
    }
}

/// Its bytes are read back to the same policy.
fn check_policy(index: usize, policy: &Policy) -> Result<(), EncodeError> {
    let flag = u16::from_be_bytes(policy.flag.to_bytes());
    let read = Policy::decode(policy.address(), flag, &policy.encode())
        .map_err(|error| EncodeError::Policy { index, error })?;
    if read == *policy { Ok(()) } else { Err(EncodeError::Values(index)) }
}

fn check_sources(index: usize, policy: &super::SerializedPolicy) -> Result<(), EncodeError> {
    let PolicyKind::Call(call) = &policy.policy.kind else { return Ok(()) };
    for (permission, (source, rules)) in policy.sources.iter().zip(&call.permissions).enumerate() {
        if let Some(source) = source {
            source.check(call.version, rules.selector).map_err(|fault| EncodeError::Source {
                policy: index,
                permission,
                fault,
            })?;
        }
    }
    Ok(())
}

/// The JSON of a tree, in memory that is wiped when dropped: it may hold a private key.
pub(super) fn json_of(tree: &Tree) -> Result<Zeroizing<Vec<u8>>, EncodeError> {
    let mut length = Count(0);
    // Writing to memory does not fail; if it ever did, the text would be none.
    let failed = |_error| EncodeError::TooLong(usize::MAX);
    serde_json::to_writer(&mut length, tree).map_err(failed)?;
    let mut json = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *json, tree).map_err(failed)?;
    Ok(json)
}

/// Counts what is written, so that the real text is allocated once and leaves no copies behind.
struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
