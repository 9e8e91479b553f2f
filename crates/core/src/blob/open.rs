//! Opening a serialized account: everything it claims is made again and compared (spec 4.2, 5, 8.3).
//!
//! Why: the format forgets the permission flag and hooks, takes the permission id on trust and does
//! not notice another session key; the chain would refuse the first use, after it was paid for.
//! Refuses: a text whose id, account, key, authorization or owner's signature does not fit the rest.
//! P-256 signatures are left to the chain, and said to be.

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolValue;

use super::{Action, InitCode, SerializedAccount};
use crate::{
    account::root::{RootInstall, validator_id},
    approval_tree::verify,
    chain,
    kernel::{
        enable::{EnableApproval, selector_data},
        signature,
        version::KernelVersion,
    },
    permission::{Permission, PermissionId, SessionSigner},
    policy::PolicyFlag,
};

/// Where and when the approval was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Validation nonce that was signed (spec 5.3); 1 while the account does not exist.
    pub nonce: u32,
    /// Version of the implementation, if the account exists and was upgraded.
    pub version: Option<KernelVersion>,
}

/// Who stands behind the approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// This key signed exactly this.
    Signed(Address),
    /// Nobody has to: the permission is installed while deploying.
    PreInstalled,
    /// A root whose signatures only the chain can check: a passkey, a permission, a foreign one.
    Unchecked,
}

/// A serialized account whose claims fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The permission it is for.
    pub permission: Permission,
    /// What the owner approved; with [`Permission::enable_data`] inside.
    pub approval: EnableApproval,
    /// Whose approval it is.
    pub owner: Owner,
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// No private key inside and no signer given.
    #[error("there is no key inside; say which key it was approved for")]
    NoSigner,
    /// The private key inside is another than the given signer.
    #[error("the key inside is {inside}, not the one expected; do not use it")]
    OtherKey {
        /// Its address.
        inside: Address,
    },
    /// The claimed id is not that of these policies and this signer.
    #[error("permission {claimed} is not the one of these policies and this key, which is {made}")]
    PermissionId {
        /// What the text says.
        claimed: PermissionId,
        /// What it must be.
        made: PermissionId,
        /// The permission flag that explains it: the format lost it.
        flag: Option<PolicyFlag>,
    },
    /// The claimed account is not the one the calldata deploys.
    #[error("account {claimed} is not the one this calldata deploys, which is {made}")]
    Account {
        /// What the text says.
        claimed: Address,
        /// What it must be.
        made: Address,
    },
    /// The EIP-7702 authorization is for another account, contract or chain.
    #[error("the EIP-7702 authorization is not for this account here; ask for another one")]
    Authorization,
    /// The owner signed something else.
    #[error("the owner did not sign exactly this; a hook, a flag, the chain or the nonce differs")]
    Signature {
        /// The digest the signature should be over.
        digest: B256,
    },
}

impl SerializedAccount {
    /// Makes id, account, enable data and digest again and compares them with what is claimed.
    ///
    /// # Errors
    /// [`OpenError`], the first claim that does not fit.
    pub fn open(&self, signer: Option<&SessionSigner>, place: Place) -> Result<Opened, OpenError> {
        let permission = self.permission_for(self.signer(signer)?);
        let encoded = permission.encoded();
        self.check_id(&permission, encoded.id())?;
        let account = self.address()?;
        self.check_authorization(account, place.chain_id)?;
        let version = place.version.unwrap_or(self.version());
        let action = self.action.unwrap_or(Action::EXECUTE);
        let hook = action.hook_of_readers(version).unwrap_or_default();
        let approval = EnableApproval {
            account,
            chain_id: place.chain_id,
            version,
            validation_id: encoded.validation_id(),
            nonce: place.nonce,
            hook: Address::ZERO,
            enable_data: encoded.enable_data().clone(),
            hook_data: alloy_primitives::Bytes::new(),
            selector_data: selector_data(action.selector, action.target, hook),
        };
        let owner = self.owner(approval.digest(), account)?;
        Ok(Opened { permission, approval, owner })
    }

    fn signer(&self, given: Option<&SessionSigner>) -> Result<SessionSigner, OpenError> {
        let Some(key) = &self.session_key else {
            return given.cloned().ok_or(OpenError::NoSigner);
        };
        let inside = SessionSigner::Ecdsa(key.address());
        match given {
            Some(given) if *given != inside => Err(OpenError::OtherKey { inside: key.address() }),
            Some(_) | None => Ok(inside),
        }
    }

    fn check_id(&self, permission: &Permission, made: PermissionId) -> Result<(), OpenError> {
        let Some(claimed) = self.permission_id.filter(|claimed| *claimed != made) else {
            return Ok(());
        };
        let lost = [PolicyFlag::NotForSignature, PolicyFlag::NotForUserOp, PolicyFlag::Neither];
        let flag = lost
            .into_iter()
            .find(|flag| Permission { flag: *flag, ..permission.clone() }.id() == claimed);
        Err(OpenError::PermissionId { claimed, made, flag })
    }

    /// The account: made from the calldata, or the claimed one of EIP-7702.
    fn address(&self) -> Result<Address, OpenError> {
        let made = match &self.init_code {
            InitCode::Factory { install, .. } => install.address(),
            InitCode::Delegated => return Ok(self.account.unwrap_or_default()),
        };
        match self.account.filter(|claimed| *claimed != made) {
            Some(claimed) => Err(OpenError::Account { claimed, made }),
            None => Ok(made),
        }
    }

    fn check_authorization(&self, account: Address, chain_id: u64) -> Result<(), OpenError> {
        let fits = self.authorization.is_none_or(|signed| {
            signed.authority() == Some(account)
                && signed.delegate == KernelVersion::V0_3_3.implementation()
                && [0, chain_id].contains(&signed.chain_id)
        });
        if fits { Ok(()) } else { Err(OpenError::Authorization) }
    }

    /// Whose signature the approval carries.
    fn owner(&self, digest: B256, account: Address) -> Result<Owner, OpenError> {
        if self.pre_installed == Some(true) {
            return Ok(Owner::PreInstalled);
        }
        let Some(signature) = &self.enable_signature else {
            return Err(OpenError::Signature { digest });
        };
        let signed = match &self.init_code {
            InitCode::Delegated => Some((account, by(digest, signature, account))),
            InitCode::Factory { install, .. } => signed_by_root(install, digest, signature),
        };
        match signed {
            Some((owner, true)) => Ok(Owner::Signed(owner)),
            Some((_, false)) => Err(OpenError::Signature { digest }),
            None => Ok(Owner::Unchecked),
        }
    }
}

/// The ECDSA owner and whether it signed; `None` for a root of another kind.
fn signed_by_root(install: &RootInstall, digest: B256, signed: &[u8]) -> Option<(Address, bool)> {
    let owner = Address::try_from(install.validator_data.as_ref()).ok()?;
    let root = install.validation_id;
    let multi_chain = root == validator_id(chain::MULTI_CHAIN_ECDSA_VALIDATOR);
    if !multi_chain && root != validator_id(install.version.ecdsa_validator()) {
        return None;
    }
    let plain =
        by(digest, signed, owner) || by(signature::personal_sign_hash(digest), signed, owner);
    Some((owner, plain || (multi_chain && in_a_tree(digest, signed, owner))))
}

fn by(hash: B256, signed: &[u8], owner: Address) -> bool {
    signature::recover(hash, signed) == Ok(owner)
}

/// `sig(65) ‖ root(32) ‖ abi(bytes32[] proof)`, signed over the root (spec 6).
fn in_a_tree(digest: B256, signed: &[u8], owner: Address) -> bool {
    let Some((signed, rest)) = signed.split_at_checked(65) else { return false };
    let Some((root, proof)) = rest.split_first_chunk::<32>() else { return false };
    let root = B256::from(*root);
    let Ok(proof) = Vec::<B256>::abi_decode_validate(proof) else { return false };
    let over_root =
        by(root, signed, owner) || by(signature::personal_sign_hash(root), signed, owner);
    over_root && verify(root, digest, &proof)
}
