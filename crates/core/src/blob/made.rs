//! A serialized account from our own types, ready to be handed over (spec 5, 8).
//!
//! Why: the approval was made for exact bytes; a text that says anything else is worthless.
//! Refuses: flags and hooks, which the format cannot say, and an approval or a private key of
//! another permission.

use alloy_primitives::{Address, Bytes, FixedBytes};

use super::{
    Action, Authorization, EncodeError, InitCode, SerializedAccount, SerializedPolicy, SessionKey,
    Validity,
};
use crate::{
    account::{Located, root::RootInstall},
    kernel::{
        enable::{EnableApproval, selector_data},
        version::KernelVersion,
    },
    permission::{Encoded, Permission, SessionSigner},
    policy::PolicyFlag,
};

/// Whose account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// One that the meta factory deploys.
    Factory(&'a RootInstall),
    /// The same with its address at hand.
    Located(&'a Located),
    /// An ordinary key's own, through EIP-7702.
    Delegated(Address),
}

/// How the permission gets onto the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval<'a> {
    /// By the owner's signature, on first use.
    Signed {
        /// What the owner signed.
        enable: &'a EnableApproval,
        /// The signature (spec 5.2).
        signature: &'a Bytes,
    },
    /// While deploying (spec 5.5).
    PreInstalled,
}

impl SerializedAccount {
    /// The account, the permission and its approval in one.
    ///
    /// # Errors
    /// [`EncodeError`] for what the format cannot say, and for an approval of something else.
    pub fn new(
        source: Source<'_>,
        permission: &Permission,
        approval: Approval<'_>,
    ) -> Result<Self, EncodeError> {
        Self::of(source, &permission.encoded(), approval)
    }

    /// The same for a permission that is encoded already.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of(
        source: Source<'_>,
        encoded: &Encoded<'_>,
        approval: Approval<'_>,
    ) -> Result<Self, EncodeError> {
        let permission = encoded.permission();
        if permission.flag != PolicyFlag::All {
            return Err(EncodeError::Flag(permission.flag));
        }
        let (init_code, account, version) = match source {
            Source::Factory(install) => deployed(install, install.address()),
            Source::Located(account) => deployed(account.install(), account.address()),
            Source::Delegated(account) => (InitCode::Delegated, account, KernelVersion::V0_3_3),
        };
        let (action, enable_signature) = match approval {
            Approval::Signed { enable, signature } => {
                check_approval(enable, encoded, account)?;
                (action(enable, version)?, Some(signature.clone()))
            }
            Approval::PreInstalled => (Action::EXECUTE, None),
        };
        Ok(Self {
            policies: permission.policies.iter().cloned().map(SerializedPolicy::from).collect(),
            permission_id: Some(encoded.id()),
            action: Some(action),
            validity: Some(Validity::default()),
            init_code,
            account: Some(account),
            pre_installed: Some(enable_signature.is_none()),
            enable_signature,
            session_key: None,
            authorization: None,
        })
    }

    /// With the session's private key inside.
    ///
    /// # Errors
    /// [`EncodeError::WrongKey`] unless the permission was made for that key.
    pub fn with_session_key(mut self, secret: &[u8; 32]) -> Result<Self, EncodeError> {
        let key = SessionKey::new(secret).ok_or(EncodeError::NotAKey)?;
        let made = self.permission_for(SessionSigner::Ecdsa(key.address())).id();
        let permission = self.permission_id.unwrap_or(made);
        if permission != made {
            return Err(EncodeError::WrongKey { key: key.address(), permission });
        }
        self.session_key = Some(key);
        Ok(self)
    }

    /// With the authorization that starts an EIP-7702 account.
    ///
    /// # Errors
    /// [`EncodeError::Authorization`] if another account signed it, or for another contract.
    pub fn with_authorization(mut self, signed: Authorization) -> Result<Self, EncodeError> {
        let ours = self.init_code == InitCode::Delegated
            && signed.delegate == KernelVersion::V0_3_3.implementation()
            && signed.authority() == self.account;
        if !ours {
            return Err(EncodeError::Authorization);
        }
        self.authorization = Some(signed);
        Ok(self)
    }

    /// The permission it is for a signer.
    pub(super) fn permission_for(&self, signer: SessionSigner) -> Permission {
        let policies = self.policies.iter().map(|policy| policy.policy.clone()).collect();
        Permission { flag: PolicyFlag::All, policies, signer }
    }
}

/// An account that the meta factory deploys at an address.
fn deployed(install: &RootInstall, address: Address) -> (InitCode, Address, KernelVersion) {
    (InitCode::Factory { install: install.clone(), direct: false }, address, install.version)
}

/// That an approval is for exactly this permission of this account, without a hook.
fn check_approval(
    enable: &EnableApproval,
    encoded: &Encoded<'_>,
    account: Address,
) -> Result<(), EncodeError> {
    if enable.hook != Address::ZERO || !enable.hook_data.is_empty() {
        return Err(EncodeError::Hook);
    }
    let same = [
        (enable.account == account, "account"),
        (enable.validation_id == encoded.validation_id(), "permission"),
        (enable.enable_data == *encoded.enable_data(), "permission"),
    ];
    match same.into_iter().find(|(same, _)| !same) {
        Some((_, what)) => Err(EncodeError::OtherApproval(what)),
        None => Ok(()),
    }
}

/// The granted function of an approval.
fn action(enable: &EnableApproval, version: KernelVersion) -> Result<Action, EncodeError> {
    let other = EncodeError::OtherApproval("function");
    let (selector, rest) = enable.selector_data.split_at_checked(4).ok_or(other.clone())?;
    let (target, rest) = rest.split_at_checked(20).ok_or(other.clone())?;
    let (hook, _) = rest.split_at_checked(20).ok_or(other.clone())?;
    let (target, hook) = (Address::from_slice(target), Address::from_slice(hook));
    let selector = FixedBytes::from_slice(selector);
    if selector_data(selector, target, hook) != enable.selector_data {
        return Err(other);
    }
    let action = Action { selector, target, hook: (hook != Address::ZERO).then_some(hook) };
    if action.hook == action.hook_of_readers(version) {
        Ok(action)
    } else {
        Err(EncodeError::ActionHook)
    }
}
